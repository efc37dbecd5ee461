#include <boost/test/unit_test.hpp>

#include "tests/unit/http/running_listener.hpp"
#include "tests/unit/http/wire.hpp"

using namespace testing;

namespace {

std::string get(const std::string& target, const std::string& more = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

std::string post(const std::string& target, const std::string& body, const std::string& more = "") {
    return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exchange)

BOOST_AUTO_TEST_CASE(hands_over_the_request_as_it_came) {
    running_listener door;
    wire client(door.port());

    client.send(post("/hooks/a%20b?c=d", "body\r\n\r\n", "X-One: 1 \r\nx-one: 2\r\n"));

    BOOST_TEST(status_of(client.response()) == 200);
    const auto request = door.owner.seen().handled.at(0);
    BOOST_TEST(request.method == "POST");
    BOOST_TEST(request.target == "/hooks/a%20b?c=d");
    BOOST_TEST(request.body == "body\r\n\r\n");
    BOOST_TEST(request.peer == "127.0.0.1");
    BOOST_TEST_REQUIRE(request.headers.size() == 4u);
    BOOST_TEST(request.headers[1].name == "X-One");
    BOOST_TEST(request.headers[1].value == "1");
    BOOST_TEST(request.headers[2].name == "x-one");
    BOOST_TEST(request.headers[2].value == "2");
}

BOOST_AUTO_TEST_CASE(keeps_a_connection_for_the_next_request) {
    running_listener door;
    wire client(door.port());

    for (const std::string target : {"/one", "/two", "/three"}) {
        client.send(get(target));
        const auto answer = client.response();

        BOOST_TEST(body_of(answer) == "GET " + target + " ");
        BOOST_TEST(contains(answer, "\r\nDate: "));
        BOOST_TEST(!contains(answer, "Connection: close"));
    }
    BOOST_TEST(door.owner.seen().opened == 1);
}

BOOST_AUTO_TEST_CASE(answers_pipelined_requests_in_order) {
    running_listener door;
    wire client(door.port());
    constexpr int many = 2000;
    std::string all;
    for (int i = 0; i < many; ++i) all += post("/" + std::to_string(i), "x");

    client.send(all);

    int in_order = 0;
    for (int i = 0; i < many; ++i)
        if (body_of(client.response()) == "POST /" + std::to_string(i) + " x") ++in_order;
    BOOST_TEST(in_order == many);
}

BOOST_AUTO_TEST_CASE(reads_a_request_that_comes_byte_by_byte) {
    running_listener door;
    wire client(door.port());

    for (const char c : post("/slowly", "body")) client.send(std::string_view(&c, 1));

    BOOST_TEST(body_of(client.response()) == "POST /slowly body");
}

BOOST_AUTO_TEST_CASE(reads_a_chunked_body_that_comes_byte_by_byte) {
    running_listener door;
    wire client(door.port());
    const std::string request =
        "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4;name=\"value\"\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Trailer: a\r\n\r\n";

    for (const char c : request) client.send(std::string_view(&c, 1));

    BOOST_TEST(body_of(client.response()) == "POST /c Wikipedia");
}

BOOST_AUTO_TEST_CASE(reads_a_body_larger_than_its_buffers) {
    running_listener door;
    door.owner.body_limit = 1024 * 1024;
    const std::string body(1024 * 1024, 'b');
    wire client(door.port());

    client.send(post("/large-body", body) + get("/next"));

    BOOST_TEST((body_of(client.response()) == "POST /large-body " + body));
    BOOST_TEST(body_of(client.response()) == "GET /next ");
}

BOOST_AUTO_TEST_CASE(closes_when_the_client_asks_for_it) {
    running_listener door;
    wire client(door.port());

    client.send(get("/last", "Connection: close\r\n") + get("/never"));

    const auto heard = client.rest();
    BOOST_TEST(status_of(heard) == 200);
    BOOST_TEST(contains(heard, "\r\nConnection: close\r\n"));
    BOOST_TEST(count(heard, "HTTP/1.1 ") == 1u);
}

BOOST_AUTO_TEST_CASE(closes_after_a_request_of_http_1_0) {
    running_listener door;
    wire client(door.port());

    client.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

    const auto heard = client.rest();
    BOOST_TEST(status_of(heard) == 200);
    BOOST_TEST(contains(heard, "\r\nConnection: close\r\n"));
}

BOOST_AUTO_TEST_CASE(answers_a_client_that_has_finished_sending) {
    running_listener door;
    wire client(door.port());

    client.send(get("/half"));
    client.finish_sending();

    BOOST_TEST(status_of(client.rest()) == 200);
}

BOOST_AUTO_TEST_CASE(gives_head_and_unknown_methods_to_the_owner) {
    running_listener door;
    wire client(door.port());

    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nBREW /pot HTTP/1.1\r\nHost: a\r\n\r\n");

    BOOST_TEST(contains(client.response(false), "\r\nContent-Length: 8\r\n"));
    BOOST_TEST(body_of(client.response()) == "BREW /pot ");
}

BOOST_AUTO_TEST_CASE(costs_one_request_when_the_owner_throws) {
    running_listener door;
    wire client(door.port());

    client.send(get("/throws") + get("/admission-throws") + get("/fine"));

    BOOST_TEST(status_of(client.response()) == 500);
    BOOST_TEST(status_of(client.response()) == 500);
    BOOST_TEST(status_of(client.response()) == 200);
}

BOOST_AUTO_TEST_CASE(invites_the_body_only_after_the_owner_admits_it) {
    running_listener door;
    wire admitted(door.port());
    wire refused(door.port());
    const std::string head = "Host: a\r\nExpect: 100-Continue\r\nContent-Length: 4\r\n\r\n";

    admitted.send("POST /known HTTP/1.1\r\n" + head);
    refused.send("POST /unknown HTTP/1.1\r\n" + head);

    BOOST_TEST(admitted.response() == "HTTP/1.1 100 Continue\r\n\r\n");
    admitted.send("body");
    BOOST_TEST(body_of(admitted.response()) == "POST /known body");
    const auto heard = refused.rest();
    BOOST_TEST(status_of(heard) == 404);
    BOOST_TEST(contains(heard, "\r\nConnection: close\r\n"));
    BOOST_TEST(door.owner.seen().handled.size() == 1u);
}

BOOST_AUTO_TEST_CASE(does_not_invite_a_body_that_is_there_or_will_not_come) {
    running_listener door;
    wire client(door.port());

    client.send(post("/there", "body", "Expect: 100-continue\r\n"));
    const auto there = client.response();
    client.send(get("/nothing", "Expect: 100-continue\r\n"));
    const auto nothing = client.response();
    client.send("POST /old HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
    client.send("x");
    const auto old = client.rest();

    BOOST_TEST(body_of(there) == "POST /there body");
    BOOST_TEST(body_of(nothing) == "GET /nothing ");
    BOOST_TEST(status_of(old) == 200);
}

BOOST_AUTO_TEST_CASE(answers_417_to_another_expectation) {
    running_listener door;
    wire client(door.port());

    client.send(get("/a", "Expect: 100-continue\r\nExpect: a-miracle\r\n"));

    BOOST_TEST(status_of(client.rest()) == 417);
    BOOST_TEST(door.owner.seen().refusals("expectation") == 1);
}

BOOST_AUTO_TEST_CASE(keeps_the_connection_after_a_refusal_without_a_body) {
    running_listener door;
    wire client(door.port());

    client.send(get("/unknown") + get("/known"));

    BOOST_TEST(status_of(client.response()) == 404);
    BOOST_TEST(status_of(client.response()) == 200);
}

BOOST_AUTO_TEST_CASE(listens_on_after_a_refusal_so_that_no_reset_overtakes_it) {
    running_listener door;
    wire client(door.port());

    client.send("POST /unknown HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
    BOOST_TEST(status_of(client.response()) == 404);

    for (int i = 0; i < 100; ++i) BOOST_CHECK_NO_THROW(client.send(std::string(5000, 'x')));
    BOOST_TEST(client.rest() == "");
}

BOOST_AUTO_TEST_CASE(does_not_listen_forever_after_a_refusal) {
    running_listener door;
    wire client(door.port());
    const std::string piece(100'000, 'x');

    client.send("POST /unknown HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n");

    const auto send_it_all = [&] {
        for (int i = 0; i < 9999; ++i) client.send(piece);
    };
    BOOST_CHECK_THROW(send_it_all(), wire_error);
}

BOOST_AUTO_TEST_CASE(tells_the_owner_of_each_answer_and_each_connection) {
    running_listener door;
    {
        wire client(door.port());
        client.send(get("/a") + get("/unknown") + "nonsense\r\n\r\n");
        client.rest();
    }

    BOOST_TEST(door.owner.comes_to_see([](const notes& n) { return n.open == 0; }));
    const auto seen = door.owner.seen();
    BOOST_TEST_REQUIRE(seen.answered.size() == 3u);
    BOOST_TEST((seen.answered[0] == std::pair<std::string, unsigned>("/a", 200)));
    BOOST_TEST((seen.answered[1] == std::pair<std::string, unsigned>("/unknown", 404)));
    BOOST_TEST((seen.answered[2] == std::pair<std::string, unsigned>("", 400)));
    BOOST_TEST(seen.opened == 1);
}

BOOST_AUTO_TEST_SUITE_END()
