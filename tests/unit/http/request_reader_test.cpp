#include "gateway/http/request_reader.hpp"

#include <boost/test/unit_test.hpp>

using gateway::http::request_reader;
using progress = request_reader::progress;

namespace {

const std::string next_request = "GET /next HTTP/1.1\r\n";

// What is left of the bytes when the reader has taken its request from pieces of that size.
struct reading {
    explicit reading(std::size_t header_bytes = 1024) : reader(header_bytes) {}

    progress feed(std::string_view bytes, std::size_t piece) {
        std::string pending;
        bool in_body = false;
        auto state = progress::needs_more;
        while (state == progress::needs_more && !bytes.empty()) {
            pending += bytes.substr(0, piece);
            bytes.remove_prefix(std::min(piece, bytes.size()));
            state = look(pending, in_body);
        }
        left = pending + std::string(bytes);
        return state;
    }

    request_reader reader;
    std::string left;

private:
    progress look(std::string& pending, bool& in_body) {
        if (!in_body) {
            const auto head = reader.read_head(pending);
            if (head != progress::complete) return head;
            pending.erase(0, reader.used());
            in_body = true;
            if (reader.limit_body(100) == progress::refused) return progress::refused;
        }
        const auto body = reader.read_body(pending);
        pending.erase(0, reader.used());
        return body;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(request_reading)

BOOST_AUTO_TEST_CASE(takes_exactly_one_request_in_pieces_of_any_size) {
    const std::pair<std::string, std::string> requests[] = {
        {"GET /a HTTP/1.1\r\nHost: a\r\n\r\n", ""},
        {"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nWikipedia", "Wikipedia"},
        {"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
         "4;a=\"b;c\"\r\nWiki\r\n05\r\npedia\r\n0\r\nX-Trailer: a\r\n\r\n",
         "Wikipedia"},
    };
    for (const auto& [request, body] : requests) {
        const auto bytes = request + next_request;
        for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
            reading one;

            BOOST_TEST((one.feed(bytes, piece) == progress::complete));
            BOOST_TEST(one.reader.message().target == "/a");
            BOOST_TEST(one.reader.message().body == body);
            BOOST_TEST(one.reader.message().headers.front().value == "a");
            BOOST_TEST(one.left == next_request);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_with_the_same_answer_in_pieces_of_any_size) {
    const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\n";
    const std::pair<std::string, unsigned> requests[] = {
        {head + "Transfer-Encoding: gzip\r\n\r\n", 400},
        {head + "X-A: a\nb\r\n\r\n", 400},
        {head + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh", 400},
        {head + "Transfer-Encoding: chunked\r\n\r\n65\r\n", 413},
        {head + "Content-Length: 101\r\n\r\n", 413},
        {head + "Expect: miracles\r\n\r\n", 417},
        {head + "X-Long: " + std::string(1024, 'x'), 431},
    };
    for (const auto& [request, status] : requests)
        for (std::size_t piece = 1; piece <= request.size(); ++piece) {
            reading one;

            BOOST_TEST((one.feed(request + next_request, piece) == progress::refused));
            BOOST_TEST(one.reader.refusal().status == status);
        }
}

BOOST_AUTO_TEST_CASE(knows_what_the_client_wishes) {
    struct row {
        std::string head;
        bool keeps_alive, announces_body, awaits_invitation;
    };
    const row rows[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true, false, false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", false, false, false},
        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false, false, false},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n", true,
         false, false},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n", true,
         true, true},
        {"POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n", false, true,
         false},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", true, true, false},
    };
    for (const auto& row : rows) BOOST_TEST_CONTEXT(row.head) {
            request_reader reader(1024);
            BOOST_TEST((reader.read_head(row.head) == progress::complete));

            BOOST_TEST(reader.keeps_alive() == row.keeps_alive);
            BOOST_TEST(reader.announces_body() == row.announces_body);
            BOOST_TEST(reader.awaits_invitation() == row.awaits_invitation);
        }
}

BOOST_AUTO_TEST_SUITE_END()
