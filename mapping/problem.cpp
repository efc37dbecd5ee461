#include "mapping/problem.hpp"

#include <stdexcept>

namespace mapping {

std::string_view to_string(errc code) noexcept {
    switch (code) {
        case errc::missing: return "missing";
        case errc::wrong_type: return "wrong_type";
        case errc::malformed: return "malformed";
        case errc::out_of_range: return "out_of_range";
        case errc::not_allowed: return "not_allowed";
        case errc::unknown: return "unknown";
        case errc::duplicate: return "duplicate";
        case errc::too_large: return "too_large";
    }
    return "unknown";
}

std::string to_text(const problems& all) {
    std::string text;
    for (const problem& one : all) {
        if (!text.empty()) text += '\n';
        text.append(one.where).append(": ").append(to_string(one.code));
        if (!one.what.empty()) text.append(": ").append(one.what);
        if (!one.from.empty()) text.append(" (from ").append(one.from).append(")");
    }
    return text;
}

void throw_exception_from_error(const problems& all, const boost::source_location&) {
    throw std::logic_error(to_text(all));
}

}  // namespace mapping
