#include "providers/message_template.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"

using providers::message_template;

namespace {

providers::webhook request() {
    providers::webhook hook = testing::post({{"X-Salt", "pepper"}}, "b=2&a=1");
    hook.query = "token=a%20b";
    return hook;
}

std::string rendered(std::string_view text, const providers::webhook& hook) {
    const auto compiled = message_template::compile(text, "/message");
    BOOST_REQUIRE_MESSAGE(compiled.has_value(), mapping::to_text(compiled.error()));
    message_template::values given;
    given.url = "https://example.com/hooks/a?b=c";
    given.timestamp = "1700000000";
    given.id = "msg_1";
    given.secret = "shh";
    const auto message = compiled->render(hook, given);
    return message ? *message : std::string(to_string(message.error()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_placeholder_stands_for_its_part) {
    const struct {
        std::string_view text, expected;
    } cases[] = {
        {"", ""},
        {"{body}", "b=2&a=1"},
        {"{id}.{timestamp}.{body}", "msg_1.1700000000.b=2&a=1"},
        {"v0:{timestamp}:{body}", "v0:1700000000:b=2&a=1"},
        {"{url}{body}", "https://example.com/hooks/a?b=cb=2&a=1"},
        {"{method}{url}", "POSThttps://example.com/hooks/a?b=c"},
        {"{secret}{body}", "shhb=2&a=1"},
        {"{header:x-salt}:{body}", "pepper:b=2&a=1"},
        {"{query:token}|{body}", "a b|b=2&a=1"},
        {"{sorted_form}", "a1b2"},
        {"{{body}}{body}", "{body}b=2&a=1"},
        {"{body}{{}}", "b=2&a=1{}"},
        {"{{{body}}}", "{b=2&a=1}"},
    };

    for (const auto& one : cases) BOOST_TEST(rendered(one.text, request()) == one.expected);
}

BOOST_AUTO_TEST_CASE(what_looks_like_a_placeholder_in_a_body_is_not_one) {
    BOOST_TEST(rendered("{body}", testing::post({}, "{secret}{{")) == "{secret}{{");
}

BOOST_AUTO_TEST_CASE(form_fields_are_sorted_by_name_and_value_and_equal_ones_count_once) {
    const auto sorted = [](std::string body) {
        return rendered("{sorted_form}", testing::post({}, std::move(body)));
    };

    BOOST_TEST(sorted("b=1&B=2&a=3") == "B2a3b1");
    BOOST_TEST(sorted("a=2&a=1&a=2") == "a1a2");
    BOOST_TEST(sorted("name=Ann+Lee&empty=&x=%C3%A9") == "emptynameAnn Leex\xC3\xA9");
    BOOST_TEST(sorted("") == "");
    BOOST_TEST(sorted("a=%") == "credentials_malformed");
}

BOOST_AUTO_TEST_CASE(a_part_that_was_not_sent_once_is_a_rejection) {
    auto twice = request();
    twice.headers.push_back({"x-salt", "pepper"});
    auto repeated = request();
    repeated.query = "token=1&token=1";

    BOOST_TEST(rendered("{header:X-Salt}{body}", twice) == "credentials_repeated");
    BOOST_TEST(rendered("{header:X-Other}{body}", request()) == "credentials_missing");
    BOOST_TEST(rendered("{query:token}{body}", repeated) == "credentials_repeated");
    BOOST_TEST(rendered("{query:other}{body}", request()) == "credentials_missing");
}

BOOST_AUTO_TEST_CASE(a_template_that_is_not_well_formed_does_not_compile) {
    for (const std::string_view text :
         {"{", "}", "{body", "body}", "{}", "{ body }", "{Body}", "{nonce}", "{{body}", "{body:x}",
          "{header}", "{header:}", "{header:a b}", "{query}", "{query:}", "{body}}"}) {
        const auto compiled = message_template::compile(text, "/verify/mac/message");
        BOOST_REQUIRE_MESSAGE(compiled.has_error(), text);
        BOOST_TEST(compiled.error()[0].where == "/verify/mac/message");
    }
}

BOOST_AUTO_TEST_CASE(a_template_knows_its_parts) {
    const auto compiled = message_template::compile("{timestamp}.{body}", "").value();

    BOOST_TEST(compiled.uses(message_template::part::timestamp));
    BOOST_TEST(compiled.uses(message_template::part::body));
    BOOST_TEST(!compiled.uses(message_template::part::id));
    BOOST_TEST(!message_template().uses(message_template::part::body));
}
