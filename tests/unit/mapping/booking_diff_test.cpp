#include <boost/test/unit_test.hpp>

#include <functional>

#include "drafts.hpp"

using namespace mapping;
using namespace testing;
using action = contact_change::action;

namespace {

const contact phone{contact_type::phone, "4045551234", ""};
const contact other_phone{contact_type::phone, "4045551235", ""};
const contact mobile{contact_type::mobile_phone, "4045551234", ""};
const contact email{contact_type::email, "dana@example.com", ""};

// "change 1 Phone 4045551235 'memo'; remove 2"
std::string text_of(const std::vector<contact_change>& changes) {
    std::string text;
    for (const auto& one : changes) {
        if (!text.empty()) text += "; ";
        const std::string id = std::to_string(one.id);
        if (one.what == action::remove) text += "remove " + id;
        if (one.what == action::add) text += "add";
        if (one.what == action::change) text += "change " + id;
        if (one.what == action::remove) continue;
        text += " " + std::string(to_string(one.now.type)) + " " + one.now.value;
        if (!one.now.memo.empty()) text += " '" + one.now.memo + "'";
    }
    return text;
}

contact with_memo(contact of, std::string memo) {
    of.memo = std::move(memo);
    return of;
}

std::string patch_after(const std::function<void(booking_draft&)>& change) {
    booking_draft draft = addressed_draft();
    draft.campaignId = {11, ""};
    draft.uploadedImages = {{"https://x/1.jpg", ""}};
    const booking sent = booking_of(draft);
    change(draft);
    return serialize(patch_between(&sent, booking_of(draft)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(patches_only_what_changed) {
    const struct {
        std::function<void(booking_draft&)> change;
        const char* expected;
    } table[] = {
        {[](auto&) {}, "{}"},
        {[](auto& draft) {
             draft.name = {"Dan Reyes", ""};
         },
         R"({"name":"Dan Reyes"})"},
        {[](auto& draft) {
             draft.start = {"2026-07-21T14:15:00Z", ""};
         },
         R"({"start":"2026-07-21T14:15:00Z"})"},
        {[](auto& draft) {
             draft.start = {"2026-07-20T10:15:00-04:00", ""};
         },
         "{}"},
        {[](auto& draft) {
             draft.campaignId = {12, ""};
         },
         R"({"campaignId":12})"},
        {[](auto& draft) {
             draft.jobTypeId = {7, ""};
         },
         R"({"jobTypeId":7})"},
        {[](auto& draft) {
             draft.isFirstTimeClient = {false, ""};
         },
         R"({"isFirstTimeClient":false})"},
        {[](auto& draft) {
             draft.priority = {"High", ""};
         },
         R"({"priority":"High"})"},
        {[](auto& draft) {
             draft.uploadedImages.push_back({"https://x/2.jpg", ""});
         },
         R"({"uploadedImages":["https://x/1.jpg","https://x/2.jpg"]})"},
    };
    for (const auto& row : table) BOOST_TEST(patch_after(row.change) == row.expected);
}

BOOST_AUTO_TEST_CASE(patches_an_address_whole) {
    BOOST_TEST(patch_after([](auto& draft) {
                   draft.city = {"Eugene", "/city"};
               }) ==
               R"({"address":{"street":"12 Elm St","unit":"Apt 4","city":"Eugene","state":"OR",)"
               R"("zip":"97477","country":"USA"}})");
}

BOOST_AUTO_TEST_CASE(patches_everything_when_nobody_knows_what_was_sent) {
    auto draft = addressed_draft();
    draft.unit = {};

    const auto patch = patch_between(nullptr, booking_of(draft));

    BOOST_TEST(patch.at("name").as_string() == "Dana Reyes");
    BOOST_TEST(patch.at("address").as_object().at("unit").as_string() == "");  // it takes no part
    BOOST_TEST(!patch.contains("contacts"));
    BOOST_TEST(!patch.contains("externalId"));
}

BOOST_AUTO_TEST_CASE(clears_the_unit_of_a_new_address) {
    BOOST_TEST(patch_after([](auto& draft) { draft.unit = {}; }) ==
               R"({"address":{"street":"12 Elm St","city":"Springfield","state":"OR",)"
               R"("zip":"97477","country":"USA","unit":""}})");
}

BOOST_AUTO_TEST_CASE(never_patches_contacts_the_external_id_or_the_confirmation) {
    BOOST_TEST(patch_after([](auto& draft) {
                   draft.contacts = {contact_draft("Phone", "4045551299")};
                   draft.externalId = {"L-2", ""};
                   draft.isSendConfirmationEmail = {true, ""};
               }) == "{}");
}

BOOST_AUTO_TEST_CASE(leaves_a_member_that_vanished_as_it_is) {
    BOOST_TEST(patch_after([](auto& draft) {
                   draft.campaignId = {};
                   draft.uploadedImages.clear();
                   draft.has_address = false;
               }) == "{}");
}

BOOST_AUTO_TEST_CASE(makes_the_contacts_of_the_crm_those_of_the_booking) {
    using listed_contacts = std::vector<crm_contact>;
    using contacts = std::vector<contact>;
    const crm_contact listed_phone{1, "Phone", "4045551234", ""};
    const crm_contact listed_email{2, "Email", "dana@example.com", ""};
    const crm_contact by_hand{9, "Phone", "4045550000", "called back"};
    const struct {
        const char* what;
        listed_contacts listed;
        contacts sent, now;
        const char* expected;
    } table[] = {
        {"nothing changed", {listed_phone, listed_email}, {phone, email}, {phone, email}, ""},
        {"another order", {listed_phone, listed_email}, {phone, email}, {email, phone}, ""},
        {"a new one", {listed_phone}, {phone}, {phone, email}, "add Email dana@example.com"},
        {"one is gone", {listed_phone, listed_email}, {phone, email}, {phone}, "remove 2"},
        {"all are gone", {listed_phone, listed_email}, {phone, email}, {}, "remove 1; remove 2"},
        {"another value", {listed_phone}, {phone}, {other_phone}, "change 1 Phone 4045551235"},
        {"another value beside one that stays",
         {listed_phone, {3, "Phone", "4045551235", ""}},
         {phone, other_phone},
         {phone, {contact_type::phone, "4045551236", ""}},
         "change 3 Phone 4045551236"},
        {"another type", {listed_phone}, {phone}, {mobile}, "add MobilePhone 4045551234; remove 1"},
        {"one of two gone, the other another value",
         {listed_phone, {3, "Phone", "4045551235", ""}},
         {phone, other_phone},
         {{contact_type::phone, "4045551236", ""}},
         "change 1 Phone 4045551236; remove 3"},
        {"change, add and remove",
         {listed_phone, listed_email},
         {phone, email},
         {other_phone, {contact_type::fax, "4045551299", ""}},
         "change 1 Phone 4045551235; add Fax 4045551299; remove 2"},
        {"lost in the CRM", {}, {phone}, {phone}, "add Phone 4045551234"},

        {"added by hand", {listed_phone, by_hand}, {phone}, {phone}, ""},
        {"added by hand, ours is gone", {listed_phone, by_hand}, {phone}, {}, "remove 1"},
        {"added by hand, ours has another value",
         {by_hand, listed_phone},
         {phone},
         {other_phone},
         "change 1 Phone 4045551235"},
        {"added by hand what comes now", {listed_phone, listed_email}, {phone}, {phone, email}, ""},
        {"entered twice by hand, ours is gone",
         {listed_phone, {8, "Phone", "4045551234", ""}},
         {phone},
         {},
         "remove 1"},
        {"edited by hand, ours is gone", {{1, "Phone", "4045550000", ""}}, {phone}, {}, ""},

        {"the CRM's own notation",
         {{1, "phone", "(404) 555-1234", ""}, {2, "EMAIL", "Dana@Example.com ", ""}},
         {phone, email},
         {phone, email},
         ""},
        {"the CRM's own notation with the country code",
         {{1, "Phone", "+1 404 555 1234", ""}},
         {phone},
         {other_phone},
         "change 1 Phone 4045551235"},

        {"only the letter case changed",
         {listed_email},
         {{contact_type::email, "Dana@Example.com", ""}},
         {email},
         ""},
        {"another memo",
         {listed_phone},
         {phone},
         {with_memo(phone, "ext. 1")},
         "change 1 Phone 4045551234 'ext. 1'"},
        {"the memo is gone",
         {{1, "Phone", "4045551234", "ext. 1"}},
         {with_memo(phone, "ext. 1")},
         {phone},
         "change 1 Phone 4045551234"},
        {"another memo, there already",
         {{1, "Phone", "4045551234", "ext. 1"}},
         {phone},
         {with_memo(phone, "ext. 1")},
         ""},
        {"a memo written by hand",
         {{1, "Phone", "4045551234", "ask for Jo"}},
         {phone},
         {phone},
         ""},
    };
    for (const auto& row : table)
        BOOST_TEST(text_of(contact_changes(row.listed, row.sent, row.now)) == row.expected,
                   row.what);
}

BOOST_AUTO_TEST_CASE(has_nothing_to_change_once_the_changes_are_made) {
    const std::vector<contact> sent = {phone, email}, now = {other_phone, mobile};
    std::vector<crm_contact> listed = {{1, "Phone", phone.value, ""},
                                       {2, "Email", email.value, ""}};

    for (const auto& one : contact_changes(listed, sent, now)) {
        const auto at = std::find_if(listed.begin(), listed.end(),
                                     [&](const auto& contact) { return contact.id == one.id; });
        const crm_contact written{one.id, std::string(to_string(one.now.type)), one.now.value,
                                  one.now.memo};
        if (one.what == action::add) listed.push_back(written);
        if (one.what == action::change) *at = written;
        if (one.what == action::remove) listed.erase(at);
    }

    BOOST_TEST(text_of(contact_changes(listed, sent, now)) == "");
}
