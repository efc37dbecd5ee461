#include "tests/sandbox/catalogues.hpp"

#include "tests/sandbox/errors.hpp"

namespace sandbox {

namespace {

struct reference {
    const char *member, *catalogue;
};
constexpr reference references[] = {
    {"campaignId", "campaigns"}, {"businessUnitId", "businessUnits"},
    {"jobTypeId", "jobTypes"},   {"callReasonId", "callReasons"},
    {"tagTypeIds", "tagTypes"},  {"dismissingReasonId", "callReasons"},
};

void check(const call& by, const reference& to, const json::value& id, field_errors& errors) {
    if (!by.in.knows(to.catalogue, id.get_int64()))
        errors[to.member] = {"There is none with id " + std::to_string(id.get_int64()) + "."};
}

}  // namespace

std::optional<answer> unknown_references(const call& by) {
    field_errors errors;
    for (const auto& to : references) {
        const json::value* const value = given(by.body, to.member);
        if (!value) continue;
        if (value->is_array())
            for (const auto& id : value->get_array()) check(by, to, id, errors);
        else
            check(by, to, *value, errors);
    }
    if (errors.empty()) return std::nullopt;
    return invalid(errors);
}

}  // namespace sandbox
