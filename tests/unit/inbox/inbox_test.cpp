#include "gateway/inbox/inbox.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

using gateway::event_state;

namespace {

constexpr event_state all_states[] = {
    event_state::accepted,  event_state::delivering, event_state::waiting, event_state::unknown,
    event_state::delivered, event_state::ignored,    event_state::dead,    event_state::discarded};

}  // namespace

BOOST_AUTO_TEST_CASE(names_every_state_and_knows_the_names) {
    std::set<std::string_view> names;
    for (const event_state state : all_states) {
        names.insert(to_string(state));
        BOOST_TEST((gateway::event_state_from(to_string(state)) == state));
    }

    BOOST_TEST(names.size() == std::size(all_states));
    BOOST_TEST(!names.contains(""));
    BOOST_TEST(!gateway::event_state_from("").has_value());
    BOOST_TEST(!gateway::event_state_from("Accepted").has_value());
}

BOOST_AUTO_TEST_CASE(tells_settled_states_from_the_others) {
    const std::set<event_state> settled = {event_state::delivered, event_state::ignored,
                                           event_state::dead, event_state::discarded};
    for (const event_state state : all_states)
        BOOST_TEST(is_settled(state) == settled.contains(state), to_string(state));
}

BOOST_AUTO_TEST_CASE(names_every_death) {
    using gateway::death;
    std::set<std::string_view> names;
    for (const death reason :
         {death::unreadable, death::unmappable, death::refused_by_crm, death::ambiguous,
          death::expired, death::unknown_connection, death::not_fetched, death::moved})
        names.insert(to_string(reason));

    BOOST_TEST(names.size() == 8u);
    BOOST_TEST(!names.contains(""));
}
