#include "mapping/contract/api_contract.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "mapping/contract/crm_definition.hpp"

using mapping::api_contract;
using mapping::api_repeat;
using mapping::crm_contract;

namespace {

// A definition of one operation, with its members.
std::string definition_of(const std::string& operation, const std::string& schemas = "") {
    return R"({"paths": {"/things/{id}": {"get": )" + operation +
           R"(}}, "components": {"schemas": {)" + schemas + "}}}";
}

std::string problem_of(const std::string& text) {
    const auto read = api_contract::read(text);
    return read ? "none" : mapping::to_text(read.error());
}

}  // namespace

BOOST_AUTO_TEST_CASE(knows_every_operation_of_the_crm) {
    std::set<std::string> ids;
    for (const auto& one : crm_contract().operations()) {
        BOOST_TEST(one.path.starts_with("/crm/v2/tenant/{tenant}/"), one.id);
        BOOST_TEST(one.answers.contains(200), one.id);
        BOOST_TEST(one.scope.starts_with("tn.crm."), one.id);
        BOOST_TEST((one.repeat.what != api_repeat::way::never), one.id);
        ids.insert(one.id);
    }
    BOOST_TEST(ids.size() == 86);
}

// What takes no second time is no POST, and what is looked up can be: by parameters and members
// that the other operation has.
BOOST_AUTO_TEST_CASE(says_of_every_operation_how_it_may_be_repeated) {
    for (const auto& one : crm_contract().operations()) {
        if (one.method != "POST") BOOST_TEST((one.repeat.what == api_repeat::way::safe), one.id);
        if (one.repeat.what != api_repeat::way::look_up) continue;
        const auto* shown = crm_contract().find(one.repeat.operation);
        BOOST_TEST_REQUIRE(shown, one.id);
        BOOST_TEST(shown->method == "GET", one.id);
        for (const auto& [name, from] : one.repeat.query)
            BOOST_TEST(shown->query_parameter(name), one.id);
        if (one.repeat.is_recent) BOOST_TEST(shown->query_parameter("createdOnOrAfter"), one.id);
        BOOST_TEST(!one.repeat.match.empty(), one.id);
        for (const auto& parameter : shown->path_parameters)
            BOOST_TEST(one.path.find("{" + parameter.name + "}") != one.path.npos, one.id);
    }
}

BOOST_AUTO_TEST_CASE(finds_the_operation_of_a_path) {
    const struct {
        const char *method, *path, *id;
    } table[] = {
        {"POST", "/crm/v2/tenant/7/booking-provider/5/bookings", "Bookings_Create"},
        {"GET", "/crm/v2/tenant/7/booking-provider/5/bookings", "Bookings_GetList2"},
        {"GET", "/crm/v2/tenant/7/bookings/9", "Bookings_Get"},
        {"GET", "/crm/v2/tenant/7/contacts/preferences", "Contacts_GetPreferenceMetadataList"},
        {"GET", "/crm/v2/tenant/7/contacts/9", "Contacts_Get"},
        {"GET", "/crm/v2/tenant/7/customers/contacts", "Customers_GetModifiedContactsList"},
        {"GET", "/crm/v2/tenant/7/customers/9/contacts", "Customers_GetContactList"},
        {"DELETE", "/crm/v2/tenant/7/tags", "BulkTags_RemoveTags"},
        {"DELETE", "/crm/v2/tenant/7/bookings/9", ""},
        {"GET", "/crm/v2/tenant/7/bookings/", ""},
        {"GET", "/crm/v2/tenant/7/bookings/9/", ""},
        {"GET", "/crm/v2/tenant//bookings", ""},
        {"GET", "crm/v2/tenant/7/bookings", ""},
        {"GET", "", ""},
    };
    for (const auto& row : table) {
        const auto found = crm_contract().match(row.method, row.path);
        BOOST_TEST((found ? found->operation->id : "") == row.id, row.path);
    }
    const auto contact =
        crm_contract().match("PATCH", "/crm/v2/tenant/7/booking-provider/5/bookings/9/contacts/11");
    const std::map<std::string, std::string> parameters = {
        {"tenant", "7"}, {"booking_provider", "5"}, {"id", "9"}, {"contactId", "11"}};
    BOOST_TEST_REQUIRE(contact.has_value());
    BOOST_TEST((contact->path == parameters));
}

BOOST_AUTO_TEST_CASE(reads_parameters_bodies_answers_and_sort_fields) {
    const auto* create = crm_contract().find("Bookings_Create");
    BOOST_TEST_REQUIRE(create);
    BOOST_TEST(create->path_parameters.size() == 2);
    BOOST_TEST(create->answers.at(200)->find("id")->is_required);
    BOOST_TEST(create->body->find("externalId")->is_required);
    BOOST_TEST(create->body->find("address")->schema->is_nullable);
    BOOST_TEST(create->body->find("address")->schema->find("street")->is_required);
    BOOST_TEST(create->repeat.operation == "Bookings_GetList2");

    const auto* list = crm_contract().find("Bookings_GetList2");
    BOOST_TEST(list->query_parameter("ids")->most_items == 50);
    BOOST_TEST(list->sort_fields == (std::vector<std::string>{"Id", "ModifiedOn", "CreatedOn"}),
               boost::test_tools::per_element());
    BOOST_TEST(!crm_contract().find("Bookings_DeleteContact")->answers.at(200));
    BOOST_TEST(!crm_contract().find("Bookings_GetEverything"));
}

BOOST_AUTO_TEST_CASE(refuses_what_it_does_not_understand) {
    BOOST_TEST(problem_of("[]").find("must be an object") != std::string::npos);
    BOOST_TEST(problem_of("{}").find("has no operations") != std::string::npos);
    const std::string answers = R"("responses": {"200": {"description": "OK"}})";
    BOOST_TEST(problem_of(definition_of(R"({"operationId": "A", )" + answers + "}")) == "none");
    BOOST_TEST(problem_of(definition_of("{" + answers + "}")).find("operationId") !=
               std::string::npos);
    const auto with_schema = [&](const std::string& schema, const std::string& schemas = "") {
        return problem_of(
            definition_of(R"({"operationId": "A", )" + answers +
                              R"(, "requestBody": {"content": {"application/json": {"schema": )" +
                              schema + "}}}}",
                          schemas));
    };
    BOOST_TEST(with_schema(R"({"type": "string"})") == "none");
    BOOST_TEST(with_schema(R"({"type": "colour"})").find("is no type") != std::string::npos);
    BOOST_TEST(with_schema(R"({"oneOf": []})").find("/oneOf") != std::string::npos);
    BOOST_TEST(with_schema(R"({"$ref": "#/components/schemas/B"})").find("there is no") !=
               std::string::npos);
    BOOST_TEST(with_schema(R"({"$ref": "#/components/schemas/B"})",
                           R"("B": {"properties": {"b": {"$ref": "#/components/schemas/B"}}})")
                   .find("refers to itself") != std::string::npos);
}
