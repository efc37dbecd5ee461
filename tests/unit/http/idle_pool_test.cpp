#include "gateway/http/idle_pool.hpp"

#include <boost/test/unit_test.hpp>

using gateway::http::idle_pool;
using namespace std::chrono_literals;

namespace {

struct connection {
    int number;
    bool good = true;
};

struct pool_fixture {
    idle_pool<connection> pool{2, 30s};
    idle_pool<connection>::time_point now;

    void keep(const std::string& origin, int number, bool good = true) {
        pool.keep(origin, now, std::make_unique<connection>(connection{number, good}));
    }

    // The connection's number, 0 for none.
    int take(const std::string& origin) {
        const auto taken = pool.take(origin, now, [](const connection& one) { return one.good; });
        return taken ? taken->number : 0;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(idle_pools, pool_fixture)

BOOST_AUTO_TEST_CASE(gives_each_connection_once_and_the_newest_first) {
    keep("a", 1);
    keep("a", 2);

    BOOST_TEST(take("a") == 2);
    BOOST_TEST(take("a") == 1);
    BOOST_TEST(take("a") == 0);
}

BOOST_AUTO_TEST_CASE(never_gives_a_connection_to_another_origin) {
    keep("a", 1);

    BOOST_TEST(take("b") == 0);
    BOOST_TEST(take("a") == 1);
}

BOOST_AUTO_TEST_CASE(drops_the_oldest_when_there_are_too_many) {
    keep("a", 1);
    keep("a", 2);
    keep("a", 3);

    BOOST_TEST(take("a") == 3);
    BOOST_TEST(take("a") == 2);
    BOOST_TEST(take("a") == 0);
}

BOOST_AUTO_TEST_CASE(gives_none_that_waited_for_too_long) {
    keep("a", 1);
    now += 1s;
    keep("a", 2);
    now += 29s;

    BOOST_TEST(take("a") == 2);
    BOOST_TEST(take("a") == 0);
}

BOOST_AUTO_TEST_CASE(drops_what_is_no_longer_good_and_looks_further) {
    keep("a", 1);
    keep("a", 2, false);

    BOOST_TEST(take("a") == 1);
    BOOST_TEST(take("a") == 0);
}

BOOST_AUTO_TEST_CASE(drops_everything_at_once) {
    keep("a", 1);
    keep("b", 2);

    pool.clear();

    BOOST_TEST(take("a") == 0);
    BOOST_TEST(take("b") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
