#include "gateway/delivery/operation_fsm.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "delivery_fixture.hpp"

using gateway::call_progress;
using gateway::death;
using gateway::hold_off;
using gateway::operation_fsm;
using gateway::perform_call;
using gateway::record_intent;
using gateway::wait_and_retry;
using testing::noon;
using testing::not_ok;
using testing::ok;
using testing::outcome;
using testing::refused;
namespace json = boost::json;

namespace {

constexpr std::int64_t tenant = 4242;

providers::operation_call call_of(const std::string& name, const char* operation, json::value body,
                                  std::map<std::string, std::string> path = {{"id", "17"}}) {
    return {name, mapping::crm_contract().find(operation), std::move(path), {}, std::move(body)};
}

const std::vector<providers::operation_call> contact_then_tag{
    call_of("contact", "Customers_CreateContact", {{"type", "Email"}, {"value", "a@b.example"}}),
    call_of("tag", "BulkTags_AddTags", {{"customerIds", {17}}, {"tagTypeIds", {7}}}, {})};

// A machine for these calls, one after another.
operation_fsm machine(std::vector<providers::operation_call> calls, call_progress progress = {},
                      bool budget_over = false) {
    gateway::operation_input input;
    input.tenant = tenant;
    input.progress = std::move(progress);
    input.now = noon;
    input.budget_over = budget_over;
    input.next = [calls = std::move(calls)](const json::object& answers)
        -> mapping::result<std::optional<providers::operation_call>> {
        for (const auto& call : calls)
            if (!answers.contains(call.name)) return std::optional(call);
        return std::optional<providers::operation_call>();
    };
    return operation_fsm(std::move(input), {});
}

// Where the call may have reached the CRM a minute ago.
call_progress sent(const providers::operation_call& call) {
    return {tenant, {}, to_json(call), noon - std::chrono::seconds(60), 0};
}

std::string called(const gateway::delivery_action& action) {
    const auto* call = std::get_if<perform_call>(&action);
    return call ? call->call.operation : "none";
}

std::string ended(const gateway::delivery_action& action) {
    const auto* end = std::get_if<gateway::finish>(&action);
    return end ? end->reason : "goes on";
}

std::string waits(const gateway::delivery_action& action) {
    const auto* wait = std::get_if<wait_and_retry>(&action);
    if (!wait) return "does not wait";
    return wait->reason + (wait->outcome_unknown ? ", in doubt" : "");
}

const std::string nothing_listed = R"({"data": [], "hasMore": false})";
const std::string contact_listed =
    R"({"data": [{"id": 5, "type": "Email", "value": "a@b.example"}], "hasMore": false})";

}  // namespace

BOOST_AUTO_TEST_CASE(makes_each_call_once_and_records_before_and_after_what_may_not_be_repeated) {
    auto fsm = machine(contact_then_tag);

    auto action = fsm.start();
    BOOST_REQUIRE(std::holds_alternative<record_intent>(action));
    BOOST_TEST(std::get<record_intent>(action).progress.calls.sent.at("name") == "contact");
    BOOST_TEST(std::get<record_intent>(action).progress.is_in_doubt());
    action = fsm.recorded();
    BOOST_TEST(called(action) == "Customers_CreateContact");

    action = fsm.resume(ok(R"({"id": 5})"));
    BOOST_REQUIRE(std::holds_alternative<record_intent>(action));
    const auto recorded = std::get<record_intent>(action).progress;
    BOOST_TEST(recorded.calls.answers.at("contact").at("id").as_int64() == 5);
    BOOST_TEST(!recorded.is_in_doubt());
    action = fsm.recorded();
    BOOST_TEST(called(action) == "BulkTags_AddTags");  // a PUT needs no intent

    BOOST_TEST(ended(fsm.resume(ok())) == "performed");
    BOOST_TEST((fsm.progress() == gateway::delivery_progress()));
}

BOOST_AUTO_TEST_CASE(goes_on_where_an_earlier_try_stopped) {
    auto fsm = machine(contact_then_tag, {tenant, {{"contact", {{"id", 5}}}}, {}, noon, 0});
    BOOST_TEST(called(fsm.start()) == "BulkTags_AddTags");
}

BOOST_AUTO_TEST_CASE(nothing_left_to_call_is_performed) {
    BOOST_TEST(ended(machine({}).start()) == "performed");
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_looked_up_before_anything_is_sent_again) {
    for (const auto& lost : {not_ok(outcome::unknown), not_ok(outcome::server_error, 500)}) {
        auto first = machine(contact_then_tag);
        first.start();
        first.recorded();
        BOOST_TEST(waits(first.resume(lost)).ends_with(", in doubt"));
        BOOST_TEST(first.progress().calls.sent.at("name") == "contact");

        auto second = machine(contact_then_tag, first.progress().calls);
        BOOST_TEST(called(second.start()) == "Customers_GetContactList");
        const auto action = second.resume(ok(contact_listed));
        BOOST_REQUIRE(std::holds_alternative<record_intent>(action));
        BOOST_TEST(second.progress().calls.answers.at("contact").at("id").as_int64() == 5);
        BOOST_TEST(called(second.recorded()) == "BulkTags_AddTags");
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_found_twice_is_sent_again) {
    auto first = machine(contact_then_tag, sent(contact_then_tag[0]));
    first.start();
    BOOST_TEST(waits(first.resume(ok(nothing_listed))) == "settling, in doubt");
    BOOST_TEST(first.progress().calls.empty_lookups == 1);

    auto second = machine(contact_then_tag, first.progress().calls);
    second.start();
    const auto action = second.resume(ok(nothing_listed));
    BOOST_REQUIRE(std::holds_alternative<record_intent>(action));
    BOOST_TEST((second.progress().calls.sent_at == noon - std::chrono::seconds(60)));
    BOOST_TEST(called(second.recorded()) == "Customers_CreateContact");
}

BOOST_AUTO_TEST_CASE(every_page_is_looked_through) {
    auto fsm = machine(contact_then_tag, sent(contact_then_tag[0]));
    fsm.start();
    const auto other = ok(R"({"data": [{"id": 1, "type": "Fax"}], "hasMore": true})");
    const auto action = fsm.resume(other);
    BOOST_TEST(called(action) == "Customers_GetContactList");
    BOOST_TEST(std::get<perform_call>(action).call.query.at("page") == "2");
    BOOST_TEST(waits(fsm.resume(ok(nothing_listed))) == "settling, in doubt");
}

// What may still stand on a later page must not be sent again.
BOOST_AUTO_TEST_CASE(a_list_without_end_is_no_sign_that_nothing_was_made) {
    auto fsm = machine(contact_then_tag, sent(contact_then_tag[0]));
    const auto page = ok(R"({"data": [{"id": 1, "type": "Fax"}], "hasMore": true})");
    auto action = fsm.start();
    for (int pages = 0; called(action) == "Customers_GetContactList"; ++pages) {
        BOOST_REQUIRE(pages < 1'000);
        action = fsm.resume(page);
    }
    BOOST_TEST(waits(action) == "unexpected_answer, in doubt");
    BOOST_TEST(fsm.progress().calls.empty_lookups == 0);
}

BOOST_AUTO_TEST_CASE(nothing_in_doubt_is_sent_once_more_when_the_schedule_is_over) {
    call_progress doubted = sent(contact_then_tag[0]);
    doubted.empty_lookups = 1;
    auto fsm = machine(contact_then_tag, doubted, true);
    fsm.start();
    BOOST_TEST(ended(fsm.resume(ok(nothing_listed))) == "expired");
}

// What the definition or a fetch would make of the event by now has no part in it.
BOOST_AUTO_TEST_CASE(looks_for_what_was_sent_and_not_for_what_would_be_sent_now) {
    std::vector<providers::operation_call> changed = contact_then_tag;
    changed[0].body = {{"type", "Email"}, {"value", "other@b.example"}};
    auto fsm = machine(changed, sent(contact_then_tag[0]));
    fsm.start();
    fsm.resume(ok(contact_listed));
    BOOST_TEST(fsm.progress().calls.answers.contains("contact"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_looked_up_is_left_to_a_person) {
    const std::vector<providers::operation_call> nameless{
        call_of("person", "Contacts_Create", {{"name", "Ada"}}, {})};
    BOOST_TEST(ended(machine(nameless, sent(nameless[0])).start()) == "ambiguous");
    call_progress unknown = sent(contact_then_tag[0]);
    unknown.sent["call"] = "Customers_Sing";
    BOOST_TEST(ended(machine(contact_then_tag, unknown).start()) == "ambiguous");
}

BOOST_AUTO_TEST_CASE(what_is_safe_is_sent_again_at_once) {
    const std::vector<providers::operation_call> tag{
        call_of("tag", "Customers_CreateTag", nullptr, {{"id", "17"}, {"tagTypeId", "7"}})};
    auto first = machine(tag);
    BOOST_REQUIRE(std::holds_alternative<record_intent>(first.start()));
    first.recorded();
    BOOST_TEST(waits(first.resume(not_ok(outcome::unknown))).ends_with(", in doubt"));

    auto second = machine(tag, first.progress().calls);
    BOOST_TEST(called(second.start()) == "Customers_CreateTag");
    BOOST_TEST(ended(second.resume(refused(409))) == "performed");  // the first one did it
}

BOOST_AUTO_TEST_CASE(a_first_conflict_is_a_refusal) {
    auto fsm = machine(
        {call_of("tag", "Customers_CreateTag", nullptr, {{"id", "17"}, {"tagTypeId", "7"}})});
    fsm.start();
    fsm.recorded();
    BOOST_TEST(ended(fsm.resume(refused(409))) == "refused_by_crm");
}

// Only the call that was sent before may have made what it is refused for.
BOOST_AUTO_TEST_CASE(a_conflict_of_another_call_than_the_one_in_doubt_is_a_refusal) {
    std::vector<providers::operation_call> calls{
        contact_then_tag[0],
        call_of("tag", "Customers_CreateTag", nullptr, {{"id", "17"}, {"tagTypeId", "7"}})};
    auto fsm = machine(calls, sent(calls[0]));
    fsm.start();
    fsm.resume(ok(contact_listed));
    BOOST_REQUIRE(std::holds_alternative<record_intent>(fsm.recorded()));
    BOOST_TEST(called(fsm.recorded()) == "Customers_CreateTag");
    BOOST_TEST(ended(fsm.resume(refused(409))) == "refused_by_crm");
}

BOOST_AUTO_TEST_CASE(what_is_gone_already_is_deleted) {
    auto fsm = machine(
        {call_of("tag", "Customers_DeleteTag", nullptr, {{"id", "17"}, {"tagTypeId", "7"}})});
    BOOST_TEST(called(fsm.start()) == "Customers_DeleteTag");
    BOOST_TEST(ended(fsm.resume(refused(404))) == "performed");
}

BOOST_AUTO_TEST_CASE(a_call_that_was_certainly_not_processed_is_not_in_doubt) {
    for (const auto& result : {not_ok(outcome::throttled, 429), not_ok(outcome::not_sent),
                               not_ok(outcome::forbidden, 403), not_ok(outcome::unauthorized, 401),
                               not_ok(outcome::invalid), refused(400)}) {
        auto fsm = machine(contact_then_tag);
        fsm.start();
        fsm.recorded();
        fsm.resume(result);
        BOOST_TEST(!fsm.progress().is_in_doubt(), static_cast<int>(result.what));
    }
}

BOOST_AUTO_TEST_CASE(a_dead_letter_tells_what_was_made_before) {
    auto fsm = machine(contact_then_tag, {tenant, {{"contact", {{"id", 5}}}}, {}, noon, 0});
    fsm.start();
    const auto action = fsm.resume(refused(400));
    BOOST_REQUIRE(ended(action) == "refused_by_crm");
    const auto& detail = std::get<gateway::finish>(action).dead->detail;
    BOOST_TEST(detail.find("BulkTags_AddTags was refused with 400") == 0u, detail);
    BOOST_TEST(detail.find("Made before: contact.") != std::string::npos, detail);
}

BOOST_AUTO_TEST_CASE(what_began_at_one_tenant_does_not_go_on_at_another) {
    call_progress elsewhere = sent(contact_then_tag[0]);
    elsewhere.tenant = 1;
    BOOST_TEST(ended(machine(contact_then_tag, elsewhere).start()) == "moved");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_mapped_is_a_dead_letter) {
    gateway::operation_input input;
    input.tenant = tenant;
    input.next =
        [](const json::object&) -> mapping::result<std::optional<providers::operation_call>> {
        return mapping::problems(mapping::errc::missing, "/operations/0/path/id", "is not there");
    };
    BOOST_TEST(ended(operation_fsm(input, {}).start()) == "unmappable");
}
