#include "providers/decoders/multipart.hpp"

#include "tests/unit/providers/decoders/decoded.hpp"

using testing::decoding;
using testing::outcome_of;
using testing::repeated;

namespace {

constexpr std::string_view content_type = "multipart/form-data; boundary=XyZ";
const std::string end = "--XyZ--\r\n";

std::string decoded(std::string_view body, std::string_view type = content_type) {
    return outcome_of(providers::decode_multipart(type, body, providers::name_nesting::brackets));
}

std::string part(std::string_view head, std::string_view content) {
    return std::string("--XyZ\r\n").append(head).append("\r\n\r\n").append(content).append("\r\n");
}

std::string field(const std::string& name, std::string_view content) {
    return part("Content-Disposition: form-data; name=\"" + name + "\"", content);
}

std::string file(const std::string& type, std::string_view content) {
    return part(
        "Content-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\nContent-Type: " + type,
        content);
}

}  // namespace

BOOST_AUTO_TEST_CASE(text_fields_become_members) {
    const decoding cases[] = {
        {end, "{}"},
        {field("name", "Ann Lee") + field("empty", "") + end, R"({"name":"Ann Lee","empty":""})"},
        {field("a", "1") + field("a", "2") + end, R"({"a":["1","2"]})"},
        {field("a[b][0]", "1") + end, R"({"a":{"b":["1"]}})"},
        {field("text", "one\r\ntwo\r\n\r\n--Xy--\r\n--XyX") + end,
         R"({"text":"one\r\ntwo\r\n\r\n--Xy--\r\n--XyX"})"},
        {field("caf\xC3\xA9", "\xE2\x82\xAC") + end, "{\"caf\xC3\xA9\":\"\xE2\x82\xAC\"}"},
        {field("a", std::string("x\0y", 3)) + end, R"({"a":"x\u0000y"})"},
        {"before\r\n" + field("a", "1") + "--XyZ--", R"({"a":"1"})"},
        {field("a", "1") + end + "after\r\n--XyZ\r\n", R"({"a":"1"})"},
        {"--XyZ \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" + end, R"({"a":"1"})"},
        {"--XyZ\r\nContent-Disposition: form-data; name=a\r\n\r\n--XyZ--", R"({"a":""})"},
        {part("content-disposition:FORM-DATA;NAME=a;\r\nX-Other: 1", "1") + end, R"({"a":"1"})"},
        {part("Content-Disposition: form-data; name=a\r\nContent-Type: application/json", "{}") +
             end,
         R"({"a":"{}"})"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(a_file_is_described_and_its_content_kept_when_it_is_a_text) {
    const decoding cases[] = {
        {file("image/png", "\x89PNG\r\n\x1A\n"),
         R"({"f":{"filename":"a.bin","content_type":"image/png","size":8}})"},
        {file("application/json", R"({"a":1})"),
         R"({"f":{"filename":"a.bin","content_type":"application/json","size":7,"content":"{\"a\":1}"}})"},
        {file("text/csv; charset=UTF-8", "a,b"),
         R"({"f":{"filename":"a.bin","content_type":"text/csv","size":3,"content":"a,b"}})"},
        {file("text/csv; charset=utf-16", "a,b"),
         R"({"f":{"filename":"a.bin","content_type":"text/csv","size":3}})"},
        {file("text/plain", "\xE9"),
         R"({"f":{"filename":"a.bin","content_type":"text/plain","size":1}})"},
        {file("text/plain", repeated("x", 64 * 1024 + 1)),
         R"({"f":{"filename":"a.bin","content_type":"text/plain","size":65537}})"},
        {part("Content-Disposition: form-data; name=f; filename=\"\"", ""),
         R"({"f":{"filename":"","content_type":"text/plain","size":0,"content":""}})"},
        {part(R"(Content-Disposition: form-data; name=f; filename="C:\a \"b\".txt")", "x"),
         R"({"f":{"filename":"C:\\a \"b\".txt","content_type":"text/plain","size":1,"content":"x"}})"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body + end) == one.expected);
}

BOOST_AUTO_TEST_CASE(a_body_whose_parts_cannot_be_told_apart_is_refused_with_the_byte) {
    const decoding cases[] = {
        {"", "byte 0: malformed: the boundary is nowhere in the body"},
        {"a=1&b=2", "byte 0: malformed: the boundary is nowhere in the body"},
        {"\n--XyZ--", "byte 0: malformed: the boundary is nowhere in the body"},
        {"--XyZa\r\n", "byte 5: malformed: text follows a boundary on its line"},
        {"--XyZ", "byte 5: malformed: text follows a boundary on its line"},
        {"--XyZ\r\n", "byte 7: malformed: the headers of a part do not end"},
        {"--XyZ\n" + field("a", "1") + end,
         "byte 5: malformed: text follows a boundary on its line"},
        {field("a", "1"), "byte 54: malformed: the end boundary is missing"},
        {field("a", "1") + field("b", "2") + "--XyZ",
         "byte 113: malformed: text follows a boundary on its line"},
        {"--XyZ\r\nX: " + repeated("x", 100'000),
         "byte 7: too_large: the headers of a part exceed 8 KiB"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(a_part_that_cannot_be_read_is_refused_with_its_number) {
    const decoding cases[] = {
        {part("Content-Type: text/plain", "1"), "the part does not say which field it is"},
        {part("Content-Disposition: form-data", "1"), "the part does not say which field it is"},
        {part("Content-Disposition: attachment; name=a", "1"),
         "the part does not say which field it is"},
        {part("Content-Disposition: form-data; name=\"a", "1"),
         "a header of the part cannot be read"},
        {part("Content-Disposition: form-data; name=a; name=b", "1"),
         "a header of the part cannot be read"},
        {part("Content-Disposition: form-data; name", "1"), "a header of the part cannot be read"},
        {part("Content-Disposition: form-data; name=\"a\"b", "1"),
         "a header of the part cannot be read"},
        {part("Content-Disposition: form-data;\r\n name=a", "1"),
         "a header of the part cannot be read"},
        {part("nonsense", "1"), "a header of the part cannot be read"},
        {part(std::string("Content-Disposition: form-data; name=\"a\0\"", 41), "1"),
         "a header of the part cannot be read"},
        {part("Content-Disposition: form-data; name=\"\xFF\"", "1"),
         "a header of the part cannot be read"},
        {part("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b",
              ""),
         "a header of the part is given twice"},
        {part("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64",
              "MQ=="),
         "the part has a transfer encoding"},
        {part("Content-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=latin1",
              "1"),
         "the text is not UTF-8"},
        {field("a", "\xE9"), "the text is not UTF-8"},
    };

    for (const decoding& one : cases)
        BOOST_TEST(decoded(field("first", "1") + one.body + end) ==
                   "field 2: malformed: " + one.expected);
}

BOOST_AUTO_TEST_CASE(parts_that_contradict_each_other_are_refused) {
    BOOST_TEST(decoded(field("f[b]", "1") + file("text/plain", "1") + end) ==
               "field 2: not_allowed: its name has a value of its own and members too");
    BOOST_TEST(decoded(file("text/plain", "1") + field("f[filename]", "1") + end) ==
               "field 2: not_allowed: its name has a value of its own and members too");
}

BOOST_AUTO_TEST_CASE(a_form_has_at_most_a_thousand_parts) {
    BOOST_TEST(decoded(repeated(field("a", "1"), 1000) + end).starts_with(R"({"a":["1",)"));

    BOOST_TEST(decoded(repeated(field("a", "1"), 1001) + end) ==
               "byte 54007: too_large: more than 1000 parts");
    BOOST_TEST(decoded(repeated("--XyZ\r\n", 100'000)).starts_with("byte 7: "));
}

BOOST_AUTO_TEST_CASE(the_boundary_comes_from_the_content_type) {
    const struct {
        std::string type, expected;
    } cases[] = {
        {"multipart/form-data; boundary=XyZ", "XyZ"},
        {"Multipart/Form-Data; charset=utf-8; BOUNDARY=\"X y:Z\"", "X y:Z"},
        {"multipart/form-data;boundary=" + std::string(70, 'x'), std::string(70, 'x')},
        {"multipart/form-data", ""},
        {"multipart/form-data; boundary=", ""},
        {"multipart/form-data; boundary=\"\"", ""},
        {"multipart/form-data; boundary=\"x", ""},
        {"multipart/form-data; boundary=\"x \"", ""},
        {"multipart/form-data; boundary=\"x\r\n\"", ""},
        {"multipart/form-data; boundary=x; boundary=y", ""},
        {"multipart/form-data; boundary=" + std::string(71, 'x'), ""},
        {"multipart/mixed; boundary=x", ""},
        {"application/x-www-form-urlencoded", ""},
        {"", ""},
    };

    for (const auto& one : cases)
        BOOST_TEST(providers::multipart_boundary(one.type).value_or("") == one.expected, one.type);
    BOOST_TEST(decoded(end, "multipart/form-data") ==
               "Content-Type: missing: names no boundary between parts");
}
