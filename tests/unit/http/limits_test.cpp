#include <sys/resource.h>

#include <boost/test/unit_test.hpp>

#include "tests/unit/http/running_listener.hpp"
#include "tests/unit/http/wire.hpp"

using namespace testing;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

namespace {

const std::string get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string chunked_head =
    "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string post_head(std::size_t announced) {
    return "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(announced) +
           "\r\n\r\n";
}

bool sees_timeouts(running_listener& door, long how_many) {
    return door.owner.comes_to_see(
        [&](const notes& n) { return n.refusals("timeout") == how_many && n.open == 0; });
}

bool sees_all_gone(running_listener& door, int how_many) {
    return door.owner.comes_to_see(
        [&](const notes& n) { return n.opened == how_many && n.open == 0; });
}

// No more file descriptors for this process, as long as it stands.
class no_descriptors {
public:
    no_descriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int next = ::dup(STDERR_FILENO);
        ::close(next);
        rlimit none = before_;
        none.rlim_cur = static_cast<rlim_t>(next);
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    no_descriptors(const no_descriptors&) = delete;

private:
    rlimit before_{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(answers_431_to_a_header_over_the_limit) {
    http::limits allowed;
    allowed.header_bytes = 1024;
    running_listener door(allowed);
    const std::string start = "GET /a HTTP/1.1\r\nHost: a\r\nX-Long: ";
    const std::pair<std::string_view, std::string> heads[] = {
        {"complete", start + std::string(1024, 'x') + "\r\n\r\n"},
        {"without an end", start + std::string(1024, 'x')},
        {"only a target", "GET /" + std::string(100'000, 'x')},
        {"many fields", start + "\r\n" +
                            [] {
                                std::string fields;
                                for (int i = 0; i < 10'000; ++i) fields += "a: b\r\n";
                                return fields;
                            }()},
    };
    for (const auto& [what, head] : heads) BOOST_TEST_CONTEXT(what) {
            wire client(door.port());
            client.send(head);

            const auto heard = client.rest();

            BOOST_TEST(status_of(heard) == 431);
            BOOST_TEST(contains(heard, "\r\nConnection: close\r\n"));
        }
    BOOST_TEST(door.owner.seen().refusals("header_too_large") == 4);
}

BOOST_AUTO_TEST_CASE(accepts_a_header_of_exactly_the_limit) {
    http::limits allowed;
    allowed.header_bytes = 1024;
    running_listener door(allowed);
    const std::string start = "GET /a HTTP/1.1\r\nHost: a\r\nX-Long: ";
    const std::string fits = start + std::string(1024 - start.size() - 4, 'x') + "\r\n\r\n";
    wire client(door.port());

    client.send(fits + get);

    BOOST_TEST(status_of(client.response()) == 200);
    BOOST_TEST(status_of(client.response()) == 200);
}

BOOST_AUTO_TEST_CASE(answers_413_before_reading_a_body_that_announces_too_much) {
    running_listener door;
    door.owner.body_limit = 10;
    wire client(door.port());

    client.send(post_head(11));

    const auto heard = client.response();
    BOOST_TEST(status_of(heard) == 413);
    BOOST_TEST(contains(heard, "\r\nConnection: close\r\n"));
    BOOST_TEST(door.owner.seen().refusals("body_too_large") == 1);
}

BOOST_AUTO_TEST_CASE(does_not_invite_a_body_that_announces_too_much) {
    running_listener door;
    door.owner.body_limit = 10;
    wire client(door.port());

    client.send(
        "POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        "Content-Length: 999999999999999999\r\n\r\n");

    BOOST_TEST(status_of(client.response()) == 413);
}

BOOST_AUTO_TEST_CASE(answers_413_to_a_chunked_body_when_it_exceeds_the_limit) {
    running_listener door;
    door.owner.body_limit = 10;
    wire fits(door.port());
    wire exceeds(door.port());
    wire one_huge_chunk(door.port());

    fits.send(chunked_head + "5\r\n12345\r\n5\r\n67890\r\n0\r\n\r\n");
    exceeds.send(chunked_head + "5\r\n12345\r\n6\r\n");
    one_huge_chunk.send(chunked_head + "ffffffff\r\n");

    BOOST_TEST(body_of(fits.response()) == "POST /c 1234567890");
    BOOST_TEST(status_of(exceeds.response()) == 413);
    BOOST_TEST(status_of(one_huge_chunk.response()) == 413);
}

BOOST_AUTO_TEST_CASE(bounds_what_the_framing_of_chunks_may_cost) {
    running_listener door;
    std::string tiny_chunks = chunked_head, large_extension = chunked_head + "1;x=";
    std::string many_extensions = chunked_head, large_trailer = chunked_head + "0\r\nX-Long: ";
    for (int i = 0; i < 20'000; ++i) tiny_chunks += "1\r\na\r\n";
    for (int i = 0; i < 20; ++i) many_extensions += "1;" + std::string(8000, 'x') + "\r\na\r\n";
    large_extension += std::string(20'000, 'x');
    large_trailer += std::string(20'000, 'x');

    for (const auto& bytes : {tiny_chunks, large_extension, many_extensions, large_trailer}) {
        wire client(door.port());
        client.send(bytes);

        BOOST_TEST(status_of(client.response()) == 400);
    }
    BOOST_TEST(door.owner.seen().handled.empty());
}

BOOST_AUTO_TEST_CASE(accepts_chunks_of_a_modest_size) {
    running_listener door;
    std::string request = chunked_head;
    for (int i = 0; i < 2000; ++i) request += "10;n=1\r\n0123456789abcdef\r\n";
    wire client(door.port());

    client.send(request + "0\r\n\r\n");

    BOOST_TEST(body_of(client.response()).size() == 2000u * 16u + 8u);
}

BOOST_AUTO_TEST_CASE(cuts_a_header_that_is_not_whole_in_time_even_byte_by_byte) {
    http::limits allowed;
    allowed.header = 60ms;
    running_listener door(allowed);
    wire client(door.port());

    const auto begun = steady::now();
    std::size_t sent = 0;
    while (!client.hears_within(5ms) && sent < 100'000) {
        client.send("a");
        ++sent;
    }

    BOOST_TEST(client.rest() == "");
    BOOST_TEST((steady::now() - begun >= 60ms));
    BOOST_TEST(sent < 100'000u);
    BOOST_TEST(sees_timeouts(door, 1));
}

BOOST_AUTO_TEST_CASE(cuts_a_new_connection_that_says_nothing) {
    http::limits allowed;
    allowed.header = 30ms;
    running_listener door(allowed);
    wire client(door.port());

    BOOST_TEST(client.rest() == "");
    BOOST_TEST(sees_all_gone(door, 1));
    BOOST_TEST(door.owner.seen().refused.empty());
}

BOOST_AUTO_TEST_CASE(cuts_a_kept_connection_that_idles) {
    http::limits allowed;
    allowed.idle = 30ms;
    running_listener door(allowed);
    wire client(door.port());
    client.send(get);
    BOOST_TEST(status_of(client.response()) == 200);

    BOOST_TEST(client.rest() == "");
    BOOST_TEST(sees_all_gone(door, 1));
    BOOST_TEST(door.owner.seen().refused.empty());
}

BOOST_AUTO_TEST_CASE(cuts_a_body_that_does_not_come_in_time) {
    http::limits allowed;
    allowed.body = 40ms;
    running_listener door(allowed);
    for (const auto& start : {post_head(10) + "x", chunked_head + "5\r\nab"}) {
        wire client(door.port());
        client.send(start);

        BOOST_TEST(client.rest() == "");
    }
    BOOST_TEST(sees_timeouts(door, 2));
    BOOST_TEST(door.owner.seen().handled.empty());
}

BOOST_AUTO_TEST_CASE(cuts_a_client_that_does_not_take_its_response) {
    http::limits allowed;
    allowed.write = 60ms;
    running_listener door(allowed);
    wire client(door.port());

    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");

    BOOST_TEST(sees_all_gone(door, 1));
    BOOST_TEST(sees_timeouts(door, 1));
}

BOOST_AUTO_TEST_CASE(survives_a_client_that_leaves_in_the_middle) {
    running_listener door;
    {
        wire mid_head(door.port()), mid_body(door.port()), mid_chunk(door.port());
        wire mid_answer(door.port()), reset(door.port());
        mid_head.send("GET /a HT");
        mid_body.send(post_head(10) + "half");
        mid_chunk.send(chunked_head + "5\r\nab");
        mid_answer.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
        mid_answer.hears_within(10s);
        mid_answer.reset();
        reset.send(post_head(10) + "half");
        reset.reset();
    }

    BOOST_TEST(sees_all_gone(door, 5));
    const auto seen = door.owner.seen();
    BOOST_TEST(seen.handled.size() == 1u);  // only the one that was whole
    BOOST_TEST(seen.refused.empty());
    wire another(door.port());
    another.send(get);
    BOOST_TEST(status_of(another.response()) == 200);
}

BOOST_AUTO_TEST_CASE(accepts_no_more_connections_than_the_cap_until_one_ends) {
    http::limits allowed;
    allowed.connections = 2;
    running_listener door(allowed);
    wire first(door.port()), second(door.port());
    first.send(get);
    second.send(get);
    BOOST_TEST(status_of(first.response()) == 200);
    BOOST_TEST(status_of(second.response()) == 200);

    wire third(door.port());
    third.send(get);
    first.send(get);
    BOOST_TEST(status_of(first.response()) == 200);

    BOOST_TEST(door.owner.seen().opened == 2);
    BOOST_TEST(!third.hears_within(0ms));
    second.close();
    BOOST_TEST(status_of(third.response()) == 200);
    BOOST_TEST(door.owner.seen().opened == 3);
}

#ifndef __SANITIZE_ADDRESS__  // the sanitizers want descriptors of their own
BOOST_AUTO_TEST_CASE(pauses_without_file_descriptors_and_goes_on_when_there_are_some) {
    running_listener door;
    wire inside(door.port());
    inside.send(get);
    BOOST_TEST(status_of(inside.response()) == 200);
    unconnected_wire made_in_time;

    auto shortage = std::make_unique<no_descriptors>();
    const auto begun = steady::now();
    wire outside(door.port(), std::move(made_in_time));
    outside.send(get);

    BOOST_TEST(door.owner.comes_to_see([](const notes& n) { return n.refusals("accept") >= 3; }));
    BOOST_TEST((steady::now() - begun >= 200ms));  // two pauses
    inside.send(get);
    BOOST_TEST(status_of(inside.response()) == 200);
    shortage.reset();
    BOOST_TEST(status_of(outside.response()) == 200);
}
#endif

BOOST_AUTO_TEST_SUITE_END()
