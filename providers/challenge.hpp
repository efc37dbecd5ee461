#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/source.hpp"
#include "providers/answer.hpp"
#include "providers/condition.hpp"
#include "providers/digest.hpp"
#include "providers/receive.hpp"
#include "providers/verifier.hpp"
#include "providers/webhook.hpp"

namespace providers {

// A request by which a partner finds out whether a URL is ours: it wants something of it back. No
// event. As one entry of `challenge:` says it.
struct challenge {
    // A secret of ours that the request must show, whatever else proves it.
    struct shown_token {
        mapping::source at;
        std::string secret;
    };
    // What the answer can prove with: a digest of what was sent.
    struct keyed_digest {
        enum class part { value, secret, url };

        digest how = digest::hmac_sha256;
        std::string secret;
        digest_encoding written = digest_encoding::hex;
        std::vector<part> message;  // what is digested, one after the other
    };
    struct header_template {
        std::string name;
        mapping::source value;
    };

    std::string where;   // its place in the definition: "/challenge", or "/challenge/0" of a list
    std::string method;  // GET or POST
    // Of the body, where that is another one than the definition's events have.
    std::optional<body_format> format;
    std::optional<condition> when;
    bool is_verified = true;  // the request must have passed `verify:`
    std::optional<shown_token> token;
    std::optional<mapping::source> value;  // what is to be proven with
    std::optional<keyed_digest> proof;
    answer_template respond;
    std::vector<header_template> headers;
};

// Reads the method of a challenge: GET, unless POST is given. Mistakes stay in `in`.
std::string read_challenge_method(mapping::json_reader& in, const std::string& where);

// Reads /challenge: one object, or a list of them. Mistakes stay in `in`.
std::vector<challenge> read_challenges(mapping::json_reader& in);

// The names of the secrets that they use.
std::vector<std::string> secrets_of(const std::vector<challenge>& all);
// Every table that a lookup names.
std::vector<std::string> tables_of(const std::vector<challenge>& all);

struct challenge_reply {
    enum class outcome {
        answered,
        wrong_token,  // 403
        unusable,     // 400: it sends nothing to prove with, or something that no echo can carry
    } what = outcome::answered;
    std::string where;  // the place of the challenge in the definition
    answer reply;       // of a refusal, its status only
    // The secret that was not there to compare the token with, or to make the digest with; "" when
    // it was, or when there is nothing to compare or to make.
    std::string token_lacks, digest_lacks;
};
std::string_view to_string(challenge_reply::outcome what) noexcept;

// What becomes of a token when there is no secret to compare it with.
enum class absent_secret {
    refuses,
    passes,  // any token is taken for the right one: to try a definition out, never at the door
};

// What a challenge of this kind is told; `in` reads the request, the rest is the connection's.
challenge_reply reply_to(const challenge& one, const mapping::input& in,
                         const secret_store& secrets, const std::string& public_url,
                         absent_secret without);

}  // namespace providers
