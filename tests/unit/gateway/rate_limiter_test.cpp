#include "gateway/rate_limiter.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <vector>

namespace {

using namespace std::chrono_literals;
using gateway::rate_limiter;
using time_point = rate_limiter::time_point;

const time_point start{1'000'000s};

BOOST_AUTO_TEST_CASE(lets_a_burst_go_at_once_and_spaces_the_rest) {
    rate_limiter limiter(10, 3);

    BOOST_TEST(limiter.reserve(start).count() == 0);
    BOOST_TEST(limiter.reserve(start).count() == 0);
    BOOST_TEST(limiter.reserve(start).count() == 0);
    BOOST_TEST((limiter.reserve(start) == 100ms));
    BOOST_TEST((limiter.reserve(start) == 200ms));
}

BOOST_AUTO_TEST_CASE(tells_the_delay_without_taking_a_place) {
    rate_limiter limiter(10, 1);
    limiter.reserve(start);

    BOOST_TEST((limiter.delay(start) == 100ms));
    BOOST_TEST((limiter.delay(start + 30ms) == 70ms));

    BOOST_TEST((limiter.reserve(start) == 100ms));
    BOOST_TEST((limiter.delay(start) == 200ms));
}

BOOST_AUTO_TEST_CASE(keeps_no_more_than_a_burst_over_a_rest) {
    rate_limiter limiter(10, 2);
    limiter.reserve(start);

    const time_point later = start + 24h;

    BOOST_TEST(limiter.reserve(later).count() == 0);
    BOOST_TEST(limiter.reserve(later).count() == 0);
    BOOST_TEST((limiter.reserve(later) == 100ms));
}

// Whatever the callers do, a span holds no more calls than its share and one burst.
BOOST_AUTO_TEST_CASE(never_exceeds_rate_and_burst_in_any_second) {
    rate_limiter limiter(60, 5);
    std::vector<time_point> calls;
    for (int i = 0; i < 1'000; ++i) {
        const time_point asked = start + i * 3ms + (i % 100 == 0 ? 700ms : 0ms);
        calls.push_back(asked + limiter.reserve(asked));
    }
    std::sort(calls.begin(), calls.end());

    for (auto first = calls.begin(); first != calls.end(); ++first) {
        const auto end = std::lower_bound(first, calls.end(), *first + 1s);
        BOOST_TEST((end - first) <= 65);
    }
}

BOOST_AUTO_TEST_CASE(reaches_the_full_rate_when_callers_come_late) {
    rate_limiter limiter(50, 1);
    time_point now = start;
    for (int i = 0; i < 500; ++i) {
        now += limiter.reserve(now);
        now += 3ms;  // the timer fired late
    }

    BOOST_TEST((now - start <= 10s + 20ms));
}

BOOST_AUTO_TEST_CASE(refuses_a_rate_of_nothing) {
    BOOST_CHECK_THROW(rate_limiter(0, 1), std::invalid_argument);
    BOOST_CHECK_THROW(rate_limiter(60, 0.5), std::invalid_argument);
}

}  // namespace
