#include "tests/sandbox/instant.hpp"

#include <array>
#include <cstdio>

namespace sandbox {

namespace chrono = std::chrono;

namespace {

// Takes a text apart from the front; `good` turns false at the first thing that is not as expected.
struct scanner {
    std::string_view rest;
    bool good = true;

    bool take(char wanted) {
        if (rest.empty() || rest.front() != wanted) return false;
        rest.remove_prefix(1);
        return true;
    }
    void expect(char wanted) { good = take(wanted) && good; }
    bool at_digit() const { return !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; }
    int digit() {
        if (!at_digit()) {
            good = false;
            return 0;
        }
        const int value = rest.front() - '0';
        rest.remove_prefix(1);
        return value;
    }
    int number(int digits) {
        int value = 0;
        for (int i = 0; i < digits; ++i) value = value * 10 + digit();
        return value;
    }
    // What follows the point; digits beyond the seventh are finer than a tick.
    ticks fraction() {
        std::int64_t value = digit(), scale = 1'000'000;
        value *= scale;
        while (at_digit()) value += digit() * (scale /= 10);
        return ticks(value);
    }
    chrono::minutes offset() {
        if (take('Z')) return chrono::minutes(0);
        const bool west = take('-');
        if (!west) expect('+');
        const int hours = number(2);
        expect(':');
        const int minutes = number(2);
        good = good && hours <= 14 && minutes < 60;
        const auto size = chrono::hours(hours) + chrono::minutes(minutes);
        return west ? -size : size;
    }
};

}  // namespace

std::string to_text(instant when) {
    const auto day = chrono::floor<chrono::days>(when);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss time(when - day);
    std::array<char, 48> text;
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%07d",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    std::string shown = text.data();
    shown.erase(shown.find_last_not_of('0') + 1);
    if (shown.back() == '.') shown.pop_back();
    return shown + "Z";
}

std::optional<instant> parse_instant(std::string_view text) {
    scanner in{text};
    const int year = in.number(4);
    in.expect('-');
    const int month = in.number(2);
    in.expect('-');
    const int day = in.number(2);
    in.expect('T');
    const int hour = in.number(2);
    in.expect(':');
    const int minute = in.number(2);
    const int second = in.take(':') ? in.number(2) : 0;
    const ticks fraction = in.take('.') ? in.fraction() : ticks(0);
    const chrono::minutes offset = in.offset();

    const auto date = chrono::year(year) / chrono::month(static_cast<unsigned>(month)) /
                      chrono::day(static_cast<unsigned>(day));
    if (!in.good || !in.rest.empty() || year < 1 || !date.ok()) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return chrono::sys_days(date) + chrono::hours(hour) + chrono::minutes(minute) +
           chrono::seconds(second) + fraction - offset;
}

}  // namespace sandbox
