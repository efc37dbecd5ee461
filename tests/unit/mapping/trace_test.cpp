#include "mapping/trace.hpp"

#include <boost/test/unit_test.hpp>

#include <boost/json/serialize.hpp>

#include "mapping/field_map.hpp"
#include "mapping/json.hpp"

using namespace mapping;

namespace {

const json::object request;
const std::map<std::string, lookup_table, std::less<>> tables;

// "field value origin from" lines.
std::string traced(std::string_view document, std::string_view booking, std::string_view contacts,
                   const json::object& defaults = {}) {
    const auto map = field_map::compile(parse_json(booking).value(), parse_json(contacts).value());
    BOOST_REQUIRE_MESSAGE(map.has_value(), to_text(map.error()));
    const json::value body = parse_json(document).value();
    std::string text;
    for (const traced_field& one : trace(map->draft({body, request, tables}, "L-1", defaults)))
        text += one.field + " | " + serialize(one.value) + " | " +
                std::string(to_string(one.what)) + " | " + one.from + "\n";
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_of_each_field_what_it_was_read_from) {
    BOOST_TEST(traced(R"({"first": "Ada", "last": "Lee", "road": "1 Elm St"})",
                      R"({"source": "Site", "name": {"join": ["/first", "/last"]},
                          "address": {"street": "/road"}})",
                      "null") ==
               "/externalId | \"L-1\" | constant | \n"
               "/source | \"Site\" | constant | \n"
               "/name | \"Ada Lee\" | document | /first, /last\n"
               "/address/street | \"1 Elm St\" | document | /road\n");
}

BOOST_AUTO_TEST_CASE(tells_a_default_of_the_connection_from_what_the_document_says) {
    const auto summary = [](std::string_view document) {
        return traced(document, R"({"source": "Site", "summary": "/text"})", "null",
                      {{"summary", "A lead"}, {"campaignId", 11}});
    };

    BOOST_TEST(summary(R"({"text": "Leak"})").find("/summary | \"Leak\" | document | /text\n") !=
               std::string::npos);
    BOOST_TEST(summary("{}").find("/summary | \"A lead\" | default of the connection | \n") !=
               std::string::npos);
    BOOST_TEST(summary("{}").find("/campaignId | 11 | default of the connection | \n") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_the_places_in_which_nothing_was_found) {
    BOOST_TEST(traced("{}", R"({"source": "Site", "start": ["/at", "/when"]})", "null")
                   .find("/start | null | not there | /at, /when\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(says_nothing_of_fields_that_nobody_maps) {
    const std::string text = traced("{}", R"({"source": "Site"})", "null");

    BOOST_TEST(text == "/externalId | \"L-1\" | constant | \n/source | \"Site\" | constant | \n");
}

BOOST_AUTO_TEST_CASE(traces_contacts_and_images_one_by_one) {
    BOOST_TEST(traced(R"({"people": [{"at": "a@example.com"}, {"at": null}],
                          "files": ["https://x/1.jpg"]})",
                      R"({"uploadedImages": "/files"})",
                      R"({"each": "/people", "type": "Email", "value": "/at"})") ==
               "/externalId | \"L-1\" | constant | \n"
               "/uploadedImages/0 | \"https://x/1.jpg\" | document | /files\n"
               "/contacts/0/type | \"Email\" | constant | \n"
               "/contacts/0/value | \"a@example.com\" | document | /people/0/at\n"
               "/contacts/1/type | \"Email\" | constant | \n"
               "/contacts/1/value | null | not there | /people/1/at\n");
}
