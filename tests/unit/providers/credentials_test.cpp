#include "providers/credentials.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"

using testing::post;

namespace {

template <class Text>
std::string shown(const providers::sent<Text>& credential) {
    return credential ? "sent " + std::string(*credential)
                      : std::string(to_string(credential.error()));
}

providers::webhook queried(std::string query) {
    providers::webhook hook = post({});
    hook.query = std::move(query);
    return hook;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_header_counts_when_it_was_sent_once_and_says_something) {
    const struct {
        std::vector<providers::header> headers;
        std::string expected;
    } cases[] = {
        {{{"x-KEY", "k"}}, "sent k"},
        {{{"X-Key", " k\t"}}, "sent k"},
        {{}, "credentials_missing"},
        {{{"X-Key-2", "k"}}, "credentials_missing"},
        {{{"X-Key", ""}}, "credentials_missing"},
        {{{"X-Key", " \t"}}, "credentials_missing"},
        {{{"X-Key", "k"}, {"x-key", "k"}}, "credentials_repeated"},
        {{{"X-Key", ""}, {"X-Key", "k"}}, "credentials_repeated"},
    };

    for (const auto& one : cases)
        BOOST_TEST(shown(providers::sent_header(post(one.headers), "X-Key")) == one.expected);
}

BOOST_AUTO_TEST_CASE(of_several_names_the_first_that_was_sent_counts) {
    const std::vector<std::string> names = {"svix-id", "webhook-id"};

    BOOST_TEST(shown(providers::sent_header(post({{"webhook-id", "b"}}), names)) == "sent b");
    BOOST_TEST(shown(providers::sent_header(post({{"webhook-id", "b"}, {"svix-id", "a"}}),
                                            names)) == "sent a");
    BOOST_TEST(shown(providers::sent_header(
                   post({{"svix-id", "a"}, {"svix-id", "a"}, {"webhook-id", "b"}}), names)) ==
               "credentials_repeated");
    BOOST_TEST(shown(providers::sent_header(post({}), names)) == "credentials_missing");
}

BOOST_AUTO_TEST_CASE(a_query_parameter_counts_when_it_was_sent_once_and_says_something) {
    const struct {
        std::string query, expected;
    } cases[] = {
        {"key=k", "sent k"},
        {"a=1&key=a%20b+c", "sent a b c"},
        {"", "credentials_missing"},
        {"KEY=k", "credentials_missing"},
        {"key", "credentials_missing"},
        {"key=", "credentials_missing"},
        {"key=+%20", "credentials_missing"},
        {"key=k&key=k", "credentials_repeated"},
        {"key=k&%6bey=k", "credentials_repeated"},
        {"key=%", "credentials_malformed"},
        {"key=%FF", "credentials_malformed"},
        {"key=k&other=%", "credentials_malformed"},
    };

    for (const auto& one : cases)
        BOOST_TEST(shown(providers::sent_query_parameter(queried(one.query), "key")) ==
                   one.expected);
}

BOOST_AUTO_TEST_CASE(the_name_of_a_header_is_a_token) {
    for (const std::string_view name : {"X-Key", "a", "x_1", "!#$%&'*+-.^_`|~"})
        BOOST_TEST(providers::is_header_name(name), name);
    for (const std::string_view name : {"", "X Key", "X-Key:", "X\xC3\xA9", "X\n", "a/b", "\"a\""})
        BOOST_TEST(!providers::is_header_name(name), name);
}

BOOST_AUTO_TEST_CASE(names_of_headers_are_read_as_one_or_as_a_list) {
    const boost::json::value settings = boost::json::parse(
        R"({"one": "A", "list": ["A", "b"], "none": [], "blank": ["A", " "], "wrong": ["A b"],
            "number": 5})");
    const auto read = [&](const std::string& pointer) {
        mapping::json_reader in(settings);
        auto names = providers::read_header_names(in, pointer);
        return std::move(in).finish(std::move(names));
    };

    BOOST_TEST((read("/one").value() == std::vector<std::string>{"A"}));
    BOOST_TEST((read("/list").value() == std::vector<std::string>{"A", "b"}));
    for (const auto* pointer : {"/none", "/blank", "/wrong", "/number", "/absent"})
        BOOST_TEST(read(pointer).has_error(), pointer);
}
