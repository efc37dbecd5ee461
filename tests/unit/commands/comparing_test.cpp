#include "gateway/commands/comparing.hpp"

#include <boost/json/serialize.hpp>

#include "tests/unit/providers/definitions.hpp"

using gateway::changes_of;
using gateway::comparison;
using testing::plain_definition;
using testing::plain_definition_with;
using testing::posted;

namespace {

comparison between(const boost::json::value& now, const boost::json::value& then) {
    return {testing::connected(now), testing::connected(then)};
}

// What `diff` prints of one request.
std::string text_of(const comparison& through, const std::string& body) {
    return gateway::to_text(
        gateway::changed_request{"r-1", "acme", {}, changes_of(through, posted(body))});
}

const std::string head = "r-1 (acme, 1970-01-01T00:00:00Z)\n";
const std::string lead =
    R"({"type": "new", "id": "b-1", "name": "Ada", "text": "Leak", "email": "a@example.com"})";

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_definition_changes_nothing) {
    const auto same = between(plain_definition(), plain_definition());

    for (const std::string& body : {lead, std::string(R"({"type": "what"})"), std::string("{")})
        BOOST_TEST(changes_of(same, posted(body)).empty(), body);
}

BOOST_AUTO_TEST_CASE(a_field_that_comes_out_otherwise_is_shown_before_and_after) {
    const auto through =
        between(plain_definition(), plain_definition_with("/booking/source", R"("Site")"));

    BOOST_TEST(text_of(through, lead) == head + "  /booking/source: \"Test\" -> \"Site\"\n");
}

BOOST_AUTO_TEST_CASE(what_keeps_it_from_being_mapped_is_shown_as_such) {
    const auto through =
        between(plain_definition(), plain_definition_with("/identity/booking", R"("/booking_id")"));

    const std::string text = text_of(through, lead);

    BOOST_TEST(text.find("  /booking: {") != std::string::npos, text);
    BOOST_TEST(
        text.find("  /problems: nothing -> [\"/identity/booking: missing") != std::string::npos,
        text);
}

BOOST_AUTO_TEST_CASE(an_event_that_means_something_else_is_shown) {
    const auto through =
        between(plain_definition(), plain_definition_with("/event/kinds/gone", R"("ignore")"));

    BOOST_TEST(text_of(through, R"({"type": "gone", "id": "b-1", "event_id": "e"})") ==
               head +
                   "  /kind: \"cancel\" -> \"ignore\"\n"
                   "  /memo: \"Cancelled through plain\" -> nothing\n");
}

BOOST_AUTO_TEST_CASE(json_leaves_out_what_is_not_there) {
    const gateway::changed_request one{"r-1", "acme", {}, {{"/memo", std::nullopt, "x"}}};

    BOOST_TEST(serialize(to_json(one)) ==
               R"({"receipt":"r-1","connection":"acme","received_at":"1970-01-01T00:00:00Z",)"
               R"("changes":[{"where":"/memo","after":"x"}]})");
}
