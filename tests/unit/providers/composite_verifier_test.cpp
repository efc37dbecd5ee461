#include "providers/composite_verifier.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "signed_webhook.hpp"

using testing::post;
using testing::problems_of;
using testing::verdict;
using testing::verifier_for;

namespace {

const providers::secret_store secrets = {
    {"token", {"new token", "old token"}}, {"key", {"s3cret"}}, {"other", {"0ther"}}};

constexpr std::string_view bearer = R"({"bearer": "token"})";
constexpr std::string_view header = R"({"header": "X-Key", "secret": "key"})";
constexpr std::string_view mac =
    R"({"mac": {"secret": "other", "message": "{timestamp}{body}", "timestamp": {"header": "T"},
        "signature": {"header": "X-Signature", "encoding": "hex"}}})";

std::string composed(std::string_view word, std::initializer_list<std::string_view> members) {
    std::string list;
    for (const std::string_view one : members) list.append(list.empty() ? "" : ", ").append(one);
    return "{\"" + std::string(word) + "\": [" + list + "]}";
}

std::string verdict_of(const std::string& config, std::vector<providers::header> headers) {
    return verdict(*verifier_for(config, secrets), post(std::move(headers)));
}

const providers::header right_token{"Authorization", "Bearer new token"};
const providers::header old_token{"Authorization", "Bearer old token"};
const providers::header wrong_token{"Authorization", "Bearer guess"};
const providers::header right_key{"X-Key", "s3cret"};
const providers::header wrong_key{"X-Key", "guess"};

// Gives the same answer to everything.
class fixed_verifier final : public providers::verifier {
public:
    explicit fixed_verifier(providers::verification answer) : answer_(answer) {}
    providers::verification verify(const providers::webhook&, mapping::timestamp) const override {
        return answer_;
    }

private:
    providers::verification answer_;
};

std::vector<std::unique_ptr<const providers::verifier>> answering(
    std::initializer_list<providers::verification> answers) {
    std::vector<std::unique_ptr<const providers::verifier>> members;
    for (const auto& one : answers) members.push_back(std::make_unique<fixed_verifier>(one));
    return members;
}

}  // namespace

BOOST_AUTO_TEST_CASE(any_of_believes_what_one_member_believes) {
    const std::string config = composed("any_of", {bearer, header});

    BOOST_TEST(verdict_of(config, {right_token}) == "accepted by secret 0");
    BOOST_TEST(verdict_of(config, {old_token, wrong_key}) == "accepted by secret 1");
    BOOST_TEST(verdict_of(config, {right_key}) == "accepted by secret 0");
    BOOST_TEST(verdict_of(config, {wrong_token, right_key}) == "accepted by secret 0");
}

BOOST_AUTO_TEST_CASE(the_weaker_scheme_never_rescues_the_stronger_in_all_of) {
    const std::string config = composed("all_of", {bearer, header});

    BOOST_TEST(verdict_of(config, {right_token, right_key}) == "accepted by secret 0");
    BOOST_TEST(verdict_of(config, {right_key}) == "credentials_missing");
    BOOST_TEST(verdict_of(config, {wrong_token, right_key}) == "credentials_wrong");
    BOOST_TEST(verdict_of(config, {right_token}) == "credentials_missing");
    BOOST_TEST(verdict_of(config, {right_token, wrong_key}) == "credentials_wrong");
    BOOST_TEST(verdict_of(config, {}) == "credentials_missing");
}

BOOST_AUTO_TEST_CASE(the_proof_of_all_of_names_the_first_secret) {
    BOOST_TEST(verdict_of(composed("all_of", {bearer, header}), {old_token, right_key}) ==
               "accepted by secret 1");
    BOOST_TEST(verdict_of(composed("all_of", {header, bearer}), {old_token, right_key}) ==
               "accepted by secret 0");

    const auto second = providers::make_all_of(
        answering({providers::proof{}, providers::proof{3}, providers::proof{1}}));
    BOOST_TEST(verdict(*second, post({})) == "accepted by secret 3");
}

BOOST_AUTO_TEST_CASE(the_rejection_of_any_of_is_that_of_the_member_that_got_furthest) {
    for (const auto nearer : providers::all_rejections)
        for (const auto further : providers::all_rejections) {
            if (nearer > further) continue;
            const auto one = providers::make_any_of(answering({nearer, further}));
            const auto other = providers::make_any_of(answering({further, nearer}));
            BOOST_TEST(verdict(*one, post({})) == to_string(further));
            BOOST_TEST(verdict(*other, post({})) == to_string(further));
        }
    BOOST_TEST(verdict_of(composed("any_of", {mac, bearer}),
                          {{"X-Signature", "00"}, {"T", "soon"}}) == "timestamp_malformed");
    BOOST_TEST(verdict_of(composed("any_of", {mac, bearer}),
                          {{"X-Signature", "00"}, {"T", "soon"}, wrong_token}) ==
               "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(compositions_nest) {
    const std::string both = composed("all_of", {bearer, header});
    const std::string config = composed("any_of", {both, mac});
    const std::string signature = testing::to_hex(testing::hmac_sha256("0ther", "0{}"));

    BOOST_TEST(verdict_of(config, {old_token, right_key}) == "accepted by secret 1");
    BOOST_TEST(verdict_of(config, {old_token}) == "credentials_missing");
    BOOST_TEST(verdict_of(config, {{"X-Signature", signature}, {"T", "0"}}) ==
               "accepted by secret 0");
}

BOOST_AUTO_TEST_CASE(only_the_members_of_any_of_count_whose_secrets_are_given) {
    const auto verifier =
        verifier_for(composed("any_of", {bearer, header}), {{"key", secrets.at("key")}});

    BOOST_TEST(verdict(*verifier, post({right_key})) == "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, post({{"Authorization", "Bearer "}})) == "credentials_missing");
    BOOST_TEST(verdict(*verifier, post({right_token})) == "credentials_missing");
}

BOOST_AUTO_TEST_CASE(a_composition_that_would_verify_nothing_does_not_compile) {
    std::string deep(bearer);
    for (int i = 0; i < 4; ++i) deep = composed(i % 2 ? "any_of" : "all_of", {deep});
    BOOST_TEST(problems_of(deep, secrets) == "");
    const struct {
        std::string config, problem;
    } cases[] = {
        {composed("any_of", {}), "/verify/any_of: missing: "},
        {composed("all_of", {}), "/verify/all_of: missing: "},
        {R"({"all_of": null})", "/verify/all_of: missing: "},
        {R"({"any_of": {"bearer": "token"}})", "/verify/any_of: wrong_type: "},
        {composed("any_of", {bearer, R"("none")"}), "/verify/any_of/1: not_allowed: "},
        {composed("all_of", {R"("none")"}), "/verify/all_of/0: not_allowed: "},
        {composed("all_of", {"null"}), "/verify/all_of/0: missing: "},
        {composed("all_of", {"[]"}), "/verify/all_of/0: not_allowed: "},
        {composed("all_of", {composed("any_of", {})}), "/verify/all_of/0/any_of: missing: "},
        {R"({"any_of": [{"bearer": "token"}], "all_of": [{"bearer": "token"}]})",
         "/verify: not_allowed: "},
        {R"({"any_of": [{"bearer": "token"}], "bearer": "token"})", "/verify: not_allowed: "},
        {R"({"any_of": [{"bearer": "token"}], "secret": "x"})", "/verify/secret: unknown: "},
        {composed("any_of", {deep}), "/verify/any_of/0/any_of/0/all_of/0/any_of/0: too_large: "},
    };
    for (const auto& one : cases)
        BOOST_TEST(problems_of(one.config, secrets).starts_with(one.problem), one.config);
    BOOST_CHECK_THROW(providers::make_all_of({}), std::logic_error);
    BOOST_CHECK_THROW(providers::make_any_of({}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(the_mistakes_of_all_members_are_reported_at_once) {
    BOOST_TEST(problems_of(R"({"any_of": [{"header": "X Y", "secret": "key"}, "None",
                                          {"all_of": [{"bearer": ""}]}]})",
                           secrets) ==
               "/verify/any_of/0/header: malformed: is not the name of a header\n"
               "/verify/any_of/1: not_allowed: must be none or an object with one of the keys "
               "basic, bearer, header, query, path, body, mac, public_key, jwt, address, "
               "client_certificate, any_of or all_of\n"
               "/verify/any_of/2/all_of/0/bearer: missing: must not be blank");
}
