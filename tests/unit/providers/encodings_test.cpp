#include "providers/encodings.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"

using namespace std::string_literals;

namespace {

// "-" for what does not decode.
std::string shown(const std::optional<std::string>& bytes) { return bytes ? *bytes : "-"; }

std::string every_byte() {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(hex_is_read_in_either_case_and_nothing_else_is) {
    const struct {
        std::string text, bytes;
    } cases[] = {
        {"", ""},          {"4a4B", "JK"}, {" 4a4b\r\n", "JK"}, {"4", "-"},    {"4a4", "-"},
        {"4g", "-"},       {"0x4a", "-"},  {"4a 4b", "-"},      {"-4a1", "-"}, {"4a\0"s, "-"},
        {"\xC3\xA9", "-"}, {"@A", "-"},    {"`a", "-"},         {"/0:0", "-"},
    };

    for (const auto& one : cases)
        BOOST_TEST(shown(providers::from_hex(one.text)) == one.bytes, one.text);
}

BOOST_AUTO_TEST_CASE(every_byte_survives_hex) {
    BOOST_TEST(providers::from_hex(providers::to_hex(every_byte())).value() == every_byte());
    BOOST_TEST(providers::to_hex("\x00\xFF\x1a"s) == "00ff1a");
}

BOOST_AUTO_TEST_CASE(base64_is_read_with_its_padding_or_without) {
    const struct {
        std::string text, bytes;
    } cases[] = {
        {"", ""},      {"Zg==", "f"},        {"Zg", "f"},          {"Zm8=", "fo"},
        {"Zm8", "fo"}, {"Zm9v", "foo"},      {"Zm9vYg==", "foob"}, {" Zm9v\n", "foo"},
        {"Zg=", "-"},  {"Zm8==", "-"},       {"Zm9v=", "-"},       {"Zm9v====", "-"},
        {"=", "-"},    {"====", "-"},        {"Z", "-"},           {"Zm9vY", "-"},
        {"Zm=v", "-"}, {"Zm9v\nZm9v", "-"},  {"Zm 9v", "-"},       {"Zm9-", "-"},
        {"Zm9_", "-"}, {"Zm9\xC3\xA9", "-"}, {"Zm9\0"s, "-"},      {"Zm9v,Zm9v", "-"},
    };

    for (const auto& one : cases)
        BOOST_TEST(shown(providers::from_base64(one.text)) == one.bytes, one.text);
}

BOOST_AUTO_TEST_CASE(bits_of_base64_that_belong_to_no_byte_are_overlooked_on_request_only) {
    BOOST_TEST(shown(providers::from_base64("Zh==")) == "-");
    BOOST_TEST(shown(providers::from_base64("Zm9")) == "-");

    BOOST_TEST(shown(providers::from_base64("Zh==", providers::spare_bits::ignored)) == "f");
    BOOST_TEST(shown(providers::from_base64("Zm9", providers::spare_bits::ignored)) == "fo");
}

BOOST_AUTO_TEST_CASE(base64_of_every_length_survives) {
    for (std::size_t size = 0; size <= 256; ++size) {
        const std::string bytes = every_byte().substr(256 - size);
        BOOST_TEST(providers::from_base64(testing::to_base64(bytes)).value() == bytes);
        BOOST_TEST(providers::to_base64(bytes) == testing::to_base64(bytes));
        BOOST_TEST(providers::to_base64url(bytes) == testing::to_base64url(bytes));
    }
}

BOOST_AUTO_TEST_CASE(what_is_escaped_for_a_url_is_read_back_in_any_place_of_it) {
    using providers::plus_sign;
    const std::string text = providers::to_percent(every_byte());

    BOOST_TEST(text.find_first_of(" &=+/?#\n") == std::string::npos);
    BOOST_TEST(providers::from_percent(text, plus_sign::is_space).value() == every_byte());
    BOOST_TEST(providers::from_percent(text, plus_sign::is_itself).value() == every_byte());
    BOOST_TEST(providers::to_percent("aZ09-._~ /") == "aZ09-._~%20%2F");
}

BOOST_AUTO_TEST_CASE(percent_signs_are_decoded_and_must_stand_for_a_byte) {
    using providers::plus_sign;
    const struct {
        std::string text, as_form, as_path;
    } cases[] = {
        {"", "", ""},           {"a+b%20c", "a b c", "a+b c"},
        {"%2B%2b", "++", "++"}, {"%C3%A9", "\xC3\xA9", "\xC3\xA9"},
        {"%", "-", "-"},        {"%4", "-", "-"},
        {"a%zz", "-", "-"},     {"%%41", "-", "-"},
        {"%u0041", "-", "-"},
    };

    for (const auto& one : cases) {
        BOOST_TEST(shown(providers::from_percent(one.text, plus_sign::is_space)) == one.as_form);
        BOOST_TEST(shown(providers::from_percent(one.text, plus_sign::is_itself)) == one.as_path);
    }
}

BOOST_AUTO_TEST_CASE(the_first_byte_that_is_not_utf8_is_found) {
    const std::string well_formed[] = {
        "",
        "plain",
        "\0\x7F"s,
        "\xC2\x80",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF",
    };
    const std::string malformed[] = {
        "\x80",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC2",
        "\xC2"
        "A",
        "\xE0\x9F\xBF",
        "\xED\xA0\x80",
        "\xE1\x80",
        "\xE1\x80"
        "A",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF1\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFF",
    };

    for (const auto& text : well_formed) BOOST_TEST(!providers::first_not_utf8("ab" + text));
    for (const auto& text : malformed)
        BOOST_TEST(providers::first_not_utf8("ab" + text).value() == 2u, providers::to_hex(text));
}

BOOST_AUTO_TEST_CASE(white_space_is_taken_off_both_ends_only) {
    BOOST_TEST(providers::trimmed(" \t a b\r\n") == "a b");
    BOOST_TEST(providers::trimmed(" \n") == "");
    BOOST_TEST(providers::trimmed("") == "");
}

BOOST_AUTO_TEST_CASE(base64url_has_one_spelling_without_padding_or_white_space) {
    using providers::from_base64url;

    BOOST_TEST(from_base64url("_-8").value() == "\xFF\xEF");
    BOOST_TEST(from_base64url("").value() == "");
    for (const char* text : {"/+8", "_-8=", "_-8 ", "\n_-8", "_-9", "_", "A", "AAAAA", "\xC3\xA9"})
        BOOST_TEST(!from_base64url(text).has_value(), text);
}
