#include "mapping/draft_completion.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using mapping::booking;
using mapping::booking_draft;

namespace {

const json::object sent = json::parse(R"({
    "source": "Test", "name": "Ada Byrne", "summary": "Leak\nNo appointment time was given.",
    "isFirstTimeClient": false, "externalId": "L-1", "customerType": "Commercial", "jobTypeId": 7,
    "address": {"street": "12 Elm St", "unit": "4", "city": "Salem", "state": "OR", "zip": "97301", "country": "USA"},
    "contacts": [{"type": "Phone", "value": "5035550142", "memo": "ext. 9"}],
    "uploadedImages": ["https://x/1.jpg"], "start": "2026-11-03T16:20:00Z"})")
                              .as_object();

json::object completed(booking_draft draft) {
    complete(draft, sent);
    draft.externalId = {"L-1", ""};
    const auto made = booking::check(draft, {});
    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    return made->to_json();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_draft_that_says_nothing_becomes_what_was_sent) {
    booking_draft empty;
    empty.country = {"USA", ""};  // a constant of the definition's
    empty.contacts.push_back({{"Phone", ""}, {}, {}, "/contacts/0"});

    BOOST_TEST((completed(empty) == sent));
}

BOOST_AUTO_TEST_CASE(what_a_draft_says_goes_before_what_was_sent) {
    booking_draft moved;
    moved.start = {"2026-11-05T10:00:00Z", "/start"};
    moved.street = {"9 Oak Ave", "/street"};
    moved.city = {"Eugene", "/city"};
    moved.state = {"OR", "/state"};
    moved.zip = {"97401", "/zip"};
    moved.country = {"USA", ""};
    moved.has_address = true;
    moved.contacts.push_back({{"Email", ""}, {"a@example.com", "/email"}, {}, "/contacts/0"});

    const json::object now = completed(moved);

    BOOST_TEST(now.at("start").as_string() == "2026-11-05T10:00:00Z");
    BOOST_TEST(now.at("name").as_string() == "Ada Byrne");
    BOOST_TEST(now.at("address").at("city").as_string() == "Eugene");
    BOOST_TEST(!now.at("address").as_object().contains("unit"));  // the old address's
    BOOST_TEST(json::serialize(now.at("contacts")) ==
               R"([{"type":"Email","value":"a@example.com"}])");
}
