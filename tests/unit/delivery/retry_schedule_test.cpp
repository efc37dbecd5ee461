#include "gateway/delivery/retry_schedule.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace std::chrono_literals;
using gateway::retry_schedule;
using mapping::timestamp;

const timestamp start{1'000'000'000s};
constexpr double almost_one = 0.999999999;

BOOST_AUTO_TEST_CASE(doubles_the_longest_wait_from_two_seconds_to_ten_minutes) {
    const retry_schedule schedule;
    const std::pair<int, std::chrono::milliseconds> expected[] = {
        {0, 2s}, {1, 4s}, {2, 8s}, {3, 16s}, {8, 512s}, {9, 600s}, {10, 600s}};

    for (const auto& [tries, longest] : expected) {
        const auto wait = back_off(schedule, tries, almost_one);

        BOOST_TEST(wait.count() <= longest.count());
        BOOST_TEST(wait.count() >= longest.count() - 1);
    }
}

BOOST_AUTO_TEST_CASE(spreads_waits_over_the_whole_span) {
    const retry_schedule schedule;

    BOOST_TEST(back_off(schedule, 3, 0.0).count() == 0);
    BOOST_TEST(back_off(schedule, 3, 0.25).count() == 4'000);
    BOOST_TEST(back_off(schedule, 3, 0.5).count() == 8'000);
}

BOOST_AUTO_TEST_CASE(keeps_the_longest_wait_however_many_tries_there_were) {
    const retry_schedule schedule;

    for (const int tries : {31, 32, 63, 64, 1'000, 2'000'000'000})
        BOOST_TEST(back_off(schedule, tries, 0.5).count() == 300'000);
}

BOOST_AUTO_TEST_CASE(tries_a_last_time_as_the_schedule_ends_and_then_no_more) {
    const retry_schedule schedule;
    const timestamp end = start + 72h;

    const auto last = next_try(schedule, 20, start, end - 1s, almost_one);
    const auto after = next_try(schedule, 21, start, end, 0.0);

    BOOST_REQUIRE(last.has_value());
    BOOST_TEST((*last == end));
    BOOST_TEST(!after.has_value());
    BOOST_TEST(!is_over(schedule, start, end - 1ms));
    BOOST_TEST(is_over(schedule, start, end));
    BOOST_TEST(!is_over_in_doubt(schedule, start, start + 2 * schedule.give_up_after - 1ms));
    BOOST_TEST(is_over_in_doubt(schedule, start, start + 2 * schedule.give_up_after));
}

BOOST_AUTO_TEST_CASE(counts_from_the_first_try_so_that_a_replay_has_a_full_budget) {
    const retry_schedule schedule;
    const timestamp replayed = start + 500h;

    const auto next = next_try(schedule, 0, replayed, replayed + 1s, 0.5);

    BOOST_REQUIRE(next.has_value());
    BOOST_TEST((*next == replayed + 2s));
}

BOOST_AUTO_TEST_CASE(is_settable) {
    retry_schedule schedule;
    schedule.first = 100ms;
    schedule.longest = 300ms;
    schedule.give_up_after = 1s;

    BOOST_TEST(back_off(schedule, 1, 0.5).count() == 100);
    BOOST_TEST(back_off(schedule, 5, 0.5).count() == 150);
    BOOST_TEST(is_over(schedule, start, start + 1s));
}

}  // namespace
