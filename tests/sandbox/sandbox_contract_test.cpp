// That the sandbox does all that the contract names, and takes nothing that the contract refuses.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/sandbox/every_call.hpp"
#include "tests/sandbox/operations.hpp"

using sandbox::caller;
namespace json = sandbox::json;

BOOST_AUTO_TEST_CASE(every_operation_of_the_contract_has_a_handler_and_there_are_no_others) {
    const sandbox::operation_group groups[] = {sandbox::booking_operations(),
                                               sandbox::booking_contact_operations(),
                                               sandbox::booking_provider_tag_operations(),
                                               sandbox::customer_operations(),
                                               sandbox::location_operations(),
                                               sandbox::contact_list_operations(),
                                               sandbox::note_operations(),
                                               sandbox::tag_operations(),
                                               sandbox::custom_field_operations(),
                                               sandbox::lead_operations(),
                                               sandbox::contact_operations(),
                                               sandbox::contact_method_operations(),
                                               sandbox::relationship_operations(),
                                               sandbox::export_operations()};
    std::set<std::string_view> handled;
    for (const auto group : groups)
        for (const auto& [id, handle] : group) BOOST_TEST(handled.insert(id).second, id);
    std::set<std::string_view> named;
    for (const auto& operation : mapping::crm_contract().operations()) {
        named.insert(operation.id);
        BOOST_TEST((sandbox::handler_of(operation.id) != nullptr), operation.id);
    }
    BOOST_TEST(handled == named, boost::test_tools::per_element());
}

// One after the other, so that each finds what it is about; the caller holds each answer against
// the contract.
BOOST_AUTO_TEST_CASE(every_operation_can_be_called) {
    sandbox::settings wanted;
    wanted.calls_per_second = 0;
    caller client(wanted);
    const std::string contact = make_contact(client);
    const std::string method = sandbox::make(client, contact + "/contact-methods",
                                             {{"type", "Email"}, {"value", "ada@example.test"}});
    std::set<std::string> called;
    for (const auto& [verb, target, body] : sandbox::every_call(contact, method)) {
        const auto text = body.is_null() ? "" : json::serialize(body);
        const auto answered = client.call(verb, target, text);
        BOOST_TEST(answered.status == 200, verb + " " + target + ": " + answered.body);
        const auto path = "/crm/v2/tenant/1234567/" + target.substr(0, target.find('?'));
        called.insert(mapping::crm_contract().match(verb, path)->operation->id);
    }
    BOOST_TEST(called.size() == mapping::crm_contract().operations().size());
}

BOOST_AUTO_TEST_CASE(every_operation_is_refused_without_its_scope) {
    for (const auto& operation : mapping::crm_contract().operations()) {
        sandbox::settings wanted;
        wanted.accounts.front().scopes = {"tn.crm.nothing:r"};
        caller client(wanted);
        std::string path = operation.path;
        for (const auto& one : operation.path_parameters) {
            const bool is_number = one.schema->type == mapping::json_schema::kind::integer;
            const std::string value = one.name == "tenant" ? "1234567"
                                      : is_number          ? "7"
                                                           : sandbox::guid_of(7);
            path.replace(path.find("{" + one.name + "}"), one.name.size() + 2, value);
        }

        const auto refused = client.call(operation.method, path);

        BOOST_TEST(refused.status == 403);
        BOOST_TEST(sandbox::title_of(refused) ==
                   "Scope validation failed for " + operation.method + " " + operation.path);
    }
}

BOOST_AUTO_TEST_CASE(parameters_are_held_against_the_contract) {
    const std::string guid = sandbox::guid_of(7);
    const struct {
        std::string target, parameter, text;
    } cases[] = {
        {"customers/0", "id", "The value '0' is not valid for Id."},
        {"customers/4000000001/notes?page=0", "page", "The value '0' is not valid for Page."},
        {"contacts/seven", "id", "The value 'seven' is not valid for Id."},
        {"contacts/" + guid + "/contact-methods/7", "contactMethodId",
         "The value '7' is not valid for ContactMethodId."},
        {"contacts/contact-methods?contactId=7", "contactId",
         "The value '7' is not valid for ContactId."},
        {"contacts/contact-methods?type=Pager", "type", "The value 'Pager' is not valid for Type."},
        {"contacts?isArchived=perhaps", "isArchived",
         "The value 'perhaps' is not valid for IsArchived."},
        {"contacts?sort=%2BName", "sort", "The value '+Name' is not valid for Sort."},
        {"customers?active=yes", "active", "The value 'yes' is not valid for Active."},
        {"customers?latitude=north", "latitude", "The value 'north' is not valid for Latitude."},
        {"customers?sort=Id", "sort", "The value 'Id' is not valid for Sort."},
        {"leads?status=Lost", "status", "The value 'Lost' is not valid for Status."},
        {"leads?customerId=one", "customerId", "The value 'one' is not valid for CustomerId."},
        {"leads?isProspect=1", "isProspect", "The value '1' is not valid for IsProspect."},
        {"locations?pageSize=5001", "pageSize", "The value '5001' is not valid for PageSize."},
        {"locations?page=3000000000", "page", "The value '3000000000' is not valid for Page."},
    };
    for (const auto& wrong : cases) BOOST_TEST_CONTEXT(wrong.target) {
            caller client;

            const auto refused = client.call("GET", wrong.target);

            BOOST_TEST(refused.status == 400);
            const auto errors = sandbox::errors_of(refused);
            BOOST_TEST_REQUIRE(errors.contains(wrong.parameter));
            BOOST_TEST(errors.at(wrong.parameter).at(0).as_string() == wrong.text);
        }
}

BOOST_AUTO_TEST_CASE(every_list_that_can_be_sorted_says_by_what) {
    for (const auto& operation : mapping::crm_contract().operations())
        if (operation.query_parameter("sort"))
            BOOST_TEST(operation.sort_fields.size() == 3u, operation.id);
}

BOOST_AUTO_TEST_CASE(everything_that_is_wrong_with_parameters_is_told_at_once) {
    caller client;

    const auto refused = client.call("GET", "leads?page=0&pageSize=x&includeTotal=2");

    BOOST_TEST(sandbox::errors_of(refused).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_list_of_ids_is_no_longer_than_the_contract_says) {
    caller client;
    std::string ids = "1";
    for (int i = 2; i <= 50; ++i) ids += "," + std::to_string(i);

    BOOST_TEST(client.call("GET", "leads?ids=" + ids).status == 200);
    BOOST_TEST(client.call("GET", "leads?ids=" + ids + ",51").status == 400);
    // Of customers the contract names no most.
    BOOST_TEST(client.call("GET", "customers?ids=" + ids + ",51").status == 200);
}

BOOST_AUTO_TEST_CASE(ids_are_beyond_32_bits_and_guids_look_like_such) {
    caller client;

    const auto customer = make_customer(client), contact = make_contact(client);

    BOOST_TEST(customer == "customers/4000000001");
    const auto guid = sandbox::id_of(contact);
    BOOST_TEST(guid.size() == 36u);
    BOOST_TEST(guid[14] == '4');
    BOOST_TEST(guid != sandbox::id_of(make_contact(client)));
    // In upper case it is the same.
    BOOST_TEST(client.call("GET", "contacts/" + guid).status == 200);
}
