#include "gateway/inbox/housekeeping.hpp"

#include <boost/test/unit_test.hpp>

using gateway::pause_after_statistics;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(statistics_are_read_every_two_seconds_while_that_is_cheap) {
    BOOST_TEST((pause_after_statistics(0ms) == 2s));
    BOOST_TEST((pause_after_statistics(1ms) == 2s));
    BOOST_TEST((pause_after_statistics(100ms) == 2s));
}

BOOST_AUTO_TEST_CASE(a_slow_reading_of_the_statistics_puts_the_next_one_off) {
    BOOST_TEST((pause_after_statistics(101ms) == 2020ms));
    BOOST_TEST((pause_after_statistics(1200ms) == 24s));
}
