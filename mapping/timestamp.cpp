#include "mapping/timestamp.hpp"

#include <cstdio>

namespace mapping {

std::string to_rfc3339(timestamp when) {
    using namespace std::chrono;
    const auto day = floor<days>(when);
    const year_month_day date(day);
    const hh_mm_ss time(when - day);
    char text[64];
    int length =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", int(date.year()),
                      unsigned(date.month()), unsigned(date.day()), int(time.hours().count()),
                      int(time.minutes().count()), int(time.seconds().count()));
    std::string result(text, static_cast<std::size_t>(length));
    if (const auto fraction = time.subseconds().count(); fraction != 0) {
        length = std::snprintf(text, sizeof text, ".%03d", int(fraction));
        result.append(text, static_cast<std::size_t>(length));
    }
    return result += 'Z';
}

}  // namespace mapping
