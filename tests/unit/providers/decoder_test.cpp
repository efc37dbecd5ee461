#include "providers/decoder.hpp"

#include <algorithm>

#include "tests/support/signing.hpp"
#include "tests/unit/providers/decoders/decoded.hpp"

using providers::body_format;

namespace {

std::string decoded(const providers::receive_settings& how, std::string body,
                    std::vector<providers::header> headers = {}) {
    providers::webhook hook;
    hook.headers = std::move(headers);
    hook.body = std::move(body);
    return testing::outcome_of(providers::decode(how, hook));
}

providers::receive_settings settings(body_format format) {
    providers::receive_settings how;
    how.format = format;
    return how;
}

}  // namespace

BOOST_AUTO_TEST_CASE(json_is_read_strictly) {
    const auto how = settings(body_format::json);

    BOOST_TEST(decoded(how, R"({"id": 12345678901234567890123})") ==
               R"({"id":"12345678901234567890123"})");

    BOOST_TEST(decoded(how, R"({"a": 1, "a": 2})").starts_with("byte 11: duplicate"));
    BOOST_TEST(decoded(how, "").starts_with("byte 0: malformed"));
    BOOST_TEST(decoded(how, "a=1").starts_with("byte 0: malformed"));
}

BOOST_AUTO_TEST_CASE(a_form_nests_as_the_settings_say) {
    auto how = settings(body_format::form);

    BOOST_TEST(decoded(how, "a[b]=1") == R"({"a":{"b":"1"}})");
    how.nesting = providers::name_nesting::none;
    BOOST_TEST(decoded(how, "a[b]=1") == R"({"a[b]":"1"})");
}

BOOST_AUTO_TEST_CASE(a_multipart_body_takes_its_boundary_from_the_only_content_type) {
    const auto how = settings(body_format::multipart);
    const providers::header type{"content-type", "multipart/form-data; boundary=x"};

    BOOST_TEST(decoded(how, "--x--", {type}) == "{}");
    BOOST_TEST(decoded(how, "--x--", {type, type}).starts_with("Content-Type: missing"));
    BOOST_TEST(decoded(how, "--x--").starts_with("Content-Type: missing"));
}

BOOST_AUTO_TEST_CASE(an_xml_body_is_read_with_the_lists_of_the_settings) {
    auto how = settings(body_format::xml);
    how.lists = {"/a/b"};

    BOOST_TEST(decoded(how, "<a><b>1</b></a>") == R"({"a":{"b":["1"]}})");
}

BOOST_AUTO_TEST_CASE(an_xml_body_that_is_declared_to_be_of_another_charset_is_refused) {
    const auto how = settings(body_format::xml);

    for (const char* type :
         {"text/xml", "text/xml; charset=UTF-8", "text/xml; charset=\"us-ascii\""})
        BOOST_TEST(decoded(how, "<a/>", {{"Content-Type", type}}) == R"({"a":""})");
    BOOST_TEST(decoded(how, "<a/>", {{"Content-Type", "text/xml; charset=ISO-8859-1"}}) ==
               "Content-Type: not_allowed: the charset is not UTF-8");
}

BOOST_AUTO_TEST_CASE(a_text_is_the_document_s_text) {
    const auto how = settings(body_format::text);

    BOOST_TEST(decoded(how, "") == R"({"text":""})");
    BOOST_TEST(decoded(how, " caf\xC3\xA9\n") == "{\"text\":\" caf\xC3\xA9\\n\"}");
    BOOST_TEST(decoded(how, "\xEF\xBB\xBFx") == R"({"text":"x"})");
    BOOST_TEST(decoded(how, std::string("a\0b", 3)) == R"({"text":"a\u0000b"})");

    BOOST_TEST(decoded(how, "caf\xE9") == "byte 3: malformed: the text is not UTF-8");
    BOOST_TEST(decoded(how, "x", {{"Content-Type", "text/plain; charset=utf-7"}}) ==
               "Content-Type: not_allowed: the charset is not UTF-8");
}

BOOST_AUTO_TEST_CASE(a_token_s_claims_are_the_document) {
    const auto how = settings(body_format::jwt);
    const auto token_of = [](std::string_view claims) {
        std::string text = testing::to_base64(claims);
        std::replace(text.begin(), text.end(), '+', '-');
        std::replace(text.begin(), text.end(), '/', '_');
        text.erase(std::find(text.begin(), text.end(), '='), text.end());
        return "\r\n eyJhbGciOiJub25lIn0." + text + ".c2ln\n";
    };

    BOOST_TEST(decoded(how, token_of(R"({"data":"a~?>","iat":1})")) ==
               R"({"data":"a~?>","iat":1})");

    BOOST_TEST(decoded(how, token_of("[1]")) ==
               "claims, byte 0: wrong_type: the claims are not an object");
    BOOST_TEST(decoded(how, token_of(R"({"a":1,"a":2})")).starts_with("claims, byte 9: duplicate"));
    BOOST_TEST(decoded(how, token_of(R"({"a":)")).starts_with("claims, byte 5: malformed"));
    BOOST_TEST(decoded(how, token_of(testing::repeated("[", 100'000)))
                   .starts_with("claims, byte 64: too_large"));
    for (const char* body :
         {"", "{}", "a.b", "e30.e30.c2ln.c2ln", "e30.e3 0.c2ln", "e30..c2ln", "e30.e30=.c2ln"})
        BOOST_TEST(decoded(how, body).starts_with("byte "), body);
}

BOOST_AUTO_TEST_CASE(a_document_of_any_format_is_unwrapped) {
    auto form = settings(body_format::form);
    form.unwrap = {"/payload"};
    auto text = settings(body_format::text);
    text.unwrap = {"/text"};

    BOOST_TEST(decoded(form, "payload=%7B%22id%22%3A7%7D") == R"({"payload":{"id":7}})");
    BOOST_TEST(decoded(form, "payload=x").starts_with("/payload, byte 0: malformed"));
    BOOST_TEST(decoded(form, "payload=%").starts_with("byte 8: malformed"));
    BOOST_TEST(decoded(text, "[1]") == R"({"text":[1]})");
}
