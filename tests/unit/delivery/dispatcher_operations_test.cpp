#include <boost/test/unit_test.hpp>

#include "dispatcher_fixture.hpp"

namespace {

using namespace testing;
using gateway::death;

// Events of the connection `leads` become a contact of a customer, and a tag that names it.
struct fixture : dispatcher_fixture {
    fixture() {
        auto compiled = providers::compile_definition("leads", json::parse(R"({
            "receive": {"format": "json"},
            "verify": "none",
            "event": {"otherwise": "operation"},
            "identity": {"event": "/id"},
            "operations": [
                {"name": "contact", "call": "Customers_CreateContact", "path": {"id": "/customer"},
                 "body": {"/type": "Email", "/value": "/email"}},
                {"name": "tag", "call": "BulkTags_AddTags",
                 "body": {"/customerIds/0": "/customer",
                          "/tagTypeIds/0": {"fetched": "/contact/id"}}}]
        })"));
        BOOST_REQUIRE_MESSAGE(compiled.has_value(), mapping::to_text(compiled.error()));
        providers::connection_settings leads;
        leads.name = "leads";
        leads.tenant = "acme";
        leads.booking_provider = place.booking_provider;
        known = std::make_shared<const registry>(
            std::map<std::string, std::shared_ptr<const providers::connection>, std::less<>>{
                {"leads", providers::connection::make(*compiled, std::move(leads)).value()}});
        acme.other = [this](const auto& call) { return usual(call); };
    }

    // A customer whose contacts can be listed.
    crm_result usual(const gateway::crm_call& call) {
        if (call.operation == "Customers_CreateContact") {
            ++contacts;
            return ok(contact);
        }
        if (call.operation == "Customers_GetContactList") return listed(contacts ? contact : "");
        return ok();
    }

    fake_inbox::row& put_lead(std::string body = R"({"customer": 17, "email": "a@b.example"})") {
        return put("leads", event_kind::operation, "", std::move(body));
    }
    std::vector<std::string> made() const {
        std::vector<std::string> names;
        for (const auto& call : acme.other_calls) names.push_back(call.operation);
        return names;
    }

    const std::string contact = R"({"id": 5, "type": "Email", "value": "a@b.example"})";
    int contacts = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(operations_of_events, fixture)

BOOST_AUTO_TEST_CASE(are_made_in_order_with_earlier_answers) {
    fake_inbox::row& row = put_lead();
    start();
    run_until_settled();

    BOOST_TEST(to_string(row.state) == "delivered");
    BOOST_TEST(row.reason == "performed");
    BOOST_TEST((made() == std::vector<std::string>{"Customers_CreateContact", "BulkTags_AddTags"}));
    BOOST_TEST(serialize(acme.other_calls[1].body) == R"({"customerIds":[17],"tagTypeIds":[5]})");
    BOOST_TEST((row.event.progress == gateway::delivery_progress()));
}

BOOST_AUTO_TEST_CASE(go_on_after_what_was_made_when_a_later_one_fails) {
    int failures = 2;
    acme.other = [&](const gateway::crm_call& call) {
        if (call.operation == "BulkTags_AddTags" && failures-- > 0)
            return not_ok(outcome::server_error, 503);
        return usual(call);
    };
    fake_inbox::row& row = put_lead();
    start();
    run_on_until([&] { return is_settled(row.state); });

    BOOST_TEST(to_string(row.state) == "delivered");
    BOOST_TEST(contacts == 1);
}

BOOST_AUTO_TEST_CASE(are_looked_for_when_their_answer_was_lost) {
    bool is_lost = true;
    acme.other = [&](const gateway::crm_call& call) {
        const crm_result result = usual(call);
        const bool loses = call.operation == "Customers_CreateContact" && is_lost;
        if (loses) is_lost = false;
        return loses ? not_ok(outcome::unknown) : result;
    };
    fake_inbox::row& row = put_lead();
    start();
    run_on_until([&] { return is_settled(row.state); });

    BOOST_TEST(to_string(row.state) == "delivered");
    BOOST_TEST(contacts == 1);
    BOOST_TEST(
        (made() == std::vector<std::string>{"Customers_CreateContact", "Customers_GetContactList",
                                            "BulkTags_AddTags"}));
}

BOOST_AUTO_TEST_CASE(that_break_the_contract_are_dead_letters) {
    fake_inbox::row& row = put_lead(R"({"customer": "seventeen", "email": "a@b.example"})");
    acme.other = [](const auto&) { return not_ok(outcome::invalid, 0, "/path/id: wrong_type"); };
    start();
    run_until_settled();

    BOOST_TEST(to_string(row.state) == "dead");
    BOOST_TEST(row.reason == "unmappable");
}

BOOST_AUTO_TEST_CASE(without_what_they_need_are_dead_letters) {
    fake_inbox::row& row = put_lead(R"({"email": "a@b.example"})");
    start();
    run_until_settled();

    BOOST_TEST(to_string(row.state) == "dead");
    BOOST_TEST(acme.other_calls.empty());
}

BOOST_AUTO_TEST_SUITE_END()
