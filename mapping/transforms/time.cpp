#include "mapping/transforms/time.hpp"

#include <date/tz.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

using namespace std::chrono;

template <class Number = int>
Number to_number(std::string_view digits) {
    Number value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

// Takes a text apart from its front. A step that does not match takes nothing.
class scanner {
public:
    explicit scanner(std::string_view rest) : rest_(rest) {}

    bool at_end() const { return rest_.empty(); }
    // One character out of these; 0 when it is none of them.
    char take(std::string_view these) {
        if (rest_.empty() || these.find(rest_.front()) == std::string_view::npos) return 0;
        const char taken = rest_.front();
        rest_.remove_prefix(1);
        return taken;
    }
    void skip_spaces() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
    }
    // All the letters that stand here.
    std::string_view letters() {
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
        const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(taken.size());
        return taken;
    }
    bool take_word(std::string_view word) {
        if (!equals_ignoring_case(rest_.substr(0, word.size()), word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    // All the digits that stand here, if they are so many.
    std::optional<std::string_view> digits(std::size_t least, std::size_t most) {
        const auto count = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        if (count < least || count > most) return std::nullopt;
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    std::optional<int> number(std::size_t least, std::size_t most) {
        const auto taken = digits(least, most);
        if (!taken) return std::nullopt;
        return to_number(*taken);
    }

private:
    std::string_view rest_;
};

std::optional<sys_days> date_of(int of_year, int of_month, int of_day) {
    const year_month_day date(year(of_year), month(static_cast<unsigned>(of_month)),
                              day(static_cast<unsigned>(of_day)));
    if (!date.ok()) return std::nullopt;
    return sys_days(date);
}

// The month of a name, or of its beginning: "Jul", "Sept"; 0 when there is none.
int month_of(std::string_view name) {
    static constexpr std::array<std::string_view, 12> months = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    if (name.size() < 3) return 0;
    const auto found = std::find_if(months.begin(), months.end(), [&](std::string_view one) {
        return equals_ignoring_case(one.substr(0, name.size()), name);
    });
    return found == months.end() ? 0 : static_cast<int>(found - months.begin()) + 1;
}

// "July 20, 2026"
std::optional<sys_days> take_spelt_date(scanner& in) {
    const int of_month = month_of(in.letters());
    in.take(".");
    in.skip_spaces();
    const auto of_day = in.number(1, 2);
    in.take(",");
    in.skip_spaces();
    const auto of_year = in.number(4, 4);
    if (of_month == 0 || !of_day || !of_year) return std::nullopt;
    return date_of(*of_year, of_month, *of_day);
}

// "2026-07-20", "7/20/2026" or "July 20, 2026".
std::optional<sys_days> take_date(scanner& in) {
    const auto first = in.digits(1, 4);
    if (!first) return take_spelt_date(in);
    const char separator = in.take(first->size() == 4 ? "-" : "/");
    const auto second = in.number(separator == '-' ? 2 : 1, 2);
    if (!separator || !second || !in.take(std::string_view(&separator, 1))) return std::nullopt;
    const auto third = separator == '-' ? in.number(2, 2) : in.number(4, 4);
    if (!third) return std::nullopt;
    return separator == '-' ? date_of(to_number(*first), *second, *third)
                            : date_of(*third, to_number(*first), *second);
}

// ".1234567" to milliseconds, what is finer cut off; zero when there is no fraction.
std::optional<milliseconds> take_fraction(scanner& in) {
    if (!in.take(".,")) return milliseconds(0);
    const auto fraction = in.digits(1, 9);
    if (!fraction) return std::nullopt;
    std::string thousandths(fraction->substr(0, 3));
    thousandths.resize(3, '0');
    return milliseconds(to_number(thousandths));
}

// The hour of the day from one that is followed by "am" or "pm", or by neither, if it may be.
std::optional<hours> take_half_of_day(scanner& in, int hour, bool may_be_neither) {
    in.skip_spaces();
    const bool is_morning = in.take_word("am") || in.take_word("a.m.");
    const bool is_afternoon = !is_morning && (in.take_word("pm") || in.take_word("p.m."));
    if (!is_morning && !is_afternoon)
        return may_be_neither && hour < 24 ? std::optional(hours(hour)) : std::nullopt;
    if (hour < 1 || hour > 12) return std::nullopt;
    return hours(hour % 12 + (is_afternoon ? 12 : 0));
}

// What follows the colon behind the hour: "15" or "15:30.25". A leap second runs into the next
// minute.
std::optional<milliseconds> take_below_hour(scanner& in) {
    const auto minute = in.number(2, 2);
    if (!minute || *minute > 59) return std::nullopt;
    auto below_minute = std::optional<milliseconds>(0);
    if (in.take(":")) {
        const auto second = in.number(2, 2);
        if (!second || *second > 60) return std::nullopt;
        below_minute = take_fraction(in);
        if (!below_minute) return std::nullopt;
        *below_minute += seconds(*second);
    }
    return minutes(*minute) + *below_minute;
}

// "10:15", "10:15:30.25", "10:15am" or "10 am", as the time since midnight.
std::optional<milliseconds> take_time_of_day(scanner& in) {
    const auto hour = in.number(1, 2);
    if (!hour) return std::nullopt;
    const bool has_colon = in.take(":") != 0;
    const auto below_hour = has_colon ? take_below_hour(in) : std::optional<milliseconds>(0);
    if (!below_hour) return std::nullopt;
    const auto hour_of_day = take_half_of_day(in, *hour, has_colon);
    if (!hour_of_day) return std::nullopt;
    return *hour_of_day + *below_hour;
}

// "Z", "+05:30", "-0700" or "+02".
std::optional<minutes> take_offset(scanner& in) {
    if (in.take("Zz")) return minutes(0);
    const char sign = in.take("+-");
    const auto digits = sign ? in.digits(2, 4) : std::nullopt;
    if (!digits || digits->size() == 3) return std::nullopt;
    const int hour = to_number(digits->substr(0, 2));
    int minute = to_number(digits->substr(2));
    if (digits->size() == 2 && in.take(":")) {
        const auto after_colon = in.number(2, 2);
        if (!after_colon) return std::nullopt;
        minute = *after_colon;
    }
    if (hour > 23 || minute > 59) return std::nullopt;
    const auto distance = hours(hour) + minutes(minute);
    return sign == '-' ? -distance : distance;
}

// The numbers of milliseconds begin where those of seconds reach the year 5138, so nobody means the
// other. Fewer than nine digits would be a date without separators.
std::optional<timestamp> read_epoch(std::string_view text) {
    constexpr std::int64_t first_of_milliseconds = 100'000'000'000;
    scanner in(text);
    const auto digits = in.digits(9, 14);
    if (!digits || !in.at_end()) return std::nullopt;
    const auto number = to_number<std::int64_t>(*digits);
    return number < first_of_milliseconds ? timestamp(seconds(number))
                                          : timestamp(milliseconds(number));
}

// Of the name that Windows, and with it Outlook and Microsoft Bookings, has for a zone: "Eastern
// Standard Time". Empty when it has no such name.
std::string iana_name_of(const std::string& windows_name) {
    icu::UnicodeString found;
    UErrorCode status = U_ZERO_ERROR;
    icu::TimeZone::getIDForWindowsID(icu::UnicodeString::fromUTF8(windows_name), nullptr, found,
                                     status);
    std::string name;
    if (U_SUCCESS(status)) found.toUTF8String(name);
    return name;
}

const date::time_zone* zone_named(const std::string& iana_name) {
    try {
        return date::locate_zone(iana_name);
    } catch (const std::runtime_error&) {  // how the library says that there is none
        return nullptr;
    }
}

// No zone of the one kind of names is called as one of the other kind, but for UTC, which both
// mean.
const date::time_zone* find_zone(const std::string& name) {
    if (const auto* zone = zone_named(name)) return zone;
    const std::string iana_name = iana_name_of(name);
    return iana_name.empty() ? nullptr : zone_named(iana_name);
}

std::optional<moment> from_local(milliseconds local, const std::string& zone_name) {
    const auto* zone = find_zone(zone_name);
    if (!zone) return std::nullopt;
    const auto found = zone->get_info(date::local_seconds(floor<seconds>(local)));
    moment result{timestamp(local - found.first.offset)};
    if (found.result == date::local_info::nonexistent) result.change = clock_change::skipped;
    if (found.result == date::local_info::ambiguous) result.change = clock_change::repeated;
    return result;
}

}  // namespace

std::optional<moment> parse_time(std::string_view text, const std::string& zone) {
    text = trim(text);
    std::string zone_of_text;
    if (const auto bracket = text.find('['); bracket != text.npos && text.ends_with(']')) {
        zone_of_text = trim(text.substr(bracket + 1, text.size() - bracket - 2));
        text = trim(text.substr(0, bracket));
    }
    if (const auto epoch = read_epoch(text)) return moment{*epoch};

    scanner in(text);
    const auto date = take_date(in);
    if (!date) return std::nullopt;
    in.take("Tt,");
    in.skip_spaces();
    const auto time = take_time_of_day(in);
    if (!time) return std::nullopt;
    in.skip_spaces();
    const milliseconds local = date->time_since_epoch() + *time;
    if (in.at_end()) return from_local(local, zone_of_text.empty() ? zone : zone_of_text);

    const auto offset = take_offset(in);
    if (!offset || !in.at_end()) return std::nullopt;
    return moment{timestamp(local - *offset)};
}

bool is_date(std::string_view text) {
    scanner in(trim(text.substr(0, text.find('['))));
    return take_date(in) && in.at_end();
}

bool is_time_zone(const std::string& name) { return find_zone(name) != nullptr; }

}  // namespace mapping
