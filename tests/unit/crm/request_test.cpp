#include "gateway/crm/request.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

using gateway::crm_call;
using gateway::to_request;
using mapping::errc;

namespace {

constexpr std::int64_t tenant = 9007199254740993;

// A note is the smallest body there is.
crm_call note(const std::string& text) {
    crm_call call;
    call.operation = "Customers_CreateNote";
    call.path = {{"id", "17"}};
    call.body = {{"text", text}};
    return call;
}

crm_call look_up(const std::string& external_id) {
    crm_call call;
    call.operation = "Bookings_GetList2";
    call.path = {{"booking_provider", "31"}};
    call.query = {{"externalId", external_id}, {"page", "2"}};
    return call;
}

// The only problem of the call, as "place: code".
std::string problem_of(const crm_call& call, std::int64_t of_tenant = tenant) {
    const auto request = to_request(call, of_tenant);
    if (request) return "none";
    BOOST_TEST(request.error().size() == 1, mapping::to_text(request.error()));
    return request.error()[0].where + ": " + std::string(to_string(request.error()[0].code));
}

}  // namespace

BOOST_AUTO_TEST_CASE(fills_in_tenant_parameters_and_body) {
    const auto request = to_request(note("Call first"), tenant);

    BOOST_TEST_REQUIRE(request.has_value());
    BOOST_TEST(request->operation->method == "POST");
    BOOST_TEST(request->target == "/crm/v2/tenant/9007199254740993/customers/17/notes");
    BOOST_TEST(request->body == R"({"text":"Call first"})");
}

BOOST_AUTO_TEST_CASE(encodes_a_parameter_so_that_it_stays_one) {
    const std::pair<std::string, std::string> cases[] = {
        {"Az09-._~", "Az09-._~"}, {"a b+c", "a%20b%2Bc"}, {"x&page=9#?/", "x%26page%3D9%23%3F%2F"},
        {"100%", "100%25"},       {"a\r\nb", "a%0D%0Ab"}, {"caf\xc3\xa9", "caf%C3%A9"},
    };
    for (const auto& [id, encoded] : cases) {
        const auto request = to_request(look_up(id), tenant);

        BOOST_TEST_REQUIRE(request.has_value());
        BOOST_TEST(request->target.ends_with("/bookings?externalId=" + encoded + "&page=2"));
    }
    crm_call preference;
    preference.operation = "ContactPreferences_GetContactMethodPreference";
    const std::string guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    preference.path = {
        {"contactId", guid}, {"contactMethodId", guid}, {"preferenceName", "../../secrets"}};
    const auto request = to_request(preference, tenant);
    BOOST_TEST_REQUIRE(request.has_value());
    BOOST_TEST(request->target.ends_with("/preferences/..%2F..%2Fsecrets"));
}

BOOST_AUTO_TEST_CASE(takes_numbers_with_a_fraction_where_they_belong) {
    crm_call near;
    near.operation = "Customers_GetList";
    near.query = {{"latitude", "39.75"}, {"longitude", "-84"}};

    const auto request = to_request(near, tenant);
    BOOST_TEST_REQUIRE(request.has_value(), mapping::to_text(request.error()));
    BOOST_TEST(request->target.ends_with("?latitude=39.75&longitude=-84"));
    near.query = {{"latitude", "39,75"}};
    BOOST_TEST(problem_of(near) == "/query/latitude: wrong_type");
}

BOOST_AUTO_TEST_CASE(keeps_to_what_a_list_takes) {
    std::string ids = "1";
    for (int i = 2; i <= 50; ++i) ids += "," + std::to_string(i);
    crm_call list = look_up("x");
    list.query["ids"] = ids;
    BOOST_TEST(problem_of(list) == "none");
    list.query["ids"] += ",51";
    BOOST_TEST(problem_of(list) == "/query/ids: out_of_range");
    list.query.erase("ids");
    for (const char* sort : {"+Id", "-ModifiedOn"}) {
        list.query["sort"] = sort;
        BOOST_TEST(problem_of(list) == "none");
    }
    for (const char* sort : {"Id", "-Name", "+"}) {
        list.query["sort"] = sort;
        BOOST_TEST(problem_of(list) == "/query/sort: not_allowed");
    }
}

BOOST_AUTO_TEST_CASE(makes_no_path_that_leads_elsewhere) {
    crm_call preference;
    preference.operation = "ContactPreferences_GetContactMethodPreference";
    const std::string guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    for (const char* name : {".", ".."}) {
        preference.path = {
            {"contactId", guid}, {"contactMethodId", guid}, {"preferenceName", name}};
        BOOST_TEST(problem_of(preference) == "/path/preferenceName: not_allowed");
    }
}

BOOST_AUTO_TEST_CASE(escapes_every_character_beyond_ascii_and_changes_nothing) {
    const std::string texts[] = {"plain",
                                 "Zo\xc3\xab",
                                 "\xe2\x82\xac 5",
                                 "\xf0\x9f\x94\xa7 now",
                                 "\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf",
                                 "quote \" and \\ and \n"};
    for (const std::string& text : texts) {
        const std::string body = to_request(note(text), tenant)->body;

        BOOST_TEST(std::all_of(body.begin(), body.end(), [](char c) { return c > 0; }));
        BOOST_TEST(boost::json::parse(body) == note(text).body);
    }
}

BOOST_AUTO_TEST_CASE(replaces_bytes_that_are_not_utf8) {
    for (const std::string bytes : {"\xff", "\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x94"}) {
        const auto sent = boost::json::parse(to_request(note("a" + bytes), tenant)->body);

        BOOST_TEST(std::string(sent.at("text").as_string()).starts_with("a\xef\xbf\xbd"));
    }
}

BOOST_AUTO_TEST_CASE(names_what_breaks_the_contract) {
    const auto changed = [](crm_call call, auto change) {
        change(call);
        return problem_of(call);
    };
    BOOST_TEST(changed(note("x"), [](crm_call& c) { c.operation = "Customers_Sing"; }) ==
               "/operation: unknown");
    BOOST_TEST(changed(note("x"), [](crm_call& c) { c.path.clear(); }) == "/path/id: missing");
    BOOST_TEST(changed(note("x"), [](crm_call& c) { c.path["id"] = "seventeen"; }) ==
               "/path/id: wrong_type");
    BOOST_TEST(changed(note("x"), [](crm_call& c) { c.path["id"] = "0"; }) ==
               "/path/id: out_of_range");
    BOOST_TEST(changed(note("x"), [](crm_call& c) { c.path["id"] = "-17"; }) ==
               "/path/id: out_of_range");
    BOOST_TEST(changed(note("x"), [](crm_call& c) { c.path["colour"] = "red"; }) ==
               "/path/colour: unknown");
    BOOST_TEST(changed(note("x"), [](crm_call& c) { c.query["page"] = "1"; }) ==
               "/query/page: unknown");
    BOOST_TEST(changed(note("x"), [](crm_call& c) {
                   c.body = {{"txt", "x"}, {"text", "x"}};
               }) == "/body/txt: unknown");
    BOOST_TEST(changed(note("x"), [](crm_call& c) { c.body = nullptr; }) == "/body: missing");
    BOOST_TEST(changed(look_up("7"), [](crm_call& c) { c.query["page"] = "two"; }) ==
               "/query/page: wrong_type");
    BOOST_TEST(changed(look_up("7"), [](crm_call& c) { c.query["includeTotal"] = "yes"; }) ==
               "/query/includeTotal: wrong_type");
    BOOST_TEST(changed(look_up("7"), [](crm_call& c) { c.query["createdBefore"] = "noon"; }) ==
               "/query/createdBefore: malformed");
    BOOST_TEST(changed(look_up("7"), [](crm_call& c) {
                   c.body = {{"a", 1}};
               }) == "/body: not_allowed");
    BOOST_TEST(problem_of(look_up("")) == "/query/externalId: missing");
    BOOST_TEST(problem_of(note("x"), 0) == "/path/tenant: out_of_range");
}
