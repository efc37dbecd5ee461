#include <boost/test/unit_test.hpp>
#include <optional>

#include "tests/support/run.hpp"
#include "tests/unit/http/running_listener.hpp"
#include "tests/unit/http/wire.hpp"

using namespace testing;
using namespace std::chrono_literals;

namespace {

std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

bool sees_handled(running_listener& door, std::size_t how_many) {
    return door.owner.comes_to_see([&](const notes& n) { return n.handled.size() == how_many; });
}

bool ends_within(std::future<void>& stopped, std::chrono::milliseconds time) {
    return stopped.wait_for(time) == std::future_status::ready;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(draining_and_stopping)

BOOST_AUTO_TEST_CASE(closes_idle_connections_when_it_drains) {
    running_listener door;
    wire idle(door.port());
    idle.send(get("/a"));
    BOOST_TEST(status_of(idle.response()) == 200);

    door.drain();

    BOOST_TEST(idle.rest() == "");
}

BOOST_AUTO_TEST_CASE(answers_one_request_of_each_connection_while_it_drains) {
    running_listener door;
    wire early(door.port());
    door.drain();
    wire late(door.port());

    for (wire* client : {&early, &late}) {
        client->send(get("/a") + get("/b"));
        const auto heard = client->rest();

        BOOST_TEST(status_of(heard) == 200);
        BOOST_TEST(contains(heard, "\r\nConnection: close\r\n"));
        BOOST_TEST(count(heard, "HTTP/1.1 ") == 1u);
    }
}

BOOST_AUTO_TEST_CASE(finishes_the_request_in_flight_when_it_drains) {
    running_listener door;
    wire client(door.port());
    client.send(get("/waits"));
    BOOST_TEST(sees_handled(door, 1));

    door.drain();
    door.release();

    const auto heard = client.rest();
    BOOST_TEST(status_of(heard) == 200);
    BOOST_TEST(contains(heard, "\r\nConnection: close\r\n"));
}

BOOST_AUTO_TEST_CASE(stops_at_once_when_nothing_is_in_flight) {
    running_listener door;
    wire idle(door.port()), fresh(door.port());
    idle.send(get("/a"));
    BOOST_TEST(status_of(idle.response()) == 200);
    BOOST_TEST(door.owner.comes_to_see([](const notes& n) { return n.opened == 2; }));

    auto stopped = door.stop(60s);
    const auto heard = idle.rest() + fresh.rest();
    idle.close();
    fresh.close();

    BOOST_TEST(heard == "");
    BOOST_TEST(ends_within(stopped, 10s));
    BOOST_CHECK_THROW(wire(door.port()), wire_error);
}

BOOST_AUTO_TEST_CASE(stops_when_the_request_in_flight_is_answered) {
    running_listener door;
    wire client(door.port());
    client.send(get("/waits"));
    BOOST_TEST(sees_handled(door, 1));

    auto stopped = door.stop(60s);
    const bool stopped_early = ends_within(stopped, 20ms);
    door.release();

    BOOST_TEST(!stopped_early);
    BOOST_TEST(status_of(client.rest()) == 200);
    client.close();
    BOOST_TEST(ends_within(stopped, 10s));
    BOOST_TEST(door.owner.seen().open == 0);
}

BOOST_AUTO_TEST_CASE(cuts_what_is_not_done_at_the_deadline) {
    running_listener door;
    wire waits(door.port()), stubborn(door.port()), half(door.port()), deaf(door.port());
    waits.send(get("/waits"));
    stubborn.send(get("/stubborn"));
    half.send("GET /a HT");
    deaf.send(get("/large"));
    BOOST_TEST(sees_handled(door, 3));

    auto stopped = door.stop(30ms);

    BOOST_TEST(ends_within(stopped, 10s));
    BOOST_TEST(door.owner.seen().open == 0);
    BOOST_TEST(waits.rest() == "");
    BOOST_TEST(stubborn.rest() == "");
    BOOST_TEST(half.rest() == "");
}

BOOST_AUTO_TEST_CASE(can_be_stopped_before_it_starts_and_twice) {
    boost::asio::io_context io;
    fake_owner owner;
    http::listener listener(io, "127.0.0.1", 0, nullptr, {}, owner.service());

    run(io, listener.stop(0ms));
    run(io, listener.stop(0ms));

    BOOST_TEST(owner.seen().opened == 0);
}

BOOST_AUTO_TEST_CASE(tells_its_owner_nothing_after_it_is_destroyed) {
    boost::asio::io_context io;
    fake_owner owner;
    std::optional<http::listener> listener;
    listener.emplace(io, "127.0.0.1", 0, nullptr, http::limits(), owner.service());
    listener->start();
    wire client(listener->port());
    client.send(get("/waits"));
    while (owner.seen().handled.empty()) io.run_one();

    listener.reset();
    io.run();

    BOOST_TEST(owner.seen().open == 1);
    BOOST_TEST(client.rest() == "");
}

BOOST_AUTO_TEST_CASE(shares_its_port_with_another_listener) {
    boost::asio::io_context io;
    fake_owner owner;
    const http::listener first(io, "127.0.0.1", 0, nullptr, {}, owner.service());
    const http::listener second(io, "127.0.0.1", first.port(), nullptr, {}, owner.service());

    BOOST_TEST(second.port() == first.port());
}

BOOST_AUTO_TEST_CASE(throws_when_the_address_cannot_be_bound) {
    boost::asio::io_context io;
    fake_owner owner;

    BOOST_CHECK_THROW(http::listener(io, "192.0.2.1", 0, nullptr, {}, owner.service()),
                      std::exception);
    BOOST_CHECK_THROW(http::listener(io, "nowhere", 0, nullptr, {}, owner.service()),
                      std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
