#include "mapping/contract/json_schema.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "mapping/contract/api_contract.hpp"

namespace json = boost::json;
using mapping::errc;

namespace {

json::object booking() {
    return json::parse(R"({"source": "Direct", "name": "Ada Byrne", "summary": "Leak",
        "isFirstTimeClient": true, "externalId": "7", "start": "2026-07-20T10:15:00.1234567-04:00",
        "address": {"street": "1 Mill St", "unit": null, "city": "Salem", "state": "OR",
                    "zip": "97301", "country": "USA"},
        "contacts": [{"type": "Phone", "value": "5035550142"}], "jobTypeId": 9007199254740993})")
        .as_object();
}

// Puts a member of an object, or an element that is there, in place.
void set(json::value& body, std::string_view pointer, const json::value& value) {
    const auto last = pointer.rfind('/');
    json::value& parent = body.at_pointer(pointer.substr(0, last));
    if (parent.is_object())
        parent.get_object()[pointer.substr(last + 1)] = value;
    else
        body.at_pointer(pointer) = value;
}

mapping::problems problems_of(const json::value& body, const char* operation = "Bookings_Create") {
    return differences_from(*mapping::crm_contract().find(operation)->body, body);
}

}  // namespace

BOOST_AUTO_TEST_CASE(takes_what_the_definition_describes) {
    BOOST_TEST(problems_of(booking()).empty());
}

BOOST_AUTO_TEST_CASE(names_every_difference_with_its_place) {
    const struct {
        const char *pointer, *value;
        errc code;
        const char* where;
    } table[] = {
        {"/name", "null", errc::missing, "/name"},
        {"/name", "7", errc::wrong_type, "/name"},
        {"/isFirstTimeClient", R"("true")", errc::wrong_type, "/isFirstTimeClient"},
        {"/jobTypeId", R"("7")", errc::wrong_type, "/jobTypeId"},
        {"/jobTypeId", "7.5", errc::wrong_type, "/jobTypeId"},
        {"/jobTypeId", "18446744073709551615", errc::out_of_range, "/jobTypeId"},
        {"/priority", R"("Whenever")", errc::not_allowed, "/priority"},
        {"/start", R"("tomorrow")", errc::malformed, "/start"},
        {"/start", R"("1784556900")", errc::malformed, "/start"},
        {"/start", R"("2026-07-20T10:15:00")", errc::malformed, "/start"},
        {"/address/zip", "null", errc::missing, "/address/zip"},
        {"/address", "[]", errc::wrong_type, "/address"},
        {"/contacts/0/type", R"("Pigeon")", errc::not_allowed, "/contacts/0/type"},
        {"/contacts/0/colour", "1", errc::unknown, "/contacts/0/colour"},
        {"/notes", R"("x")", errc::unknown, "/notes"},
        {"/uploadedImages", "[1]", errc::wrong_type, "/uploadedImages/0"},
    };
    for (const auto& row : table) {
        json::value body = booking();
        set(body, row.pointer, json::parse(row.value));

        const auto found = problems_of(body);

        BOOST_TEST_REQUIRE(found.size() == 1, row.pointer << " " << row.value);
        BOOST_TEST((found[0].code == row.code), row.pointer << " " << row.value);
        BOOST_TEST(found[0].where == row.where);
    }
}

BOOST_AUTO_TEST_CASE(names_all_that_is_missing_at_once) {
    const auto found = problems_of(json::object());
    BOOST_TEST(found.size() == 5);
}

BOOST_AUTO_TEST_CASE(takes_null_only_where_the_definition_does) {
    auto body = booking();
    body["priority"] = nullptr;
    BOOST_TEST(problems_of(body).empty());
    BOOST_TEST(problems_of({{"priority", nullptr}}, "Bookings_Update").size() == 1);
}
