#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/problem.hpp"
#include "providers/network.hpp"
#include "providers/verifier.hpp"

// Proofs by who is at the other end, whatever it sends.
namespace providers {

// The address that the request comes from.
struct address_settings {
    std::vector<network> networks;       // of the definition; a connection may add its own
    bool is_left_to_connection = false;  // `connection`: it must
};

// The client certificate that the door verified. What is not given is not looked at.
struct certificate_settings {
    std::string subject;  // the whole name, as RFC 2253 writes it
    std::string name;     // one of its alternative names (san)
};

// Reads `{address: [...]}` and `{client_certificate: {...}}`; mistakes stay in `in`.
address_settings read_address_settings(mapping::json_reader& in);
certificate_settings read_certificate_settings(mapping::json_reader& in);

// `addresses` are the connection's; problems have their place, /addresses.
mapping::result<std::unique_ptr<const verifier>> make_address_verifier(
    const address_settings& settings, const std::vector<std::string>& addresses);

std::unique_ptr<const verifier> make_certificate_verifier(const certificate_settings& settings);

}  // namespace providers
