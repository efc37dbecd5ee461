#include "providers/assess.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using providers::assessed_event;
using testing::connected;
using testing::plain_definition;
using testing::plain_definition_with;
using testing::posted;

namespace {

std::vector<assessed_event> assess(const json::value& config, const std::string& body) {
    const auto connection = connected(config);
    return providers::assess(*connection, posted(body));
}

json::value splitting_definition() {
    return plain_definition_with("/receive/split", R"("/updates")");
}

std::string update(const std::string& id, const std::string& event_id) {
    return R"({"type": "new", "id": ")" + id + R"(", "event_id": ")" + event_id + R"("})";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_request_of_one_event_has_its_identity_and_the_hash_of_its_body) {
    const auto events =
        assess(plain_definition(), R"({"type": "new", "id": "b-1", "event_id": "e"})");

    BOOST_REQUIRE_EQUAL(events.size(), 1u);
    BOOST_TEST(events[0].identity.event_id == "e");
    BOOST_TEST(events[0].identity.booking_id == "b-1");
    BOOST_TEST(events[0].problems.empty());
    BOOST_TEST(!events[0].part.has_value());
    BOOST_TEST(events[0].fingerprint.size() == 32u);
}

BOOST_AUTO_TEST_CASE(an_event_without_an_id_is_named_by_its_hash) {
    const auto one = assess(plain_definition(), R"({"type": "new", "id": "b-1"})");
    const auto same = assess(plain_definition(), R"({"type": "new", "id": "b-1"})");
    const auto other = assess(plain_definition(), R"({"type": "new", "id": "b-1", "x": 1})");

    BOOST_TEST(one[0].identity.event_id.starts_with("sha256:"));
    BOOST_TEST(one[0].identity.event_id.size() == 7u + 64u + 4u);  // and what happened: ":new"
    BOOST_TEST(one[0].identity.event_id == same[0].identity.event_id);
    BOOST_TEST(one[0].identity.event_id != other[0].identity.event_id);
}

BOOST_AUTO_TEST_CASE(the_same_words_on_another_path_are_no_repeat) {
    const auto through = testing::connected(plain_definition_with(
        "/event", R"({"type": {"path": 1}, "kinds": {"new": "create", "gone": "cancel"}})"));
    auto made = testing::posted(R"({"id": "b-1"})");
    auto cancelled = made;
    made.path = "/new";
    cancelled.path = "/gone";

    BOOST_TEST(providers::assess(*through, made)[0].identity.event_id !=
               providers::assess(*through, cancelled)[0].identity.event_id);
}

BOOST_AUTO_TEST_CASE(an_event_of_which_nothing_tells_a_repeat_has_no_id) {
    json::value config = plain_definition_with("/identity/event", R"("none")");
    const auto sole = assess(config, R"({"type": "new", "id": "b-1"})");
    config.as_object()["receive"].as_object()["split"] = "/updates";
    const auto several = assess(
        config, R"({"updates": [{"type": "new", "id": "b-1"}, {"type": "new", "id": "b-2"}]})");

    for (const auto& events : {sole, several})
        for (const assessed_event& one : events) BOOST_TEST(one.identity.event_id == "");
    BOOST_TEST(several.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_an_event_with_its_problems) {
    for (const char* body : {"{not json", R"({"type": "unheard of"})", R"({"type": "new"})"})
        BOOST_TEST_CONTEXT(body) {
            const auto events = assess(plain_definition(), body);

            BOOST_REQUIRE_EQUAL(events.size(), 1u);
            BOOST_TEST(!events[0].problems.empty());
            BOOST_TEST(events[0].identity.event_id.starts_with("sha256:"));
        }
}

BOOST_AUTO_TEST_CASE(each_part_is_an_event_of_its_own) {
    const auto events = assess(splitting_definition(), R"({"updates": [)" + update("b-1", "e-1") +
                                                           "," + update("b-2", "e-2") + "]}");

    BOOST_REQUIRE_EQUAL(events.size(), 2u);
    BOOST_TEST(events[0].identity.booking_id == "b-1");
    BOOST_TEST(*events[0].part == 0);
    BOOST_TEST(events[1].identity.event_id == "e-2");
    BOOST_TEST(*events[1].part == 1);
    BOOST_TEST((events[0].fingerprint != events[1].fingerprint));
}

BOOST_AUTO_TEST_CASE(a_part_is_the_same_event_in_whatever_request_it_comes) {
    const auto alone =
        assess(splitting_definition(), R"({"updates": [{"type": "new", "id": "b"}]})");
    const auto among =
        assess(splitting_definition(),
               R"({"n": 2, "updates": [)" + update("a", "e") + R"(, {"type": "new", "id": "b"}]})");

    BOOST_TEST(alone[0].identity.event_id == among[1].identity.event_id);
    BOOST_TEST((alone[0].fingerprint == among[1].fingerprint));
}

BOOST_AUTO_TEST_CASE(a_part_that_cannot_be_read_spoils_no_other) {
    const auto events = assess(splitting_definition(),
                               R"({"updates": [{"type": "new"}, )" + update("b", "e") + "]}");

    BOOST_REQUIRE_EQUAL(events.size(), 2u);
    BOOST_TEST(!events[0].problems.empty());
    BOOST_TEST(events[1].problems.empty());
}

// Otherwise the second would pass for a change of the first, and be lost.
BOOST_AUTO_TEST_CASE(parts_that_claim_one_id_and_differ_are_told_apart) {
    const std::string body = R"({"updates": [)" + update("b-1", "same") + "," +
                             update("b-2", "same") + "," + update("b-1", "same") + "]}";

    const auto events = assess(splitting_definition(), body);
    const auto again = assess(splitting_definition(), body);

    BOOST_TEST(events[0].identity.event_id == "same");
    BOOST_TEST(events[1].identity.event_id.starts_with("same#"));
    BOOST_TEST(events[1].identity.event_id == again[1].identity.event_id);
    BOOST_TEST(events[2].identity.event_id == "same");  // says the same: it is a repeat
}

BOOST_AUTO_TEST_CASE(a_request_that_tells_of_nothing_is_an_event_to_ignore) {
    const auto events = assess(splitting_definition(), R"({"updates": []})");

    BOOST_REQUIRE_EQUAL(events.size(), 1u);
    BOOST_TEST((events[0].identity.kind == providers::event_kind::ignore));
    BOOST_TEST(events[0].problems.empty());
    BOOST_TEST(!events[0].part.has_value());
}

BOOST_AUTO_TEST_CASE(more_events_than_a_request_may_hold_are_one_that_cannot_be_read) {
    std::string body = R"({"updates": [1)";
    for (std::size_t i = 0; i < providers::most_parts; ++i) body += ",1";

    const auto events = assess(splitting_definition(), body + "]}");

    BOOST_REQUIRE_EQUAL(events.size(), 1u);
    BOOST_TEST(!events[0].problems.empty());
}
