#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "providers/encodings.hpp"
#include "providers/verifier.hpp"
#include "tests/support/signing.hpp"

// What the tests of verifiers share: webhooks as a partner would sign them, by OpenSSL alone, and
// verdicts as texts that can be compared.
namespace testing {

inline mapping::timestamp at_second(std::int64_t seconds) {
    return mapping::timestamp(std::chrono::seconds(seconds));
}

inline providers::webhook post(std::vector<providers::header> headers, std::string body = "{}") {
    providers::webhook hook;
    hook.method = "POST";
    hook.headers = std::move(headers);
    hook.body = std::move(body);
    return hook;
}

inline std::unique_ptr<const providers::verifier> verifier_for(
    std::string_view config, const providers::secret_store& secrets,
    const std::string& public_url = {}) {
    auto made = providers::make_verifier(boost::json::parse(config), "/verify",
                                         {secrets, public_url, {}, true});
    BOOST_REQUIRE_MESSAGE(made.has_value(), mapping::to_text(made.error()));
    return std::move(*made);
}

// One line for each problem; "" when there is none.
inline std::string problems_of(std::string_view config, const providers::secret_store& secrets,
                               const std::string& public_url = {}) {
    const auto made = providers::make_verifier(boost::json::parse(config), "/verify",
                                               {secrets, public_url, {}, true});
    return made ? "" : mapping::to_text(made.error());
}

// "accepted", "accepted by secret 0", or the name of the rejection.
inline std::string verdict(const providers::verifier& verifier, const providers::webhook& hook,
                           mapping::timestamp now = {}) {
    const auto verification = verifier.verify(hook, now);
    if (!verification) return std::string(providers::to_string(verification.error()));
    const auto position = verification->secret_position;
    return position ? "accepted by secret " + std::to_string(*position) : "accepted";
}

}  // namespace testing
