#pragma once

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "delivery_fixture.hpp"
#include "gateway/delivery/dispatcher.hpp"
#include "tests/support/fake_inbox.hpp"
#include "tests/support/manual_clock.hpp"

namespace testing {

// A CRM that answers as a test says. While it holds, calls are under way.
class scripted_crm final : public gateway::crm {
public:
    explicit scripted_crm(boost::asio::io_context& io) : gate_(io) {}

    std::int64_t tenant_id() const noexcept override { return place.tenant; }

    std::function<crm_result(const gateway::booking_call&)> answer = [this](const auto& call) {
        return usual_answer(call);
    };
    std::vector<gateway::booking_call> calls;
    // Of other operations than those of bookings.
    std::function<crm_result(const gateway::crm_call&)> other = [](const auto&) { return ok(); };
    std::vector<gateway::crm_call> other_calls;
    std::size_t under_way = 0, most_under_way = 0;
    bool holds = false;

    void let_go() {
        holds = false;
        gate_.cancel();
    }
    void let_one_go() {
        ++passes_;
        gate_.cancel();
    }
    std::size_t count(booking_operation operation) const {
        return static_cast<std::size_t>(std::count_if(
            calls.begin(), calls.end(),
            [&](const gateway::booking_call& call) { return call.operation == operation; }));
    }

    // Creates, and lists what it created; everything else works.
    crm_result usual_answer(const gateway::booking_call& call) {
        if (call.operation == booking_operation::create_booking) {
            const auto id = 100 + static_cast<std::int64_t>(created_.size());
            created_[id] = std::string(call.body.at("externalId").as_string());
            return ok(R"({"id": )" + std::to_string(id) + "}");
        }
        if (call.operation == booking_operation::find_bookings)
            return listed(found(call.external_id));
        if (call.operation == booking_operation::list_contacts) return listed();
        return ok();
    }

    boost::asio::awaitable<crm_result> perform(gateway::crm_call of_contract) override {
        if (!is_booking_call(of_contract)) {
            other_calls.push_back(of_contract);
            co_return other(of_contract);
        }
        const gateway::booking_call call = to_booking_call(of_contract);
        calls.push_back(call);
        most_under_way = std::max(most_under_way, ++under_way);
        co_await boost::asio::post(gate_.get_executor(), boost::asio::use_awaitable);
        while (holds && passes_ == 0) {
            gate_.expires_at(boost::asio::steady_timer::time_point::max());
            co_await gate_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
        if (holds) --passes_;
        --under_way;
        crm_result result = answer(call);
        co_return result;
    }

private:
    std::string found(const std::string& external_id) const {
        std::string data;
        for (const auto& [id, carried] : created_) {
            if (carried != external_id) continue;
            if (!data.empty()) data += ", ";
            data += R"({"id": )" + std::to_string(id) + R"(, "externalId": ")" + carried + "\"}";
        }
        return data;
    }

    boost::asio::steady_timer gate_;
    int passes_ = 0;
    std::map<std::int64_t, std::string> created_;
};

// Partners' APIs that answer as a test says.
class scripted_partners final : public gateway::partner_api {
public:
    explicit scripted_partners(boost::asio::io_context& io) : io_(io) {}

    std::function<gateway::http::exchange(const providers::fetch_request&)> answer =
        [](const auto&) { return gateway::http::exchange(); };
    std::vector<providers::fetch_request> asked;

    boost::asio::awaitable<gateway::http::exchange> ask(
        const providers::fetch_request& wanted) override {
        asked.push_back(wanted);
        co_await boost::asio::post(io_, boost::asio::use_awaitable);
        co_return answer(wanted);
    }

private:
    boost::asio::io_context& io_;
};

inline std::shared_ptr<const providers::definition> example_definition() {
    auto compiled = providers::compile_definition("example-site", json::parse(R"({
        "receive": {"format": "json"},
        "verify": "none",
        "event": {"type": "/type", "kinds": {"created": "create", "changed": "update",
                                             "cancelled": "cancel", "ping": "test",
                                             "seen": "ignore"}},
        "identity": {"event": "/id", "booking": "/booking"},
        "booking": {"source": "Example Site", "name": "/name", "summary": "Please call."},
        "contacts": [{"type": "Phone", "value": "/phone"}]
    })"));
    BOOST_REQUIRE_MESSAGE(compiled.has_value(), mapping::to_text(compiled.error()));
    return *compiled;
}

inline std::shared_ptr<const providers::connection> example_connection(
    const std::string& name, const std::string& tenant,
    const gateway::crm_place& leads_to = place) {
    providers::connection_settings settings;
    settings.name = name;
    settings.tenant = tenant;
    settings.booking_provider = leads_to.booking_provider;
    settings.external_id_prefix = name + "-";
    auto made = providers::connection::make(example_definition(), std::move(settings));
    BOOST_REQUIRE_MESSAGE(made.has_value(), mapping::to_text(made.error()));
    return *made;
}

// A dispatcher on an inbox in memory: tenant acme with the connections one and two, tenant bolt
// with the connection other. Its own waits are a few milliseconds; the wall clock stands still.
struct dispatcher_fixture {
    using registry = providers::registry;

    boost::asio::io_context io;
    fake_inbox inbox;
    manual_clock clock{noon};
    gateway::metrics metrics;
    std::shared_ptr<const registry> known = known_connections({"one", "two", "other"});
    scripted_crm acme{io}, bolt{io};
    scripted_partners partners{io};
    gateway::settlement_board settlements;
    gateway::drift_watch drift{metrics};
    gateway::dispatcher_settings settings = quick_settings();
    std::unique_ptr<gateway::dispatcher> tested;

    static gateway::dispatcher_settings quick_settings() {
        using namespace std::chrono_literals;
        gateway::dispatcher_settings quick;
        quick.look_each = 5ms;
        quick.rest_after_trouble = 5ms;
        quick.seek_orphans_each = 5ms;
        quick.orphaned_after = 20ms;
        quick.lane.calls_per_second = 10'000;
        quick.lane.burst = 100;
        quick.lane.circuit = {5, 20ms, 20ms};
        quick.lane.credentials = {1, 20ms, 20ms};
        quick.lane.throttled_for = 10ms;
        return quick;
    }

    static std::shared_ptr<const registry> known_connections(
        const std::set<std::string>& names, const gateway::crm_place& leads_to = place) {
        std::map<std::string, std::shared_ptr<const providers::connection>, std::less<>> all;
        for (const auto& name : names)
            all[name] = example_connection(name, name == "other" ? "bolt" : "acme", leads_to);
        return std::make_shared<const registry>(std::move(all));
    }

    void start() {
        std::map<std::string, gateway::crm*> tenants{{"acme", &acme}, {"bolt", &bolt}};
        tested = std::make_unique<gateway::dispatcher>(
            io, inbox, settlements, drift, clock, metrics, [this] { return known; },
            std::move(tenants), partners, settings);
        tested->start();
    }

    // An event as it is in the inbox. `body` wins over what is made of kind and booking.
    static gateway::claimed_event event_of(const std::string& connection, event_kind kind,
                                           const std::string& booking, std::string body = "") {
        gateway::claimed_event event;
        event.connection = connection;
        event.identity.event_id = "event-of-" + booking;
        event.identity.kind = kind;
        event.identity.booking_id = booking;
        event.received_at = event.first_try = noon;
        if (body.empty())
            body = R"({"type": "created", "booking": ")" + booking +
                   R"(", "name": "Ada", "phone": "2125550123"})";
        event.request.body = std::move(body);
        return event;
    }
    fake_inbox::row& put(const std::string& connection, event_kind kind, const std::string& booking,
                         std::string body = "") {
        return inbox.put(event_of(connection, kind, booking, std::move(body)));
    }

    bool replay(const fake_inbox::row& dead) {
        bool found = false;
        boost::asio::co_spawn(io, inbox.replay(dead.event.receipt, "an operator", clock.now()),
                              [&](const std::exception_ptr&, bool was_dead) { found = was_dead; });
        run_until([&] { return found; });
        return found;
    }

    void run_until(const std::function<bool()>& reached,
                   const boost::source_location& where = BOOST_CURRENT_LOCATION) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!reached() && std::chrono::steady_clock::now() < deadline) {
            if (io.stopped()) io.restart();
            io.run_one_for(std::chrono::milliseconds(20));
        }
        BOOST_REQUIRE_MESSAGE(reached(),
                              "not reached in time: " << where.file_name() << ":" << where.line());
    }
    // The clock goes on whenever all that is left waits for it, to when the first event is due and
    // by `at_least`: how busy the machine is makes no difference.
    void run_on_until(const std::function<bool()>& reached,
                      std::chrono::milliseconds at_least = std::chrono::milliseconds(0),
                      const boost::source_location& where = BOOST_CURRENT_LOCATION) {
        run_until(
            [&] {
                if (reached()) return true;
                const auto due = next_due();
                if (!due || *due <= clock.now()) return false;
                clock.advance(std::max(*due - clock.now(), at_least));
                inbox.wake();  // it cannot know that its time has come
                return false;
            },
            where);
    }
    // When the first event is due, unless one is being delivered.
    std::optional<gateway::timestamp> next_due() const {
        std::optional<gateway::timestamp> first;
        for (const auto& row : inbox.rows) {
            if (row.state == gateway::event_state::delivering) return std::nullopt;
            if (!is_settled(row.state) && (!first || row.due < *first)) first = row.due;
        }
        return first;
    }
    void run_until_settled(const boost::source_location& where = BOOST_CURRENT_LOCATION) {
        run_until([this] { return inbox.all_settled(); }, where);
    }
    void run_for(std::chrono::milliseconds span) { io.run_for(span); }

    // What stop says, or nothing while it goes on.
    std::optional<bool> stopped;
    void stop(std::chrono::milliseconds grace) {
        boost::asio::co_spawn(io, tested->stop(grace),
                              [this](const std::exception_ptr&, bool all) { stopped = all; });
    }

    bool shows(const std::string& line) const {
        return metrics.expose().find("booking_gateway_" + line + "\n") != std::string::npos;
    }

    // Lets everything end, so that no delivery outlives what it uses.
    ~dispatcher_fixture() {
        if (!tested) return;
        // What the test put in may refer to its own variables, which are gone.
        inbox.before = [](std::string_view) {};
        acme.answer = bolt.answer = [](const auto&) { return not_ok(outcome::not_sent); };
        acme.other = bolt.other = [](const auto&) { return not_ok(outcome::not_sent); };
        partners.answer = [](const auto&) { return gateway::http::exchange(); };
        acme.let_go();
        bolt.let_go();
        stopped.reset();
        stop(std::chrono::seconds(5));
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!stopped && std::chrono::steady_clock::now() < deadline) {
            if (io.stopped()) io.restart();
            io.run_one_for(std::chrono::milliseconds(20));
        }
    }
};

}  // namespace testing
