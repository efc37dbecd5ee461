#include "providers/operations.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;

namespace {

const char* const usual = R"([
    {"name": "contact", "call": "Customers_CreateContact", "when": "/type", "equals": "moved",
     "path": {"id": "/crm_id"}, "body": {"/type": "phone", "/value": {"phone": "/phone"}}},
    {"name": "tag", "call": "BulkTags_AddTags",
     "body": {"/customerIds/0": "/crm_id", "/tagTypeIds/0": [{"fetched": "/contact/id"}, "/tag"]}},
    {"name": "gone", "call": "Bookings_DeleteContact", "when": "/gone",
     "path": {"id": "/booking", "contactId": "/gone"}}])";

mapping::result<std::shared_ptr<const providers::definition>> read(
    const std::string& operations, const std::string& kinds = R"({"moved": "operation"})") {
    return providers::compile_definition(
        "site",
        json::parse(R"({"receive": {"format": "json"}, "verify": "none",
            "event": {"type": "/type", "kinds": )" +
                    kinds + R"(, "otherwise": "ignore"}, "operations": )" + operations + "}"));
}

std::shared_ptr<const providers::connection> connected() {
    auto definition = read(usual);
    BOOST_REQUIRE_MESSAGE(definition.has_value(), mapping::to_text(definition.error()));
    providers::connection_settings settings;
    settings.booking_provider = 31;
    return providers::connection::make(*definition, std::move(settings)).value();
}

// All calls as JSON, and what is wrong with the one after them.
std::string plan_of(const std::string& body, const std::string& answers = "{}") {
    const auto through = connected();
    const auto hook = testing::posted(body);
    auto opened = through->open(hook, std::nullopt);
    BOOST_REQUIRE(opened.has_value());
    const json::value known = json::parse(answers);
    opened->part.fetched = &known;
    const auto plan = through->plan_operations(hook, opened->part);
    json::array calls;
    for (const auto& one : plan.calls) calls.push_back(to_json(one));
    std::string text = json::serialize(calls);
    for (const auto& one : plan.wrong) text += " " + one.where + ": " + one.what;
    return text;
}

std::string mistake_in(const std::string& operations) {
    const auto definition = read(operations);
    return definition ? "none" : mapping::to_text(definition.error());
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(calls_are_made_in_order_and_fit_the_contract) {
    BOOST_TEST(plan_of(R"({"type": "moved", "crm_id": "17", "phone": "(503) 555-0142"})",
                       R"({"contact": {"id": 9007199254740993}})") ==
               R"([{"name":"contact","call":"Customers_CreateContact","path":{"id":"17"},)"
               R"("body":{"type":"Phone","value":"5035550142"}},)"
               R"({"name":"tag","call":"BulkTags_AddTags",)"
               R"("body":{"customerIds":[17],"tagTypeIds":[9007199254740993]}}])");
}

BOOST_AUTO_TEST_CASE(a_call_whose_condition_does_not_hold_is_passed_over) {
    BOOST_TEST(plan_of(R"({"type": "other", "crm_id": 17, "tag": 3, "booking": 5, "gone": 6})") ==
               R"([{"name":"tag","call":"BulkTags_AddTags",)"
               R"("body":{"customerIds":[17],"tagTypeIds":[3]}},)"
               R"({"name":"gone","call":"Bookings_DeleteContact",)"
               R"("path":{"booking_provider":"31","contactId":"6","id":"5"}}])");
}

BOOST_AUTO_TEST_CASE(says_what_is_missing_and_where_it_was_looked_for) {
    BOOST_TEST(plan_of(R"({"type": "moved", "phone": "5035550142"})") ==
               "[] /operations/0/path/id: the event does not give it");
    // The tag needs the contact's id, which nobody knows yet.
    BOOST_TEST(mentions(plan_of(R"({"type": "moved", "crm_id": 17, "phone": "5035550142"})"),
                        "] /operations/1/body/tagTypeIds: is required"));
}

BOOST_AUTO_TEST_CASE(a_call_as_json_can_be_read_again) {
    providers::operation_call call{"tag",
                                   mapping::crm_contract().find("Customers_GetList"),
                                   {{"id", "7"}},
                                   {{"page", "1"}},
                                   json::object{{"a", 1}}};
    const auto again = providers::operation_call_from(to_json(call));
    BOOST_TEST_REQUIRE(again.has_value());
    BOOST_TEST(to_json(*again) == to_json(call));
    BOOST_TEST(!providers::operation_call_from({{"name", "a"}, {"call", "Customers_Sing"}}));
}

BOOST_AUTO_TEST_CASE(mistakes_are_told_when_the_definition_is_compiled) {
    BOOST_TEST(mistake_in(usual) == "none");
    const struct {
        const char *operation, *problem;
    } table[] = {
        {R"({"name": "a", "call": "Customers_Sing"})", "is no operationId of the CRM"},
        {R"({"name": "a", "call": "Bookings_Create"})", "is what the kind `create` is for"},
        {R"({"name": "a", "call": "Customers_Get"})", "/operations/0/path/id: missing"},
        {R"({"name": "a", "call": "Customers_GetList", "query": {"colour": "red"}})",
         "/operations/0/query/colour: unknown"},
        {R"({"name": "a", "call": "Customers_CreateNote", "path": {"id": 1}})",
         "/operations/0/body: missing"},
        {R"({"name": "a", "call": "Customers_CreateNote", "path": {"id": 1}, "body": {"/x": 1}})",
         "has no such place"},
        {R"({"name": "a", "call": "Customers_CreateNote", "path": {"id": 1},
             "body": {"/pinToTop": true}})",
         "needs this member"},
        {R"({"name": "a", "call": "Customers_GetList", "body": {"/name": "x"}})", "takes none"},
        {R"({"name": "A", "call": "Customers_GetList"})", "must be of a-z, 0-9 and _"},
        {R"({"name": "a", "call": "Customers_Get", "path": {"id": {"fetched": "/b/id"}}})",
         "no fetch or earlier operation has the name b"},
    };
    for (const auto& row : table)
        BOOST_TEST(mentions(mistake_in("[" + std::string(row.operation) + "]"), row.problem),
                   row.operation << "\n"
                                 << mistake_in("[" + std::string(row.operation) + "]"));
    BOOST_TEST(mentions(mistake_in("[]"), "an empty list"));
    const auto unused = read(usual, R"({"moved": "test"})");
    BOOST_TEST(mentions(mapping::to_text(unused.error()), "no event is of the kind"));
}
