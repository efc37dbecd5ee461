#include "gateway/crm/retry_after.hpp"

#include <boost/test/unit_test.hpp>
#include <optional>
#include <string_view>

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

// Wednesday, 2 December 2026, 10:00:00 UTC.
const mapping::timestamp now =
    std::chrono::sys_days(std::chrono::year(2026) / 12 / 2) + std::chrono::hours(10);

const struct {
    std::string_view value;
    std::optional<milliseconds> expected;
} cases[] = {
    {"0", 0ms},
    {"7", 7s},
    {"120", 2min},
    {"  30\t", 30s},
    {"007", 7s},
    {"3600", 1h},
    {"3601", 1h},
    {"86400", 1h},
    {"99999999999999999999999999999999999999", 1h},
    {"-5", 0ms},
    {"-99999999999999999999999999", 0ms},

    {"Wed, 02 Dec 2026 10:00:30 GMT", 30s},
    {" Wed, 02 Dec 2026 10:10:00 GMT ", 10min},
    {"Wed, 02 Dec 2026 10:00:00 GMT", 0ms},
    {"Wed, 02 Dec 2026 09:59:59 GMT", 0ms},
    {"Tue, 01 Dec 1998 10:00:00 GMT", 0ms},
    {"Thu, 03 Dec 2026 10:00:00 GMT", 1h},
    {"Fri, 31 Dec 9999 23:59:59 GMT", 1h},
    {"Wednesday, 02-Dec-26 10:00:45 GMT", 45s},
    {"Wed Dec  2 10:01:00 2026", 1min},

    {"", std::nullopt},
    {"   ", std::nullopt},
    {"soon", std::nullopt},
    {"-", std::nullopt},
    {"--5", std::nullopt},
    {"+5", std::nullopt},
    {"1.5", std::nullopt},
    {"5s", std::nullopt},
    {"5, 10", std::nullopt},
    {"0x10", std::nullopt},
    {"1e3", std::nullopt},
    {"\xd9\xa5", std::nullopt},
    {"Wed, 02 Dec 2026 10:00:30", std::nullopt},
    {"Wed, 02 Dec 2026 10:00 GMT", std::nullopt},
    {"Tue, 02 Dec 2026 10:00:30 GMT", std::nullopt},
    {"Wed, 02 Dec", std::nullopt},
    {"Wed, 02 Dec 2026 10:00:30 GMT+1", std::nullopt},
    {"Mon, 30 Feb 2026 10:00:30 GMT", std::nullopt},
    {"Wed, 02 Dec 2026 25:00:30 GMT", std::nullopt},
    {"2026-12-02T10:00:30Z", std::nullopt},
};

}  // namespace

BOOST_AUTO_TEST_CASE(reads_seconds_and_dates_within_bounds_and_nothing_else) {
    for (const auto& [value, expected] : cases) {
        BOOST_TEST_CONTEXT("Retry-After: " << value) {
            const auto got = gateway::parse_retry_after(value, now);

            BOOST_TEST(got.has_value() == expected.has_value());
            BOOST_TEST(got.value_or(-1ms).count() == expected.value_or(-1ms).count());
        }
    }
}
