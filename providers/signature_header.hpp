#pragma once

#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "providers/credentials.hpp"
#include "providers/digest.hpp"
#include "providers/webhook.hpp"

namespace providers {

// How a partner writes its signatures into a header or a query parameter.
struct signature_settings {
    enum class form {
        bare,      // XXX
        prefixed,  // sha256=XXX
        pairs,     // t=1700000000,v1=XXX,v1=YYY in any order
        tagged,    // v1,XXX v1,YYY
    };

    std::vector<std::string> headers;  // the first that was sent counts
    std::string query;                 // the name of the parameter; then there are no headers
    form how = form::bare;
    std::string prefix;         // of `prefixed`
    std::string key;            // of `pairs` and `tagged`; others are ignored
    std::string timestamp_key;  // of `pairs`, when the timestamp is among them; else ""
    digest_encoding written = digest_encoding::hex;
};

// Reads `{header: X, form: pairs, key: v1, encoding: hex}`, or `query` for `header`, at the
// pointer, all but the timestamp's key; mistakes stay in `in`.
signature_settings read_signature_settings(mapping::json_reader& in, const std::string& pointer);

// What one webhook's header says.
struct signature_header {
    std::vector<std::string> signatures;  // as bytes; never empty: partners sign with the old and
                                          // the new secret while a secret rotates
    std::string timestamp;                // "" when it is not in here
};

sent<signature_header> sent_signature(const webhook& hook, const signature_settings& settings);

}  // namespace providers
