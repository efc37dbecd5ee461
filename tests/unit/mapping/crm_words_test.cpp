#include <boost/test/unit_test.hpp>
#include <set>

#include "mapping/contract/api_contract.hpp"
#include "mapping/draft_fields.hpp"

// What bookings know of the CRM's words is what its contract says.

namespace {

const mapping::json_schema& member(const mapping::json_schema* of, std::string_view name) {
    const auto* found = of->find(name);
    BOOST_REQUIRE_MESSAGE(found, name);
    return *found->schema;
}

const mapping::json_schema* body_of(std::string_view operation) {
    return mapping::crm_contract().find(operation)->body;
}

template <class Words>
std::set<std::string> set_of(const Words& words) {
    return {words.begin(), words.end()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(enumerations_have_the_contracts_words) {
    const auto* shown = mapping::crm_contract().find("Bookings_Get")->answers.at(200);

    BOOST_TEST((set_of(mapping::priorities) == set_of(member(shown, "priority").choices)));
    BOOST_TEST((set_of(mapping::customer_types) == set_of(member(shown, "customerType").choices)));
    // The type of a booking's contact is any text to the contract, that of a customer's is not.
    BOOST_TEST((set_of(mapping::contact_types) ==
                set_of(member(body_of("Customers_CreateContact"), "type").choices)));
}

BOOST_AUTO_TEST_CASE(a_booking_is_made_of_members_that_the_contract_has) {
    const auto* create = body_of("Bookings_Create");
    for (const auto& field : mapping::booking_fields) BOOST_TEST(create->find(field.name));
    for (const char* other : {"externalId", "uploadedImages", "contacts"})
        BOOST_TEST(create->find(other));
    for (const auto& field : mapping::address_fields)
        if (field.name != "one_line")  // which is read apart
            BOOST_TEST(member(create, "address").find(field.name));
}
