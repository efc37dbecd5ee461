#include "gateway/intake/arrival_limiter.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>

namespace {

using namespace std::chrono_literals;
using gateway::arrival_limiter;

const arrival_limiter::time_point start{1'000'000s};

BOOST_AUTO_TEST_CASE(says_when_to_come_again_and_counts_no_webhook_that_it_refused) {
    arrival_limiter limiter({10, 2});
    BOOST_TEST(limiter.admit("acme", start).count() == 0);
    BOOST_TEST(limiter.admit("acme", start).count() == 0);

    for (int i = 0; i < 100; ++i) BOOST_TEST((limiter.admit("acme", start) == 100ms));

    BOOST_TEST(limiter.admit("acme", start + 100ms).count() == 0);
    BOOST_TEST((limiter.admit("acme", start + 101ms) == 99ms));
}

BOOST_AUTO_TEST_CASE(a_connection_does_not_use_up_the_share_of_another) {
    arrival_limiter limiter({1, 1});
    BOOST_TEST(limiter.admit("wild", start).count() == 0);
    BOOST_TEST(limiter.admit("wild", start).count() > 0);

    BOOST_TEST(limiter.admit("acme", start).count() == 0);
}

}  // namespace
