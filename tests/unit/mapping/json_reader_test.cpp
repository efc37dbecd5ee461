#include <boost/test/unit_test.hpp>

#include "mapping/json.hpp"
#include "mapping/json_reader.hpp"

using namespace std::chrono_literals;
using mapping::errc;
using mapping::json_reader;

namespace {

boost::json::value parsed(std::string_view text) { return mapping::parse_json(text).value(); }

}  // namespace

BOOST_AUTO_TEST_CASE(reads_what_is_there) {
    const auto document = parsed(
        R"({"text": "a", "number": 7, "flag": true, "wait": "20s", "limit": "256KiB",
            "list": [1], "object": {"x": 1}})");

    json_reader in(document);

    BOOST_TEST(in.text("/text") == "a");
    BOOST_TEST(in.integer("/number", 1, 7) == 7);
    BOOST_TEST(in.boolean_or("/flag", false) == true);
    BOOST_TEST((in.duration_or("/wait", 1ms) == 20s));
    BOOST_TEST(in.bytes_or("/limit", 1) == 262144u);
    BOOST_TEST(in.array("/list")->size() == 1u);
    BOOST_TEST(in.object("/object")->size() == 1u);
    BOOST_TEST(std::move(in).finish(1).has_value());
}

BOOST_AUTO_TEST_CASE(falls_back_where_an_optional_value_is_absent_or_null) {
    const auto document = parsed(R"({"null": null})");

    json_reader in(document);

    for (const std::string pointer : {"/null", "/absent", "/null/below"}) {
        BOOST_TEST(in.text_or(pointer, "x") == "x");
        BOOST_TEST(in.integer_or(pointer, 3) == 3);
        BOOST_TEST(in.boolean_or(pointer, true) == true);
        BOOST_TEST((in.duration_or(pointer, 5ms) == 5ms));
        BOOST_TEST(in.bytes_or(pointer, 9) == 9u);
        BOOST_TEST(in.object(pointer) == nullptr);
        BOOST_TEST(in.array(pointer) == nullptr);
    }
    BOOST_TEST(!in.failed());
}

BOOST_AUTO_TEST_CASE(reports_every_mistake_at_once_with_its_place) {
    const auto document = parsed(R"({"blank": " ", "number": "7", "small": 0, "extra": 1})");

    json_reader in(document, "/crm");
    in.text("/blank");
    in.text("/absent");
    in.integer("/number");
    in.integer("/small", 1, 5);
    in.integer_or("/extra", 1, 2, 5);
    in.object("", {"blank", "number", "small"});
    const auto read = std::move(in).finish(1);

    const mapping::problems& all = read.error();
    BOOST_TEST(all.size() == 6u);
    BOOST_TEST(((all[0].code == errc::missing) && all[0].where == "/crm/blank"));
    BOOST_TEST(((all[1].code == errc::missing) && all[1].where == "/crm/absent"));
    BOOST_TEST(((all[2].code == errc::wrong_type) && all[2].where == "/crm/number"));
    BOOST_TEST(((all[3].code == errc::out_of_range) && all[3].where == "/crm/small"));
    BOOST_TEST(((all[4].code == errc::out_of_range) && all[4].where == "/crm/extra"));
    BOOST_TEST(((all[5].code == errc::unknown) && all[5].where == "/crm/extra"));
}

BOOST_AUTO_TEST_CASE(reads_durations_in_every_unit) {
    const struct {
        const char* text;
        std::chrono::milliseconds expected;
    } table[] = {{"250ms", 250ms}, {"20s", 20s}, {"10m", 10min},
                 {"3h", 3h},       {"8d", 192h}, {"0s", 0s}};
    for (const auto& row : table) {
        const boost::json::value document(row.text);
        json_reader in(document);

        BOOST_TEST((in.duration_or("", 7ms) == row.expected), row.text);
        BOOST_TEST(!in.failed());
    }
}

BOOST_AUTO_TEST_CASE(refuses_durations_and_sizes_that_are_not_plain) {
    for (const std::string text :
         {R"("")", R"("s")", R"("20")", R"("20 s")", R"("-1s")", R"("1.5h")", R"("20S")",
          R"("9999999999d")", "20", "true", "[]"}) {
        const auto document = parsed(text);
        json_reader in(document);

        in.duration_or("", 7ms);

        BOOST_TEST(in.failed(), text);
    }
    for (const std::string text : {R"("1KB")", R"("KiB")", R"("1.5MiB")", "-1", "1.5", "{}"}) {
        const auto document = parsed(text);
        json_reader in(document);

        in.bytes_or("", 7);

        BOOST_TEST(in.failed(), text);
    }
}

BOOST_AUTO_TEST_CASE(escapes_keys_in_pointers) {
    const auto document = parsed(R"({"a/b": {"m~n": 1}})");

    json_reader in(document);
    in.object("/a~1b", {});

    BOOST_TEST(mapping::pointer_token("a/b") == "/a~1b");
    BOOST_TEST(in.integer("/a~1b/m~0n") == 1);
    const auto read = std::move(in).finish(1);
    BOOST_TEST(read.error()[0].where == "/a~1b/m~0n");
}
