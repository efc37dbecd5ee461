#include "providers/signature_header.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"

using providers::signature_settings;
using form = signature_settings::form;
using encoding = providers::digest_encoding;

namespace {

signature_settings settings(form how, encoding written) {
    signature_settings made;
    made.headers = {"X-Signature"};
    made.how = how;
    made.written = written;
    return made;
}

signature_settings prefixed() {
    auto made = settings(form::prefixed, encoding::hex);
    made.prefix = "sha256=";
    return made;
}

signature_settings pairs() {
    auto made = settings(form::pairs, encoding::hex);
    made.key = "v1";
    made.timestamp_key = "t";
    return made;
}

signature_settings tagged() {
    auto made = settings(form::tagged, encoding::base64);
    made.key = "v1";
    return made;
}

// The signatures separated by "|", "@" and the timestamp; or the rejection.
std::string read(const signature_settings& how, std::string value) {
    const auto header =
        providers::sent_signature(testing::post({{"x-signature", std::move(value)}}), how);
    if (!header) return std::string(to_string(header.error()));
    std::string text;
    for (const std::string& signature : header->signatures)
        text.append(text.empty() ? "" : "|").append(signature);
    return header->timestamp.empty() ? text : text + "@" + header->timestamp;
}

void check(const signature_settings& how,
           std::initializer_list<std::pair<std::string, std::string>> cases) {
    for (const auto& [value, expected] : cases) BOOST_TEST(read(how, value) == expected, value);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_bare_header_is_one_signature) {
    check(settings(form::bare, encoding::hex), {{"4a4B", "JK"},
                                                {"", "credentials_missing"},
                                                {" ", "credentials_missing"},
                                                {"no-secret-provided", "credentials_malformed"},
                                                {"4a,4a", "credentials_malformed"},
                                                {"sha256=4a", "credentials_malformed"},
                                                {"4a4", "credentials_malformed"}});
    check(settings(form::bare, encoding::base64), {{"Zm9v\n", "foo"},
                                                   {"Zg==", "f"},
                                                   {"Zh==", "credentials_malformed"},
                                                   {"====", "credentials_malformed"},
                                                   {"\xFF", "credentials_malformed"}});
}

BOOST_AUTO_TEST_CASE(a_prefixed_header_must_have_its_prefix) {
    check(prefixed(), {{"sha256=4a4b", "JK"},
                       {"sha256= 4a", "J"},
                       {"sha256=", "credentials_malformed"},
                       {"4a4b", "credentials_malformed"},
                       {"SHA256=4a4b", "credentials_malformed"},
                       {"sha1=4a4b", "credentials_malformed"},
                       {"sha256=sha256=4a", "credentials_malformed"}});
}

BOOST_AUTO_TEST_CASE(pairs_come_in_any_order_and_other_keys_are_ignored) {
    check(pairs(), {{"t=17,v1=4a", "J@17"},
                    {"v1=4a,t=17", "J@17"},
                    {" t=17 , v1=4a ,", "J@17"},
                    {"t=17,v1=4a,v0=4b,n=", "J@17"},
                    {"t=17,v1=4a,v1=4b,v1=4c", "J|K|L@17"},
                    {"t=17,v1=4a,v1=zz", "J@17"},
                    {"t=17,v1=zz,v1=4a", "J@17"},
                    {"t=soon,v1=4a", "J@soon"},
                    {"t=17,v0=4a", "credentials_missing"},
                    {"t=17", "credentials_missing"},
                    {"t=17,v1=", "credentials_malformed"},
                    {"t=17,v1=zz", "credentials_malformed"},
                    {"t=17,V1=4a", "credentials_missing"},
                    {"v1=4a", "timestamp_missing"},
                    {"t=,v1=4a", "timestamp_missing"},
                    {"t=17,t=18,v1=4a", "credentials_repeated"},
                    {"t=17,v1", "credentials_malformed"},
                    {"nonsense", "credentials_malformed"},
                    {",,,", "timestamp_missing"},
                    {"", "credentials_missing"}});
}

BOOST_AUTO_TEST_CASE(a_base64_signature_in_pairs_keeps_its_padding) {
    auto how = pairs();
    how.written = encoding::base64;

    BOOST_TEST(read(how, "t=17,v1=Zg==,v1=Zm8=") == "f|fo@17");
}

BOOST_AUTO_TEST_CASE(tagged_signatures_are_separated_by_spaces) {
    check(tagged(), {{"v1,Zm9v", "foo"},
                     {"v1,Zm9v v1,Zg==", "foo|f"},
                     {"v1a,AAAA v1,Zm9v  v2,BBBB", "foo"},
                     {"v1,**** v1,Zg==", "f"},
                     {"v1a,AAAA", "credentials_missing"},
                     {"v1,", "credentials_malformed"},
                     {"v1,****", "credentials_malformed"},
                     {"v1", "credentials_malformed"},
                     {"Zm9v", "credentials_malformed"},
                     {"", "credentials_missing"}});
}

BOOST_AUTO_TEST_CASE(the_first_of_several_headers_counts_and_must_not_be_repeated) {
    auto how = settings(form::bare, encoding::hex);
    how.headers = {"svix-signature", "webhook-signature"};
    const auto signatures = [&](std::vector<providers::header> headers) {
        const auto read = providers::sent_signature(testing::post(std::move(headers)), how);
        return read ? read->signatures[0] : std::string(to_string(read.error()));
    };

    BOOST_TEST(signatures({{"webhook-signature", "4a"}}) == "J");
    BOOST_TEST(signatures({{"webhook-signature", "4a"}, {"svix-signature", "4b"}}) == "K");
    BOOST_TEST(signatures({{"webhook-signature", "4a"}, {"Webhook-Signature", "4a"}}) ==
               "credentials_repeated");
    BOOST_TEST(signatures({}) == "credentials_missing");
}
