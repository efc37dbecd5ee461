#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"
#include "mapping/timestamp.hpp"
#include "providers/webhook.hpp"

namespace providers {

namespace json = boost::json;

// Why a webhook was not believed, in the order in which verifiers find out: the later, the further
// the sender got. For our log and metric only: the sender just sees 401 or 403.
enum class rejection {
    address_refused,        // it comes from an address that is not on the list
    certificate_missing,    // no client certificate
    credentials_missing,    // no signature, header, password, ...
    credentials_repeated,   // more than one of what must be sent once
    credentials_malformed,  // present, does not parse
    timestamp_missing,
    timestamp_malformed,
    certificate_refused,  // a client certificate of somebody else
    credentials_wrong,    // parses, does not match
    timestamp_skew,       // outside the tolerance
};
std::string_view to_string(rejection reason) noexcept;
inline constexpr rejection all_rejections[] = {
    rejection::address_refused,       rejection::certificate_missing,
    rejection::credentials_missing,   rejection::credentials_repeated,
    rejection::credentials_malformed, rejection::timestamp_missing,
    rejection::timestamp_malformed,   rejection::certificate_refused,
    rejection::credentials_wrong,     rejection::timestamp_skew};

// True when it is about the peer itself, whatever credentials it sends: the answer is 403.
bool is_about_the_peer(rejection reason) noexcept;

// The connection's secrets by name; each is a list while it rotates, newest first. Never logged.
using secret_store = std::map<std::string, std::vector<std::string>, std::less<>>;

// What a connection adds to its definition's `verify:`.
struct verification_inputs {
    secret_store secrets;
    std::string public_url;              // that the partner was given, for {url}; "" for none
    std::vector<std::string> addresses;  // and networks, that the partner sends from
    bool has_client_ca = false;          // whether the door verifies client certificates
};

// The proof: which secret matched, by its position in the list (0 is the current one). Nothing when
// none was needed.
struct proof {
    std::optional<std::size_t> secret_position;
};

using verification = boost::system::result<proof, rejection>;

// Decides whether a webhook comes from whom it says. Immutable, may be used by several threads.
// Every comparison takes the same time wherever the difference lies. Never throws on any webhook.
class verifier {
public:
    virtual ~verifier() = default;
    virtual verification verify(const webhook& hook, mapping::timestamp now) const = 0;
    // False only for `none`, which must be written out in the definition.
    virtual bool proves_anything() const noexcept { return true; }
};

// Compiles the definition's `verify:` with what one connection gives. Every mistake is reported:
// unknown keys, a secret that is missing or empty or does not decode, a template that signs
// nothing. Problems of the definition have pointers that start with `where`, its place in that
// file; what the connection lacks is named by its place in the connection's file: /secrets/NAME,
// /public_url or /addresses.
mapping::result<std::unique_ptr<const verifier>> make_verifier(const json::value& config,
                                                               const std::string& where,
                                                               const verification_inputs& given);

// Every mistake in `config` that make_verifier would find, without a connection.
mapping::problems check_verification(const json::value& config, const std::string& where);

// What the connection gives and nothing has a use for, by its place in the connection's file:
// neither `verify:`, which has no mistakes, nor what else the definition uses secrets for.
mapping::problems useless_inputs(const json::value& config,
                                 const std::set<std::string, std::less<>>& used_elsewhere,
                                 const verification_inputs& given);

[[noreturn]] void throw_exception_from_error(rejection reason, const boost::source_location&);

}  // namespace providers
