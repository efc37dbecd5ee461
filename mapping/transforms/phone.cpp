#include "mapping/transforms/phone.hpp"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

namespace mapping {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr int north_america = 1;

std::string digits_of(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

}  // namespace

std::optional<phone_number> parse_phone(std::string_view text, const std::string& region) {
    const auto& library = *PhoneNumberUtil::GetInstance();
    PhoneNumber parsed;
    if (library.Parse(std::string(text), region, &parsed) != PhoneNumberUtil::NO_PARSING_ERROR)
        return std::nullopt;
    // A number that can only be dialled within its town is of no use to a call centre.
    if (library.IsPossibleNumberWithReason(parsed) != PhoneNumberUtil::IS_POSSIBLE)
        return std::nullopt;

    phone_number result;
    if (parsed.country_code() == north_america)
        library.GetNationalSignificantNumber(parsed, &result.number);
    else
        library.Format(parsed, PhoneNumberUtil::E164, &result.number);
    result.extension = parsed.extension();
    return result;
}

bool is_placeholder_phone(std::string_view text) {
    std::string digits = digits_of(text);
    if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
    if (digits == "1234567890" || digits == "0123456789") return true;
    if (digits.size() < 7) return false;
    const bool is_one_digit = digits.find_first_not_of(digits.front()) == std::string::npos;
    return is_one_digit && std::string_view("0159").find(digits.front()) != std::string_view::npos;
}

bool is_phone_region(const std::string& region) {
    return PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region) != 0;
}

}  // namespace mapping
