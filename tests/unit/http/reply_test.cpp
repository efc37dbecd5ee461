#include "gateway/http/reply.hpp"

#include <boost/test/unit_test.hpp>

using namespace gateway::http;

namespace {

response answer(unsigned status, fields headers, std::string body) {
    response made;
    made.status = status;
    made.headers = std::move(headers);
    made.body = std::move(body);
    return made;
}

std::string written(const response& one, bool keep_alive = true, bool to_head = false) {
    std::string out;
    write_response(one, delivery{"now", keep_alive, to_head}, out);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reply)

BOOST_AUTO_TEST_CASE(writes_the_date_as_http_wants_it) {
    http_date date;

    BOOST_TEST(date.at(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    BOOST_TEST(date.at(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    BOOST_TEST(date.at(1709164800) == "Thu, 29 Feb 2024 00:00:00 GMT");
}

BOOST_AUTO_TEST_CASE(writes_head_and_body_together) {
    const auto text = written(answer(202, {{"Content-Type", "application/json"}}, "{}"));

    BOOST_TEST(text ==
               "HTTP/1.1 202 Accepted\r\nDate: now\r\nContent-Type: application/json\r\n"
               "Content-Length: 2\r\n\r\n{}");
}

BOOST_AUTO_TEST_CASE(says_when_the_connection_will_close) {
    const auto text = written(answer(200, {}, ""), false);

    BOOST_TEST(text ==
               "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(answers_head_with_the_length_but_not_the_body) {
    const auto text = written(answer(200, {}, "hello"), true, true);

    BOOST_TEST(text == "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 5\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(writes_no_length_where_there_cannot_be_a_body) {
    BOOST_TEST(written(answer(204, {}, "")) == "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n");
    BOOST_TEST(written(answer(304, {}, "x")) == "HTTP/1.1 304 Not Modified\r\nDate: now\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(leaves_out_a_field_that_would_become_more_than_one_line) {
    const fields headers{{"X-Split", "a\r\nSet-Cookie: b"},
                         {"X-Nul", std::string("a\0b", 3)},
                         {"X\n", "a"},
                         {"X-Good", "caf\xc3\xa9\tbar"}};

    const auto text = written(answer(200, headers, ""));

    BOOST_TEST(text ==
               "HTTP/1.1 200 OK\r\nDate: now\r\nX-Good: caf\xc3\xa9\tbar\r\n"
               "Content-Length: 0\r\n\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
