#pragma once

#include <string_view>

namespace sandbox {

// "0f8fad5b-d9cb-469f-a165-70867728950e", in any case.
constexpr bool is_guid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool is_hex = std::string_view("0123456789abcdefABCDEF").find(text[i]) != text.npos;
        if (is_dash ? text[i] != '-' : !is_hex) return false;
    }
    return true;
}

}  // namespace sandbox
