#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"
#include "mapping/timestamp.hpp"
#include "providers/webhook.hpp"

namespace providers {

namespace json = boost::json;

// Why a webhook was not believed. For our log and metric only: the sender just sees 401.
enum class rejection {
    credentials_missing,    // no signature, header, password, ...
    credentials_repeated,   // more than one of what must be sent once
    credentials_malformed,  // present, does not parse
    credentials_wrong,      // parses, does not match
    timestamp_missing,
    timestamp_malformed,
    timestamp_skew,  // outside the tolerance
};
std::string_view to_string(rejection reason) noexcept;
inline constexpr rejection all_rejections[] = {
    rejection::credentials_missing,   rejection::credentials_repeated,
    rejection::credentials_malformed, rejection::credentials_wrong,
    rejection::timestamp_missing,     rejection::timestamp_malformed,
    rejection::timestamp_skew};

// The connection's secrets by name; each is a list while it rotates, newest first. Never logged.
using secret_store = std::map<std::string, std::vector<std::string>, std::less<>>;

// The proof: which secret matched, by its position in the list (0 is the current one).
struct proof {
    std::size_t secret_position = 0;
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

// Compiles the definition's `verify:` with one connection's secrets. `public_url` is the URL the
// partner was given, for message templates with {url}; "" for none. Every mistake is reported:
// unknown keys, a secret that is missing or empty or does not decode, a template that signs
// nothing. Problems of the definition have pointers that start with `where`, its place in that
// file; what the connection lacks is named by its place in the connection's file: /secrets/NAME or
// /public_url.
mapping::result<std::unique_ptr<const verifier>> make_verifier(const json::value& config,
                                                               const std::string& where,
                                                               const secret_store& secrets,
                                                               const std::string& public_url);

// The names of the secrets that `verify:` uses, without needing their values. Finds every mistake
// in `config` that make_verifier would find.
mapping::result<std::vector<std::string>> secret_names(const json::value& config,
                                                       const std::string& where);

[[noreturn]] void throw_exception_from_error(rejection reason, const boost::source_location&);

}  // namespace providers
