#include "gateway/http/framing.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/unit/http/malformed_heads.hpp"

using namespace gateway::http;
using verdict = head_scan::verdict;

namespace {

bool is_refused(std::string_view head) {
    head_scan scan;
    switch (scan.look(head)) {
        case verdict::malformed: return true;
        case verdict::complete: return framing_problem(head.substr(0, scan.size())).has_value();
        case verdict::incomplete: return false;
    }
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(framing)

BOOST_AUTO_TEST_CASE(refuses_every_head_that_could_be_read_in_two_ways) {
    for (const auto& [what, head] : testing::malformed_heads())
        BOOST_TEST(is_refused(head), "not refused: " << what);
}

BOOST_AUTO_TEST_CASE(accepts_what_honest_clients_send) {
    const std::string_view heads[] = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "POST /a?b=c HTTP/1.1\r\nhost: example.com:8443\r\ncontent-length: 12\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: [::1]:8443\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding:  Chunked \r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 1\r\n\r\n",
        "M-SEARCH /%20 HTTP/1.1\r\nHost:a\r\nX-Empty:\r\nX-Name: caf\xc3\xa9\ttab\r\n\r\n",
    };
    for (const auto head : heads) {
        head_scan scan;

        BOOST_TEST((scan.look(head) == verdict::complete));
        BOOST_TEST(scan.size() == head.size());
        BOOST_TEST(!framing_problem(head).has_value(), head);
    }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_without_the_senders_bytes) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +secret\r\n\r\n";

    BOOST_TEST(framing_problem(head).value() == "Content-Length is not one plain number");
}

BOOST_AUTO_TEST_CASE(finds_the_end_however_the_bytes_come) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    head_scan scan;

    for (std::size_t size = 0; size < head.size(); ++size)
        BOOST_TEST((scan.look(head.substr(0, size)) == verdict::incomplete));

    BOOST_TEST((scan.look(head) == verdict::complete));
    BOOST_TEST(scan.size() == head.size());
}

BOOST_AUTO_TEST_CASE(looks_no_further_than_the_end) {
    head_scan scan;

    BOOST_TEST((scan.look("GET / HTTP/1.1\r\nHost: a\r\n\r\n\n\x01") == verdict::complete));
    BOOST_TEST(scan.size() == 27u);
}

BOOST_AUTO_TEST_CASE(notices_an_illegal_byte_before_the_head_is_complete) {
    for (const std::string_view start : {"GET /\x01", "GET / HTTP/1.1\n", "\n", "GET\r/", "\r\r"}) {
        head_scan scan;

        BOOST_TEST((scan.look(start) == verdict::malformed));
    }
}

BOOST_AUTO_TEST_SUITE_END()
