#include <boost/test/unit_test.hpp>

#include <boost/json/serialize.hpp>

#include "mapping/field_map.hpp"
#include "mapping/json.hpp"

using namespace mapping;

namespace {

const auto document = parse_json(R"({
    "lead": 590299344770662410, "first": "Dana", "last": "Reyes", "task": "Tap",
    "phone": "(404) 555-1234", "ext": 7, "email": "dana@example.com", "kind": "commercial",
    "place": {"street": "12 Elm St", "city": "Boston", "state": "Massachusetts", "zip": 2134},
    "line": "12 Elm St, Boston, MA 02134",
    "at": "2026-07-20T09:15", "zone": "America/Chicago",
    "files": [{"url": "https://x/1.jpg"}, {"url": "https://x/2.jpg"}],
    "people": [{"kind": "phone", "at": "404-555-1234", "name": "Jo"},
               {"kind": "email", "at": "jo@example.com"}, {"kind": "fax"}],
    "parts": {"a": 1}
})")
                          .value();
const json::object request;
const std::map<std::string, lookup_table, std::less<>> tables = {{"jobs", {{"Tap", 7001}}}};

result<field_map> compiled(std::string_view booking, std::string_view contacts = "null") {
    return field_map::compile(parse_json(booking).value(), parse_json(contacts).value());
}

result<booking> applied(std::string_view booking, std::string_view contacts = "null",
                        const json::object& defaults = {}) {
    const auto made = compiled(booking, contacts);
    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    return made->apply({document, request, tables}, "L-1", defaults, {});
}

}  // namespace

BOOST_AUTO_TEST_CASE(maps_a_document_to_a_booking) {
    const auto made = applied(R"({
        "source": "Leads", "name": {"join": ["/first", "/last"]},
        "summary": {"template": "Lead {/lead}: {/task}"},
        "isFirstTimeClient": true, "customerType": "/kind",
        "start": {"time": "/at", "zone": "/zone"},
        "jobTypeId": {"lookup": "/task", "in": "jobs"}, "priority": "High",
        "uploadedImages": {"each": "/files", "take": "/url"},
        "address": {"street": "/place/street", "unit": "/place/unit", "city": "/place/city",
                    "state": {"state": "/place/state"}, "zip": {"zip": "/place/zip"},
                    "country": "USA"}
    })",
                              R"([
        {"type": "Phone", "value": {"phone": "/phone", "extension": "/ext"}, "memo": "Leads"},
        {"type": "Email", "value": "/email"},
        {"type": "Fax", "value": "/fax"}
    ])",
                              {{"campaignId", 11}, {"priority", "Low"}, {"region", "US"}});

    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    BOOST_TEST(serialize(made->to_json()) ==
               R"({"source":"Leads","name":"Dana Reyes","summary":"Lead 590299344770662410: Tap",)"
               R"("isFirstTimeClient":true,"externalId":"L-1","address":{"street":"12 Elm St",)"
               R"("city":"Boston","state":"MA","zip":"02134","country":"USA"},)"
               R"("contacts":[{"type":"Phone","value":"4045551234","memo":"Leads, ext. 7"},)"
               R"({"type":"Email","value":"dana@example.com"}],"customerType":"Commercial",)"
               R"("start":"2026-07-20T14:15:00Z","campaignId":11,"jobTypeId":7001,)"
               R"("priority":"High","uploadedImages":["https://x/1.jpg","https://x/2.jpg"]})");
}

BOOST_AUTO_TEST_CASE(falls_back_on_the_connections_defaults) {
    const auto made = applied(
        R"({"name": "/absent", "jobTypeId": {"lookup": "/first", "in": "jobs"}, "campaignId": 12})",
        R"([{"type": "Email", "value": "/email"}])",
        {{"source", "Leads"},
         {"name", "Customer"},
         {"summary", "A lead"},
         {"jobTypeId", 7},
         {"campaignId", 11},
         {"isSendConfirmationEmail", true},
         {"time_zone", "America/Denver"}});

    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    BOOST_TEST(serialize(made->to_json()) ==
               R"({"source":"Leads","name":"Customer",)"
               R"("summary":"A lead\nNo appointment time was given.","isFirstTimeClient":true,)"
               R"("externalId":"L-1","contacts":[{"type":"Email","value":"dana@example.com"}],)"
               R"("campaignId":12,"jobTypeId":7,"isSendConfirmationEmail":true})");
}

BOOST_AUTO_TEST_CASE(knows_the_fields_that_take_a_default) {
    for (const char* field :
         {"campaignId", "businessUnitId", "jobTypeId", "priority", "customerType",
          "isFirstTimeClient", "isSendConfirmationEmail", "source", "summary", "name"})
        BOOST_TEST(field_map::takes_default(field), field);
    for (const char* field : {"region", "time_zone", "externalId", "contacts", "street", ""})
        BOOST_TEST(!field_map::takes_default(field), field);
}

BOOST_AUTO_TEST_CASE(takes_one_image_or_a_list_of_them) {
    const auto images = [](std::string_view config) {
        const auto made = applied(
            R"({"source": "a", "name": "b", "uploadedImages": )" + std::string(config) + "}",
            R"([{"type": "Email", "value": "/email"}])");
        const auto body = made.value().to_json();
        const auto* member = body.if_contains("uploadedImages");
        return member ? serialize(*member) : "absent";
    };

    BOOST_TEST(images(R"("/files/0/url")") == R"(["https://x/1.jpg"])");
    BOOST_TEST(images(R"(["/absent", {"each": "/files", "take": "/url"}])") ==
               R"(["https://x/1.jpg","https://x/2.jpg"])");
    BOOST_TEST(images(R"("/absent")") == "absent");
}

BOOST_AUTO_TEST_CASE(reads_a_one_line_address) {
    const auto made = applied(R"({"source": "a", "name": "b",
                                  "address": {"one_line": "/line", "country": "USA"}})");

    BOOST_TEST(
        serialize(made.value().to_json().at("address")) ==
        R"({"street":"12 Elm St","city":"Boston","state":"MA","zip":"02134","country":"USA"})");
}

BOOST_AUTO_TEST_CASE(reads_a_contact_from_each_element_of_a_list) {
    const auto made =
        applied(R"({"source": "a", "name": "b"})",
                R"({"each": "/people", "type": "/kind", "value": "/at", "memo": "Site"})");

    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    BOOST_TEST(serialize(made->to_json().at("contacts")) ==
               R"([{"type":"Phone","value":"4045551234","memo":"Site"},)"
               R"({"type":"Email","value":"jo@example.com","memo":"Site"}])");
}

BOOST_AUTO_TEST_CASE(names_the_pointers_of_an_element_from_the_documents_root) {
    const auto made =
        applied(R"({"source": "a", "name": "b"})",
                R"({"each": "/people", "type": "Email", "value": ["/nick", "/name"]})");

    const problems& all = made.error();
    BOOST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].where == "/contacts/0/value");
    BOOST_TEST(all[0].from == "/people/0/name");
    BOOST_TEST(all[1].from ==
               "/people/0/name, /people/1/nick, /people/1/name, /people/2/nick, /people/2/name");
}

BOOST_AUTO_TEST_CASE(reads_around_the_elements_of_a_list_of_contacts) {
    const json::value body = {{"site", "Leads"}, {"mail", {{{"at", "jo@example.com"}}}}};
    const json::value event = {{"label", "home"}, {"phones", {{{"number", "404-555-1234"}}}}};
    const auto contacts_of = [&](const char* contacts) {
        const auto made = compiled(R"({"source": "a", "name": "b"})", contacts)
                              ->apply({event, request, tables, nullptr, &body}, "L-1", {}, {});
        BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
        return serialize(made->to_json().at("contacts"));
    };

    BOOST_TEST(contacts_of(R"({"each": "/phones", "type": "Phone", "value": "/number",
                               "memo": {"join": [{"root": "/site"}, {"parent": "/label"}]}})") ==
               R"([{"type":"Phone","value":"4045551234","memo":"Leads home"}])");
    BOOST_TEST(contacts_of(R"({"each": {"root": "/mail"}, "type": "Email", "value": "/at"})") ==
               R"([{"type":"Email","value":"jo@example.com"}])");
}

BOOST_AUTO_TEST_CASE(reads_contacts_out_of_what_was_fetched) {
    const json::value fetched =
        parse_json(R"({"customer": {"name": "Ada", "phones": [{"number": "404-555-1234"}]}})")
            .value();
    const auto map = compiled(R"({"source": "a", "name": {"fetched": "/customer/name"}})",
                              R"({"each": {"fetched": "/customer/phones"}, "type": "Phone",
                                  "value": "/number", "memo": {"fetched": "/customer/name"}})");
    const input in{document, request, tables, nullptr, nullptr, &fetched};

    const auto made = map->apply(in, "L-1", {}, {});

    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    BOOST_TEST(made->to_json().at("name") == "Ada");
    BOOST_TEST(serialize(made->to_json().at("contacts")) ==
               R"([{"type":"Phone","value":"4045551234","memo":"Ada"}])");
    BOOST_TEST((map->fetches() == std::vector<std::string>{"customer"}));
}

BOOST_AUTO_TEST_CASE(refuses_more_contacts_than_a_booking_may_have) {
    json::array people;
    for (int i = 0; i < 21; ++i)
        people.push_back({{"kind", "Email"}, {"at", "p" + std::to_string(i) + "@example.com"}});
    const json::value crowd{{"people", people}};
    const auto map = compiled(R"({"source": "a", "name": "b"})",
                              R"({"each": "/people", "type": "/kind", "value": "/at"})");

    const auto made = map->apply({crowd, request, tables}, "L-1", {}, {});

    BOOST_REQUIRE(made.has_error());
    BOOST_TEST(made.error()[0].where == "/contacts");
    BOOST_TEST((made.error()[0].code == mapping::errc::too_large));
}

BOOST_AUTO_TEST_CASE(finds_no_contacts_where_there_is_no_list_of_them) {
    for (const char* path : {"/absent", "/first", "/parts"}) {
        const auto made =
            applied(R"({"source": "a", "name": "b"})",
                    R"({"each": ")" + std::string(path) + R"(", "type": "Email", "value": "/at"})");

        BOOST_TEST((made.error() ==
                    problems(errc::missing, "/contacts", "an address or a contact is required")),
                   path);
    }
}

BOOST_AUTO_TEST_CASE(names_the_pointers_behind_a_problem) {
    const auto made = applied(R"({"source": "a", "name": ["/nick", "/alias"], "priority": "/kind",
                                  "summary": "/parts"})",
                              R"([{"type": "Email", "value": "/phone"}])");

    const problems& all = made.error();
    BOOST_REQUIRE(all.size() == 5u);
    BOOST_TEST((all[0] == problem{errc::missing, "/name", "is required", "/nick, /alias"}));
    BOOST_TEST(((all[1].where == "/priority") && all[1].from == "/kind"));
    BOOST_TEST(((all[2].where == "/summary") && all[2].code == errc::wrong_type));
    BOOST_TEST(((all[3].where == "/contacts/0/value") && all[3].from == "/phone"));
    BOOST_TEST(((all[4].where == "/contacts") && all[4].from == "/phone"));
    for (const char* given : {"commercial", "555"})
        BOOST_TEST(to_text(all).find(given) == std::string::npos, given);
}

BOOST_AUTO_TEST_CASE(refuses_mappings_that_cannot_work) {
    const struct {
        const char* booking;
        const char* contacts;
        errc code;
        const char* where;
    } table[] = {
        {"null", "null", errc::wrong_type, "/booking"},
        {R"({"nmae": "/a"})", "null", errc::unknown, "/booking/nmae"},
        {R"({"externalId": "/a"})", "null", errc::unknown, "/booking/externalId"},
        {R"({"name": {"joim": ["/a"]}})", "null", errc::unknown, "/booking/name"},
        {R"({"name": {"join": [null]}})", "null", errc::missing, "/booking/name/join/0"},
        {R"({"name": {"each": "/a"}})", "null", errc::not_allowed, "/booking/name"},
        {R"({"priority": "Asap"})", "null", errc::not_allowed, "/booking/priority"},
        {R"({"priority": ["/a", "Asap"]})", "null", errc::not_allowed, "/booking/priority/1"},
        {R"({"priority": {"lookup": "/a", "in": {"b": "Low", "c": "Asap"}}})", "null",
         errc::not_allowed, "/booking/priority/in/c"},
        {R"({"priority": {"lookup": "/a", "in": "b", "default": "Asap"}})", "null",
         errc::not_allowed, "/booking/priority/default"},
        {R"({"customerType": "Home"})", "null", errc::not_allowed, "/booking/customerType"},
        {R"({"address": "/a"})", "null", errc::wrong_type, "/booking/address"},
        {R"({"address": {"town": "/a"}})", "null", errc::unknown, "/booking/address/town"},
        {R"({"address": {"zip": {"zip": null}}})", "null", errc::missing,
         "/booking/address/zip/zip"},
        {R"({"uploadedImages": {}})", "null", errc::unknown, "/booking/uploadedImages"},
        {"{}", "7", errc::wrong_type, "/contacts"},
        {"{}", R"({"type": "Fax", "value": "/a"})", errc::missing, "/contacts/each"},
        {"{}", R"({"each": "list", "type": "Fax", "value": "/a"})", errc::malformed,
         "/contacts/each"},
        {"{}", R"({"each": ["/a"], "type": "Fax", "value": "/a"})", errc::malformed,
         "/contacts/each"},
        {"{}", R"({"each": {"root": "a"}, "type": "Fax", "value": "/a"})", errc::malformed,
         "/contacts/each/root"},
        {"{}", R"({"each": "/a", "type": "Fax"})", errc::missing, "/contacts/value"},
        {"{}", R"({"each": "/a", "type": "Pager", "value": "/a"})", errc::not_allowed,
         "/contacts/type"},
        {"{}", R"([{"each": "/a", "type": "Fax", "value": "/a"}])", errc::unknown,
         "/contacts/0/each"},
        {"{}", R"(["/a"])", errc::wrong_type, "/contacts/0"},
        {"{}", R"([{"type": "Phone"}])", errc::missing, "/contacts/0/value"},
        {"{}", R"([{"value": "/a"}])", errc::missing, "/contacts/0/type"},
        {"{}", R"([{"type": "Pager", "value": "/a"}])", errc::not_allowed, "/contacts/0/type"},
        {"{}", R"([{"type": "Fax", "value": "/a", "note": "b"}])", errc::unknown,
         "/contacts/0/note"},
        {"{}", R"([{"type": "Fax", "value": {"x": 1}}])", errc::unknown, "/contacts/0/value"},
    };
    for (const auto& row : table) {
        const auto made = compiled(row.booking, row.contacts);

        BOOST_REQUIRE_MESSAGE(made.has_error(), row.where);
        BOOST_TEST(made.error().size() == 1u, to_text(made.error()));
        BOOST_TEST((made.error()[0].code == row.code), to_text(made.error()));
        BOOST_TEST(made.error()[0].where == row.where);
    }
}

BOOST_AUTO_TEST_CASE(accepts_words_of_the_crm_and_sources_for_them) {
    BOOST_TEST(
        compiled(R"({"priority": "urgent", "customerType": ["/a", "Residential"]})",
                 R"([{"type": "mobilephone", "value": "/a"}, {"type": "/b", "value": "/c"}])")
            .has_value());
}

BOOST_AUTO_TEST_CASE(lists_every_table_once) {
    const auto made = compiled(
        R"({"jobTypeId": {"lookup": "/a", "in": "jobs"}, "campaignId": {"lookup": "/b", "in": "jobs"},
            "uploadedImages": {"lookup": "/c", "in": "pictures"}})",
        R"([{"type": {"lookup": "/d", "in": "types"}, "value": "/e"}])");

    BOOST_TEST((made.value().tables() == std::vector<std::string>{"jobs", "pictures", "types"}));
}
