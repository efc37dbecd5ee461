#include <boost/test/unit_test.hpp>

#include "tests/unit/http/malformed_heads.hpp"
#include "tests/unit/http/running_listener.hpp"
#include "tests/unit/http/wire.hpp"

using namespace testing;

namespace {

const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

// One refusal, then the end, and nothing of what followed was taken for a request.
void expect_refusal(running_listener& door, std::string_view what, std::string_view bytes,
                    int status) {
    BOOST_TEST_CONTEXT(what) {
        wire client(door.port());
        client.send(bytes);
        client.send(hidden);

        const auto heard = client.rest();

        BOOST_TEST(status_of(heard) == status);
        BOOST_TEST(count(heard, "HTTP/1.1 ") == 1u);
        BOOST_TEST(contains(heard, "\r\nConnection: close\r\n"));
        BOOST_TEST(door.owner.seen().handled.empty());
    }
}

// A POST whose chunked body is those bytes.
std::string chunked(std::string_view body) {
    return "POST /first HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" +
           std::string(body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(framing_wire)

BOOST_AUTO_TEST_CASE(answers_400_to_a_malformed_head_and_reads_nothing_after_it) {
    running_listener door;

    for (const auto& [what, head] : malformed_heads()) expect_refusal(door, what, head, 400);

    const auto refusals = door.owner.seen().refusals("framing");
    BOOST_TEST(refusals == static_cast<long>(malformed_heads().size()));
}

BOOST_AUTO_TEST_CASE(answers_400_to_a_malformed_chunked_body_and_reads_nothing_after_it) {
    running_listener door;
    const std::pair<std::string_view, std::string> bodies[] = {
        {"size is no number", "xyz\r\nabc\r\n0\r\n\r\n"},
        {"no size", "\r\nabc\r\n0\r\n\r\n"},
        {"negative size", "-3\r\nabc\r\n0\r\n\r\n"},
        {"size with a prefix", "0x3\r\nabc\r\n0\r\n\r\n"},
        {"size beyond 64 bits", "10000000000000003\r\nabc\r\n0\r\n\r\n"},
        {"chunk longer than its size", "3\r\nabcd\r\n0\r\n\r\n"},
        {"bare LF after the size", "3\nabc\r\n0\r\n\r\n"},
        {"bare LF after the chunk", "3\r\nabc\n0\r\n\r\n"},
        {"bare LF in an extension", "3;a\nb\r\nabc\r\n0\r\n\r\n"},
        {"bare CR in an extension", "3;a\rb\r\nabc\r\n0\r\n\r\n"},
        {"length in a trailer", "3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n"},
    };

    for (const auto& [what, body] : bodies) expect_refusal(door, what, chunked(body), 400);
}

BOOST_AUTO_TEST_CASE(answers_what_came_before_a_malformed_head) {
    running_listener door;
    wire client(door.port());

    client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\nGET /bad HTTP/1.1\r\n\r\n" + hidden);

    BOOST_TEST(status_of(client.response()) == 200);
    const auto heard = client.rest();
    BOOST_TEST(status_of(heard) == 400);
    BOOST_TEST(count(heard, "HTTP/1.1 ") == 1u);
    BOOST_TEST(door.owner.seen().handled.size() == 1u);
}

BOOST_AUTO_TEST_CASE(refuses_an_illegal_byte_without_waiting_for_the_rest_of_the_head) {
    running_listener door;
    wire client(door.port());

    client.send("GET / HTTP/1.1\n");

    BOOST_TEST(status_of(client.response()) == 400);
}

BOOST_AUTO_TEST_CASE(ignores_one_empty_line_before_a_request) {
    running_listener door;
    wire client(door.port());

    client.send("\r\nGET /first HTTP/1.1\r\nHost: a\r\n\r\n");

    BOOST_TEST(status_of(client.response()) == 200);
}

BOOST_AUTO_TEST_CASE(never_takes_a_trailer_for_a_header) {
    running_listener door;
    wire client(door.port());

    client.send(
        chunked("3\r\nabc\r\n0\r\nX-Signature: forged\r\nHost: b\r\nConnection: close\r\n\r\n"));
    client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");

    BOOST_TEST(body_of(client.response()) == "POST /first abc");
    BOOST_TEST(body_of(client.response()) == "GET /next ");
    const auto seen = door.owner.seen();
    BOOST_TEST(seen.handled.front().headers.size() == 2u);
    BOOST_TEST(!http::find(seen.handled.front().headers, "X-Signature").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
