#include "gateway/delivery/preparation.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/unit/providers/definitions.hpp"

namespace {

using gateway::claimed_event;
using gateway::delivery_input;
using testing::connected;
using testing::plain_definition;
using testing::plain_definition_with;

const std::string two_updates =
    R"({"updates": [{"type": "new", "id": "b-1", "name": "Ada", "text": "Leak", "email": "a@example.com"},
                    {"type": "new", "id": "b-2", "name": "Bob", "text": "Rust", "email": "b@example.com"}]})";

std::shared_ptr<const providers::connection> splitting() {
    return connected(plain_definition_with("/receive/split", R"("/updates")"));
}

claimed_event event_of(const std::string& body, std::optional<int> part) {
    claimed_event event;
    event.connection = "acme-plain";
    event.request.method = "POST";
    event.request.body = body;
    event.identity.event_id = "claimed-id";
    event.identity.kind = providers::event_kind::create;
    event.identity.booking_id = "b";
    event.part = part;
    return event;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_event_of_several_is_mapped_from_its_own_part) {
    for (const auto& [part, name] : {std::pair(0, "Ada"), std::pair(1, "Bob")}) {
        const auto prepared = prepare(event_of(two_updates, part), *splitting(), 7);

        const auto* input = std::get_if<delivery_input>(&prepared);
        BOOST_REQUIRE(input);
        BOOST_REQUIRE(input->booking && *input->booking);
        BOOST_TEST((**input->booking).to_json().at("name").as_string() == name);
    }
}

BOOST_AUTO_TEST_CASE(an_event_whose_part_the_definition_no_longer_finds_is_buried) {
    const struct {
        std::shared_ptr<const providers::connection> from;
        std::optional<int> part;
    } cases[] = {
        {splitting(), 2},             // fewer than there were
        {splitting(), std::nullopt},  // it was one event then
        {connected(plain_definition()), 0},
    };
    for (const auto& [from, part] : cases) {
        const auto prepared = prepare(event_of(two_updates, part), *from, 7);

        const auto* dead = std::get_if<gateway::burial>(&prepared);
        BOOST_REQUIRE(dead);
        BOOST_TEST((dead->reason == gateway::death::unreadable));
        BOOST_TEST(dead->detail.find("/receive/split") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(an_event_that_is_identified_again_reads_its_own_part_and_keeps_its_id) {
    claimed_event event = event_of(two_updates, 1);

    BOOST_TEST(identify_again(event, *splitting()));

    BOOST_TEST(event.identity.booking_id == "b-2");
    BOOST_TEST(event.identity.event_id == "claimed-id");
}

BOOST_AUTO_TEST_CASE(an_update_that_says_only_what_changed_keeps_the_rest) {
    const auto partial = connected(plain_definition_with("/updates", R"("partial")"));
    claimed_event moved = event_of(R"({"type": "moved", "id": "b", "text": "Now a flood"})", {});
    moved.identity.kind = providers::event_kind::reschedule;
    claimed_event unknown = moved;
    moved.link.emplace();
    moved.link->sent = {{"source", "Test"},
                        {"name", "Ada"},
                        {"summary", "Leak"},
                        {"jobTypeId", 7001},
                        {"contacts", {{{"type", "Email"}, {"value", "a@example.com"}}}}};
    claimed_event renamed = moved;
    std::swap(renamed.link, renamed.previous_link);

    for (const claimed_event& event : {moved, renamed}) {
        const auto prepared = prepare(event, *partial, 7);
        const auto* input = std::get_if<delivery_input>(&prepared);
        BOOST_REQUIRE(input);
        BOOST_REQUIRE(input->booking && *input->booking);
        const auto now = (**input->booking).to_json();
        BOOST_TEST(now.at("name").as_string() == "Ada");
        BOOST_TEST(std::string_view(now.at("summary").as_string()).starts_with("Now a flood"));
        BOOST_TEST(now.at("jobTypeId").as_int64() == 7001);
        BOOST_TEST((**input->booking).contacts().size() == 1u);
    }
    // What every booking of the connection has does not make a whole one of it.
    auto settings = testing::plain_settings();
    settings.defaults = {{"name", "A customer"}, {"summary", "From a site"}};
    const auto obliging = connected(plain_definition_with("/updates", R"("partial")"), settings);
    claimed_event with_email = unknown;
    with_email.request.body = R"({"type": "moved", "id": "b", "email": "a@example.com"})";
    BOOST_TEST(!*std::get<delivery_input>(prepare(with_email, *obliging, 7)).booking);

    // Of a booking that nobody knows, and where updates are whole, it says too little.
    for (const auto& [event, from] :
         {std::pair(unknown, partial), std::pair(moved, connected(plain_definition()))}) {
        const auto prepared = prepare(event, *from, 7);
        BOOST_TEST(!*std::get<delivery_input>(prepared).booking);
    }
}
