#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mapping {

struct phone_number {
    std::string number;     // 10 digits for country code 1, E.164 for all others
    std::string extension;  // digits; "" for none
};

// Reads a phone number as people write it; one without a country code belongs to the region (ISO
// 3166-1 alpha-2). A number passes when its length is possible there: whether it was ever assigned
// is not ours to judge. Nothing when it cannot be a number one could dial from anywhere.
std::optional<phone_number> parse_phone(std::string_view text, const std::string& region);

// True for what people type when a form insists on a number: counting up, or one digit all through
// that no North American number repeats so (0, 1, 5, 9: the area code 555 is given to nobody).
bool is_placeholder_phone(std::string_view text);

// True for a region that phone numbers can be read by.
bool is_phone_region(const std::string& region);

}  // namespace mapping
