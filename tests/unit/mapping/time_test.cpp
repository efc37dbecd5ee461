#include <boost/test/unit_test.hpp>

#include "mapping/transforms/time.hpp"

using mapping::clock_change;
using mapping::parse_time;

namespace {

const std::string new_york = "America/New_York";

std::string in_utc(std::string_view text, const std::string& zone = new_york) {
    const auto read = parse_time(text, zone);
    return read ? mapping::to_rfc3339(read->when) : "nothing";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_every_form_of_time_that_partners_send) {
    const struct {
        const char* text;
        const char* expected;
    } table[] = {
        {"2026-07-20T14:15:00Z", "2026-07-20T14:15:00Z"},
        {"2026-07-20t14:15:00z", "2026-07-20T14:15:00Z"},
        {" 2026-07-20 14:15:00+00:00 ", "2026-07-20T14:15:00Z"},
        {"2026-07-20T10:15:00-0400", "2026-07-20T14:15:00Z"},
        {"2026-07-20T10:15:00-04:00", "2026-07-20T14:15:00Z"},
        {"2026-07-20T10:15-04", "2026-07-20T14:15:00Z"},
        {"2026-07-20T19:45:00+05:30", "2026-07-20T14:15:00Z"},
        {"2026-07-20T14:15:00 Z", "2026-07-20T14:15:00Z"},
        {"2026-07-20T14:15:00.123456Z", "2026-07-20T14:15:00.123Z"},
        {"2026-07-20T14:15:00.5Z", "2026-07-20T14:15:00.500Z"},
        {"2026-07-20T14:15:00.123456789Z", "2026-07-20T14:15:00.123Z"},
        {"2026-06-30T23:59:60Z", "2026-07-01T00:00:00Z"},
        {"2026-07-20T10:15:00", "2026-07-20T14:15:00Z"},
        {"2026-01-20 10:15", "2026-01-20T15:15:00Z"},
        {"07/20/2026 10:15am", "2026-07-20T14:15:00Z"},
        {"7/20/2026, 10:15:30 PM", "2026-07-21T02:15:30Z"},
        {"07/20/2026 12:00am", "2026-07-20T04:00:00Z"},
        {"07/20/2026 12:00pm", "2026-07-20T16:00:00Z"},
        {"7/20/2026 10 AM", "2026-07-20T14:00:00Z"},
        {"07/20/2026 2:30 p.m.", "2026-07-20T18:30:00Z"},
        {"July 20, 2026 10:15am", "2026-07-20T14:15:00Z"},
        {"Jul 20 2026 14:30", "2026-07-20T18:30:00Z"},
        {"Sept. 1, 2026 9am", "2026-09-01T13:00:00Z"},
        {"2026-07-20 14:30", "2026-07-20T18:30:00Z"},
        {"2026-07-20T10:15:00.1234567-0400", "2026-07-20T14:15:00.123Z"},
        {"2026-07-20T09:15[America/Chicago]", "2026-07-20T14:15:00Z"},
        {"2026-07-20T14:15:00Z[America/Chicago]", "2026-07-20T14:15:00Z"},
        {"1784556900", "2026-07-20T14:15:00Z"},
        {"1784556900123", "2026-07-20T14:15:00.123Z"},
        {"1784556900[America/Chicago]", "2026-07-20T14:15:00Z"},
    };
    for (const auto& row : table) BOOST_TEST(in_utc(row.text) == row.expected, row.text);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_time) {
    for (const char* text : {"",
                             "soon",
                             "2026-07-20",
                             "20260720",
                             "2026-02-30T10:00:00Z",
                             "2026-13-01T10:00:00Z",
                             "2026-07-20T24:00:00Z",
                             "2026-07-20T10:60:00Z",
                             "2026-07-20T10:15:61Z",
                             "2026-07-20T10:15:00.Z",
                             "2026-07-20T10:15:00.1234567891Z",
                             "2026-07-20T10:15:00+99:00",
                             "2026-07-20T10:15:00+1",
                             "2026-07-20T10:15:00Zulu",
                             "07/20/2026 13:00pm",
                             "07/20/2026 10",
                             "07/20/2026 13 pm",
                             "07/20/2026 10:15 xm",
                             "July 20, 2026",
                             "July 32, 2026 10am",
                             "Ju 20, 2026 10am",
                             "Julius 20, 2026 10am",
                             "20 July 2026 10am",
                             "07/20/2026 0:15am",
                             "20/07/2026 10:15",
                             "07-20-2026 10:15",
                             "2026/07/20 10:15",
                             "-1784556900",
                             "1784556900.5",
                             "178455690012345",
                             "1e9",
                             "2026-07-20T10:15[]x"})
        BOOST_TEST(in_utc(text) == "nothing", text);
}

BOOST_AUTO_TEST_CASE(tells_a_day_alone) {
    for (const char* text : {"2026-07-20", " 7/20/2026 ", "July 20, 2026", "2026-07-20[UTC]"})
        BOOST_TEST(mapping::is_date(text), text);
    for (const char* text : {"", "soon", "2026-02-30", "2026-07-20T10:15", "2026-07-20 x", "July"})
        BOOST_TEST(!mapping::is_date(text), text);
}

BOOST_AUTO_TEST_CASE(refuses_a_local_time_of_an_unknown_zone) {
    BOOST_TEST(in_utc("2026-07-20T10:15", "Mars/Olympus") == "nothing");
    BOOST_TEST(in_utc("2026-07-20T10:15[../../etc/passwd]") == "nothing");
    BOOST_TEST(in_utc("2026-07-20T10:15Z", "Mars/Olympus") == "2026-07-20T10:15:00Z");
}

BOOST_AUTO_TEST_CASE(moves_a_skipped_local_time_forward_and_takes_the_earlier_of_a_repeated_one) {
    const struct {
        const char* local;
        const char* expected;
        clock_change change;
    } table[] = {
        {"2026-03-08T01:59:59", "2026-03-08T06:59:59Z", clock_change::none},
        {"2026-03-08T02:00:00", "2026-03-08T07:00:00Z", clock_change::skipped},
        {"2026-03-08T02:30:00", "2026-03-08T07:30:00Z", clock_change::skipped},
        {"2026-03-08T03:00:00", "2026-03-08T07:00:00Z", clock_change::none},
        {"2026-11-01T00:59:59", "2026-11-01T04:59:59Z", clock_change::none},
        {"2026-11-01T01:00:00", "2026-11-01T05:00:00Z", clock_change::repeated},
        {"2026-11-01T01:30:00.250", "2026-11-01T05:30:00.250Z", clock_change::repeated},
        {"2026-11-01T02:00:00", "2026-11-01T07:00:00Z", clock_change::none},
    };
    for (const auto& row : table) {
        const auto read = parse_time(row.local, new_york);

        BOOST_TEST(mapping::to_rfc3339(read.value().when) == row.expected, row.local);
        BOOST_TEST((read->change == row.change), row.local);
    }
}

BOOST_AUTO_TEST_CASE(knows_the_time_zones_of_the_system) {
    BOOST_TEST(mapping::is_time_zone("America/New_York"));
    BOOST_TEST(mapping::is_time_zone("UTC"));
    BOOST_TEST(!mapping::is_time_zone("America/Nowhere"));
    BOOST_TEST(!mapping::is_time_zone(""));
}

BOOST_AUTO_TEST_CASE(knows_the_time_zones_of_windows) {
    const std::pair<const char*, const char*> rows[] = {
        {"Eastern Standard Time", "2026-07-20T14:15:00Z"},  // named so in summer too
        {"US Eastern Standard Time", "2026-07-20T14:15:00Z"},
        {"Central Standard Time", "2026-07-20T15:15:00Z"},
        {"US Mountain Standard Time", "2026-07-20T17:15:00Z"},  // Arizona has no summer time
        {"Pacific Standard Time", "2026-07-20T17:15:00Z"},
        {"Hawaiian Standard Time", "2026-07-20T20:15:00Z"},
        {"W. Europe Standard Time", "2026-07-20T08:15:00Z"},
        {"India Standard Time", "2026-07-20T04:45:00Z"},
        {"UTC", "2026-07-20T10:15:00Z"},
    };
    for (const auto& [zone, expected] : rows) {
        BOOST_TEST(mapping::is_time_zone(zone), zone);
        const auto given = parse_time("2026-07-20T10:15", zone);
        const auto bracketed = parse_time("2026-07-20T10:15[" + std::string(zone) + "]", "UTC");
        BOOST_REQUIRE_MESSAGE(given && bracketed, zone);
        BOOST_TEST(mapping::to_rfc3339(given->when) == expected, zone);
        BOOST_TEST(mapping::to_rfc3339(bracketed->when) == expected, zone);
    }
    for (const char* none : {"Eastern Time", "eastern standard time", "EDT",
                             "Nowhere Standard Time", "(UTC-05:00) Eastern Time (US & Canada)"})
        BOOST_TEST(!mapping::is_time_zone(none), none);
}
