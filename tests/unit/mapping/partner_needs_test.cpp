#include <boost/test/unit_test.hpp>

#include <boost/json/serialize.hpp>

#include "mapping/field_map.hpp"
#include "mapping/json.hpp"

// What the bodies of real booking sites ask of a mapping, each from the document to the booking.

using namespace mapping;

namespace {

const json::object request;
const std::map<std::string, lookup_table, std::less<>> tables = {{"jobs", {{"40117", 7001}}}};

// A definition that maps what a case is about beside the least that a booking needs.
json::object mapped(
    std::string_view document, std::string_view fields,
    std::string_view contacts = R"([{"type": "Email", "value": "jo@example.com"}])") {
    const json::object defaults = {{"name", "Customer"}, {"summary", "Lead"}};
    json::object booking = parse_json(fields).value().as_object();
    booking["source"] = "Leads";
    const auto map = field_map::compile(booking, parse_json(contacts).value());
    BOOST_REQUIRE_MESSAGE(map.has_value(), to_text(map.error()));
    const auto body = parse_json(document).value();
    const auto made = map->apply({body, request, tables}, "L-1", defaults, {});
    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    return made->to_json();
}

std::string member(const json::object& booking, std::string_view name) {
    const auto* found = booking.if_contains(name);
    return found ? serialize(*found) : "absent";
}

// One field's source and what it makes of documents.
struct reading {
    const char* document;
    const char* expected;
};
void check_field(const char* name, const std::string& source, std::initializer_list<reading> rows) {
    for (const auto& row : rows)
        BOOST_TEST(member(mapped(row.document, "{\"" + std::string(name) + "\": " + source + "}"),
                          name) == row.expected,
                   row.document);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_path_with_an_index_and_the_first_that_is_there_of_several_paths) {
    check_field("name", R"(["/attendees/0/name", "/responses/name/value", "/name"])",
                {{R"({"attendees": [{"name": "Dana"}], "name": "Jo"})", R"("Dana")"},
                 {R"({"attendees": [], "responses": {"name": {"value": "Kim"}}})", R"("Kim")"},
                 {R"({"attendees": [{"name": " "}], "responses": {}, "name": "Jo"})", R"("Jo")"}});
}

BOOST_AUTO_TEST_CASE(an_element_of_a_list_by_the_value_of_a_field) {
    check_field("name", R"({"pick": "/columns", "where": {"column_id": "FULL_NAME"},
                            "take": "/string_value"})",
                {{R"({"columns": [{"column_id": "CITY", "string_value": "Denver"},
                                  {"column_id": "full_name", "string_value": "Dana"}]})",
                  R"("Dana")"},
                 {R"({"columns": [{"column_id": "CITY"}]})", R"("Customer")"}});
    check_field("name", R"({"pick": "/forms", "where": {"name": {"contains": "gate code"}},
                            "take": "/value"})",
                {{R"({"forms": [{"name": "Pets?", "value": "dog"},
                                {"name": "Your Gate Code, if any", "value": "#12"}]})",
                  R"("#12")"}});
}

BOOST_AUTO_TEST_CASE(an_answer_by_its_question) {
    check_field(
        "name", R"({"answer": "best name", "in": "/qa"})",
        {{R"({"qa": [{"question": "The BEST NAME for you?", "answer": "Dee"}]})", R"("Dee")"},
         {R"({"qa": []})", R"("Customer")"}});
    check_field("name", R"({"answer": "name", "in": "/qa", "match": "equals"})",
                {{R"({"qa": [{"question": "Pet's name", "answer": "Rex"},
                             {"question": "Name", "answer": "Dee"}]})",
                  R"("Dee")"}});
}

BOOST_AUTO_TEST_CASE(all_answers_as_lines_of_the_summary) {
    check_field(
        "summary", R"({"lines": ["/task", {"answers": "/qa"}]})",
        {{R"({"task": "Tap", "qa": [{"question": "Age?", "answer": 12}, {"question": "Pets"},
                                    {"question": "When:", "answer": ["Mon", "Tue"]}]})",
          R"("Tap\nAge?: 12\nWhen: Mon, Tue\nNo appointment time was given.")"}});
}

BOOST_AUTO_TEST_CASE(joined_and_constant_texts_templates_and_defaults_where_blanks_are_missing) {
    check_field("name", R"([{"template": "{/name} via {/site}"}, "Someone"])",
                {{R"({"name": "Dana", "site": "Web"})", R"("Dana via Web")"},
                 {R"({"name": "", "site": " \t\u00a0"})", R"("Someone")"},
                 {R"({"name": null})", R"("Someone")"}});
    check_field("name", R"("/name")",
                {{R"({})", R"("Customer")"},
                 {R"({"name": null})", R"("Customer")"},
                 {R"({"name": "\n"})", R"("Customer")"}});
}

BOOST_AUTO_TEST_CASE(an_entry_of_a_table_with_a_default) {
    check_field("jobTypeId", R"({"lookup": "/task", "in": "jobs", "default": 7})",
                {{R"({"task": 40117})", "7001"},
                 {R"({"task": "40117"})", "7001"},
                 {R"({"task": 1})", "7"},
                 {"{}", "7"}});
}

BOOST_AUTO_TEST_CASE(ids_and_booleans_however_they_are_written) {
    check_field("jobTypeId", R"("/id")",
                {{R"({"id": 9007199254740993})", "9007199254740993"},
                 {R"({"id": "9007199254740993"})", "9007199254740993"}});
    check_field("isFirstTimeClient", R"("/new")",
                {{R"({"new": "No"})", "false"},
                 {R"({"new": 0})", "false"},
                 {R"({"new": "yes"})", "true"},
                 {"{}", "true"}});
    check_field("summary", R"({"template": "Lead {/id}"})",
                {{R"({"id": 98765432109876543210})",
                  R"("Lead 98765432109876543210\nNo appointment time was given.")"}});
}

BOOST_AUTO_TEST_CASE(a_name_from_its_parts) {
    check_field(
        "name", R"([{"join": ["/first", "/last"]}, "/name"])",
        {{R"({"first": "Dana", "last": "Reyes", "name": "x"})", R"("Dana Reyes")"},
         {R"({"first": null, "last": "Reyes"})", R"("Reyes")"},
         {R"({"first": "Dana", "last": ""})", R"("Dana")"},
         {R"({"first": null, "last": null, "name": "Cher"})", R"("Cher")"},
         {R"({"first": "Juan Carlos", "last": "de la Cruz"})", R"("Juan Carlos de la Cruz")"},
         {R"({"first": " Ana\r\n", "last": "\u00c1lvarez "})", "\"Ana \u00c1lvarez\""}});
}

BOOST_AUTO_TEST_CASE(contacts_normalised_merged_and_without_empty_ones_and_placeholders) {
    const auto made = mapped(R"({"people": [{"t": "Phone", "v": "(303) 555-0142", "x": "7"},
                              {"t": "Phone", "v": "+1 303 555 0142", "m": "work"},
                              {"t": "Phone", "v": ""}, {"t": "Phone"},
                              {"t": "MobilePhone", "v": 1234567890},
                              {"t": "Email", "v": "Dana@example.com"},
                              {"t": "Email", "v": "dana@example.com"}]})",
                             "{}", R"({"each": "/people", "type": "/t",
                         "value": {"phone": "/v", "extension": "/x"}, "memo": ["/m", "Web"]})");

    BOOST_TEST(member(made, "contacts") ==
               R"([{"type":"Phone","value":"3035550142","memo":"Web, ext. 7, work"},)"
               R"({"type":"Email","value":"Dana@example.com","memo":"Web"}])");
    BOOST_TEST(made.at("summary").as_string() ==
               "Lead\nThe phone number given is a placeholder and was left out: 1234567890 (Web)\n"
               "No appointment time was given.");
}

BOOST_AUTO_TEST_CASE(an_address_in_one_line_or_in_parts) {
    check_field("address", R"({"one_line": "/line"})",
                {{R"({"line": "742 Evergreen Ter Apt 2, Springfield, OR 97477"})",
                  R"({"street":"742 Evergreen Ter","unit":"Apt 2","city":"Springfield",)"
                  R"("state":"OR","zip":"97477","country":"USA"})"},
                 {R"({"line": "somewhere behind the mill"})", "absent"}});
    check_field("address", R"({"street": "/s", "city": "/c", "state": "/r", "zip": "/z"})",
                {{R"({"s": "12 Elm St", "c": "Boston", "r": "Massachusetts", "z": 21341234})",
                  R"({"street":"12 Elm St","city":"Boston","state":"MA","zip":"02134-1234",)"
                  R"("country":"USA"})"}});
    BOOST_TEST(member(mapped(R"({"line": "somewhere behind the mill"})",
                             R"({"address": {"one_line": "/line"}})"),
                      "summary") ==
               R"("Lead\nThe address given is not complete and was left out: )"
               R"(somewhere behind the mill\nNo appointment time was given.")");
}

BOOST_AUTO_TEST_CASE(times_of_every_notation_zone_and_clock) {
    check_field(
        "start", R"({"time": ["/windows/0/start", {"join": ["/date", "/time"]}],
                             "zone": "/zone"})",
        {{R"({"windows": [{"start": "2026-07-20T14:15:00.000000Z"}, {"start": "x"}]})",
          R"("2026-07-20T14:15:00Z")"},
         {R"({"windows": [], "date": "07/20/2026", "time": "10:15am"})",
          R"("2026-07-20T14:15:00Z")"},
         {R"({"date": "2026-07-20", "time": "14:30", "zone": "America/Denver"})",
          R"("2026-07-20T20:30:00Z")"},
         {R"({"date": "June 17, 2026", "time": "2 PM"})", R"("2026-06-17T18:00:00Z")"},
         {R"({"date": "2026-07-20T10:15:00-0700"})", R"("2026-07-20T17:15:00Z")"},
         {R"({"date": "2026-07-20T10:15:00.1234567+00:00"})", R"("2026-07-20T10:15:00.123Z")"},
         {R"({"date": 1784556900})", R"("2026-07-20T14:15:00Z")"},
         {R"({"date": "1784556900000"})", R"("2026-07-20T14:15:00Z")"},
         {R"({"date": "03/08/2026", "time": "2:30 AM"})", R"("2026-03-08T07:30:00Z")"},
         {R"({"date": "11/01/2026", "time": "1:30 AM"})", R"("2026-11-01T05:30:00Z")"},
         {R"({"date": "07/20/2026", "time": ""})", "absent"},
         {"{}", "absent"}});
    for (const char* time : {"03/08/2026 2:30 AM", "11/01/2026 1:30 AM"}) {
        const auto made = mapped(R"({"at": ")" + std::string(time) + "\"}", R"({"start": "/at"})");

        BOOST_TEST(made.at("summary").as_string().starts_with("Lead\nThe local time given, " +
                                                              std::string(time)));
    }
}

BOOST_AUTO_TEST_CASE(links_of_pictures) {
    check_field("uploadedImages", R"([{"each": "/attachments", "take": "/url"}, "/photo"])",
                {{R"({"attachments": [{"url": "https://x/1"}, {}, {"url": "https://x/2"}]})",
                  R"(["https://x/1","https://x/2"])"},
                 {R"({"attachments": [], "photo": "https://x/3"})", R"(["https://x/3"])"},
                 {"{}", "absent"}});
}

BOOST_AUTO_TEST_CASE(parts_of_texts) {
    check_field("name", R"x({"match": "/uri", "pattern": "users/([^/]+)"})x",
                {{R"({"uri": "https://api.example.com/users/U7/x"})", R"("U7")"},
                 {R"({"uri": "https://api.example.com"})", R"("Customer")"}});
    check_field("name", R"({"last_segment": "/uri"})",
                {{R"({"uri": "https://api.example.com/users/U7/?a=b"})", R"("U7")"}});
    check_field("name", R"({"truncate": "/name", "to": 4})",
                {{R"({"name": "  Dana Reyes"})", R"("Dana")"}});
    check_field("summary", R"("/text")",
                {{R"({"text": "\r\n Tap\r\nleaks \r\n"})",
                  R"("Tap\nleaks\nNo appointment time was given.")"}});
}

BOOST_AUTO_TEST_CASE(words_of_urgency_as_priorities) {
    check_field(
        "priority",
        R"({"lookup": {"answer": "begin work", "in": "/interview"}, "match": "words",
                    "in": {"as soon as possible": "Urgent", "within a week": "High",
                           "week": "Normal", "month": "Low"}})",
        {{R"({"interview": [{"question": "When should the pro begin work?",
                                     "answer": "As soon as possible!"}]})",
          R"("Urgent")"},
         {R"({"interview": [{"question": "Begin work", "answer": "Within a week"}]})", R"("High")"},
         {R"({"interview": [{"question": "Begin work", "answer": "Within a MONTH"}]})", R"("Low")"},
         {R"({"interview": [{"question": "Begin work", "answer": "Not sure"}]})", "absent"}});
}
