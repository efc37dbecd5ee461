#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/json_reader.hpp"
#include "providers/verifier.hpp"
#include "providers/webhook.hpp"

// What a sender put into a request to prove who it is. Each credential must be there once and say
// something; why it cannot be used is told by the rejection.
namespace providers {

template <class T>
using sent = boost::system::result<T, rejection>;

sent<std::string_view> sent_header(const webhook& hook, std::string_view name);

// The first of these headers that was sent at all, for partners that renamed theirs.
sent<std::string_view> sent_header(const webhook& hook, const std::vector<std::string>& names);

// Percent-decoded.
sent<std::string> sent_query_parameter(const webhook& hook, std::string_view name);

// What follows the scheme in the Authorization header; the scheme in any letter case (RFC 9110).
sent<std::string_view> sent_authorization(const webhook& hook, std::string_view scheme);

// At the pointer in a JSON or form body; neither null nor blank.
sent<json::value> sent_body_value(const webhook& hook, const std::string& pointer);

// True for what RFC 9110 allows as the name of a header.
bool is_header_name(std::string_view text) noexcept;

// Reads a setting that is a pointer into the body; "" only when `in` failed.
std::string read_body_pointer(mapping::json_reader& in, const std::string& pointer);

// Reads a setting that is the name of a header or a list of names; never empty unless `in` failed.
std::vector<std::string> read_header_names(mapping::json_reader& in, const std::string& pointer);

}  // namespace providers
