#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <random>
#include <set>

#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// Random operations against an inbox and against a model that is too simple to be wrong: whatever
// an inbox does must be what the model does.

namespace {

using gateway::death;
using gateway::event_state;
using std::chrono::seconds;
using testing::event_sketch;
using testing::inbox_desk;
using testing::lease_time;
using testing::noon;

using harnesses = boost::mp11::mp_list<testing::sqlite_harness>;

struct modelled_event {
    std::string id, connection;
    std::set<std::string> bookings;  // every id of its booking, by the events up to now
    event_state state = event_state::accepted;
    mapping::timestamp due{};
    int tries = 0;
    gateway::delivery_progress progress;
};

class model {
public:
    void insert(const std::string& id, const std::string& connection, const std::string& booking,
                const std::string& previous, bool dead, mapping::timestamp now) {
        modelled_event event;
        event.id = id;
        event.connection = connection;
        event.state = dead ? event_state::dead : event_state::accepted;
        event.due = now;
        for (const std::string& name : {booking, previous})
            if (!name.empty()) event.bookings.insert(name);
        unite(connection, event.bookings);
        events_.push_back(event);
    }

    // The events of one booking that have not been done with yet stand behind each other.
    bool is_claimable(std::size_t i, mapping::timestamp now) const {
        const modelled_event& event = events_[i];
        if (is_settled(event.state) || event.due > now) return false;
        for (std::size_t k = 0; k < i; ++k) {
            const bool is_done =
                is_settled(events_[k].state) && events_[k].state != event_state::dead;
            if (!is_done && is_same_booking(events_[k], event)) return false;
        }
        return true;
    }

    std::set<std::string> claimable(mapping::timestamp now) const {
        std::set<std::string> ids;
        for (std::size_t i = 0; i < events_.size(); ++i)
            if (is_claimable(i, now)) ids.insert(events_[i].id);
        return ids;
    }

    modelled_event& find(const std::string& id) {
        return *std::find_if(events_.begin(), events_.end(),
                             [&](const modelled_event& event) { return event.id == id; });
    }
    std::vector<modelled_event>& events() { return events_; }

private:
    static bool is_same_booking(const modelled_event& one, const modelled_event& other) {
        if (one.connection != other.connection) return false;
        return std::any_of(one.bookings.begin(), one.bookings.end(),
                           [&](const std::string& id) { return other.bookings.contains(id); });
    }

    // Makes all ids that are known to be of one booking known to all its events, settled ones too.
    void unite(const std::string& connection, std::set<std::string>& bookings) {
        for (bool grew = true; grew;) {
            grew = false;
            for (modelled_event& other : events_) {
                modelled_event self;
                self.connection = connection;
                self.bookings = bookings;
                if (!is_same_booking(other, self)) continue;
                const auto before = bookings.size() + other.bookings.size();
                bookings.insert(other.bookings.begin(), other.bookings.end());
                other.bookings = bookings;
                grew = grew || bookings.size() + other.bookings.size() != before;
            }
        }
    }

    std::vector<modelled_event> events_;
};

// Chooses what to do next, does it to both, and compares.
template <class Harness>
class comparison {
public:
    explicit comparison(std::uint32_t seed) : random_(seed) {}

    void step() {
        now_ += seconds(pick(0, 3));
        const int what = pick(0, 99);
        if (what < 40)
            insert();
        else if (what < 60)
            claim();
        else if (what < 85)
            end_a_claim();
        else if (what < 90)
            record_progress();
        else if (what < 95)
            replay();
        else if (what < 99)
            now_ += lease_time / 2;
        else
            restart();
        check_states();
    }

private:
    int pick(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }

    void insert() {
        static const std::string bookings[] = {"", "b1", "b2", "b3", "b4", "b5", "b6"};
        const std::string connection = pick(0, 3) == 0 ? "bolt" : "acme";
        const std::string booking = bookings[pick(0, 6)];
        const std::string previous = pick(0, 9) == 0 ? bookings[pick(1, 6)] : "";
        const bool dead = pick(0, 29) == 0;
        const std::string id = "e" + std::to_string(model_.events().size());
        event_sketch event(id);
        event.on(connection).of(booking).replacing(previous).receipt(id).at(now_);
        if (dead) event.dead(death::unmappable, "");

        desk_.insert(event);
        model_.insert(id, connection, booking, previous, dead, now_);
    }

    void claim() {
        const auto limit = static_cast<std::size_t>(pick(1, 6));
        const std::set<std::string> expected = model_.claimable(now_);

        const auto claimed = desk_.claim(now_, limit, {"acme", "bolt"});

        BOOST_TEST(claimed.size() == std::min(limit, expected.size()));
        for (const auto& event : claimed) {
            modelled_event& known = model_.find(event.identity.event_id);
            BOOST_TEST(expected.contains(known.id), known.id << " cannot be claimed");
            const bool was_unknown =
                known.state == event_state::unknown || known.state == event_state::delivering;
            BOOST_TEST(event.was_unknown == was_unknown);
            BOOST_TEST(event.tries == known.tries);
            BOOST_TEST((event.progress == known.progress));
            known.state = event_state::delivering;
            known.due = now_ + lease_time;
            held_[known.id] = event;
            leases_.push_back(event);
        }
    }

    std::optional<gateway::crm_address> some_address() {
        return gateway::crm_address{{pick(1, 3), pick(1, 3)}, "site-" + std::to_string(pick(1, 3))};
    }

    // Of any claim there ever was, so that many have lost their lease.
    const gateway::claimed_event* any_claim() {
        if (leases_.empty()) return nullptr;
        const int newest = static_cast<int>(leases_.size()) - 1;
        return &leases_[static_cast<std::size_t>(pick(std::max(0, newest - 8), newest))];
    }

    bool is_held(const gateway::claimed_event& claim) {
        const auto held = held_.find(claim.identity.event_id);
        return held != held_.end() && held->second.lease == claim.lease;
    }

    void end_a_claim() {
        const auto* claim = any_claim();
        if (!claim) return;
        constexpr event_state ends[] = {event_state::delivered, event_state::delivered,
                                        event_state::delivered, event_state::ignored,
                                        event_state::waiting,   event_state::unknown,
                                        event_state::dead,      event_state::discarded};
        auto end = desk_.end_as(ends[pick(0, 7)], now_ + seconds(pick(0, 20)));
        end.counts_as_try = pick(0, 1) == 1;
        end.progress = {pick(0, 1) == 1 ? some_address() : std::nullopt, pick(0, 3)};
        const bool held = is_held(*claim);

        BOOST_TEST(desk_.settle(*claim, end, now_) == held);

        if (!held) return;
        modelled_event& known = model_.find(claim->identity.event_id);
        known.state = end.state;
        known.due = end.due;
        known.tries += end.counts_as_try ? 1 : 0;
        known.progress = end.progress;
        held_.erase(known.id);
    }

    void record_progress() {
        const auto* claim = any_claim();
        if (!claim) return;
        const gateway::delivery_progress progress{some_address(), pick(0, 5)};
        const bool held = is_held(*claim);

        const bool recorded =
            desk_.wait(desk_.store().record_progress(claim->seq, claim->lease, progress));

        BOOST_TEST(recorded == held);
        if (held) model_.find(claim->identity.event_id).progress = progress;
    }

    void replay() {
        if (model_.events().empty()) return;
        std::vector<modelled_event*> dead;
        for (modelled_event& event : model_.events())
            if (event.state == event_state::dead) dead.push_back(&event);
        if (dead.empty()) return;
        modelled_event& chosen =
            *dead[static_cast<std::size_t>(pick(0, static_cast<int>(dead.size()) - 1))];

        BOOST_TEST(desk_.replay(chosen.id, now_));

        chosen.state = event_state::waiting;
        chosen.due = now_;
        chosen.tries = 0;
    }

    void restart() {
        desk_.reopen();
        desk_.wait(desk_.store().recover(now_));
        for (modelled_event& event : model_.events()) {
            if (event.state != event_state::delivering) continue;
            event.state = event_state::unknown;
            event.due = now_;
        }
        held_.clear();
    }

    void check_states() {
        std::map<std::pair<std::string, std::string>, std::int64_t> expected, found;
        for (const modelled_event& event : model_.events())
            if (!is_settled(event.state) || event.state == event_state::dead)
                ++expected[{event.connection, std::string(to_string(event.state))}];
        const auto counted = desk_.wait(desk_.store().statistics(now_));
        for (const auto& row : counted.rows)
            found[{row.connection, std::string(to_string(row.state))}] = row.events;

        BOOST_TEST((found == expected));
        BOOST_TEST(counted.overdue == static_cast<std::int64_t>(model_.claimable(now_).size()));
        const auto next = desk_.wait(desk_.store().next_due());
        BOOST_TEST((next && *next <= now_) == (counted.overdue > 0));
    }

    std::mt19937 random_;
    inbox_desk<Harness> desk_;
    model model_;
    mapping::timestamp now_ = noon;
    std::map<std::string, gateway::claimed_event> held_;
    std::vector<gateway::claimed_event> leases_;
};

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(does_what_a_simple_model_does, Harness, harnesses) {
    constexpr int rounds = 6, steps = 500;
    std::random_device entropy;
    for (int round = 0; round < rounds; ++round) {
        const std::uint32_t seed = entropy();
        BOOST_TEST_CONTEXT("seed " << seed) {
            comparison<Harness> both(seed);
            for (int i = 0; i < steps; ++i) both.step();
        }
    }
}
