#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "mapping/contract/api_contract.hpp"
#include "tests/sandbox/instant.hpp"
#include "tests/sandbox/message.hpp"
#include "tests/sandbox/settings.hpp"
#include "tests/sandbox/store.hpp"

namespace sandbox {

// A call that the contract has nothing against, on its way to the handler of its operation.
struct call {
    const mapping::api_operation& operation;
    const settings& set;
    tenant_store& in;
    instant now;
    std::chrono::milliseconds list_lag{0};
    // By name, as the contract has them: numbers are numbers, times are in UTC.
    json::object path{}, query{}, body{};

    std::int64_t id(std::string_view name = "id") const { return path.at(name).get_int64(); }
    std::string_view word(std::string_view name) const { return path.at(name).get_string(); }
};

using handler = answer (*)(const call&);

// What the body has at that name; null for nothing and for null.
inline const json::value* given(const json::object& body, std::string_view name) {
    const json::value* const found = body.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}

// The items of a list that may be missing.
inline const json::array& items(const json::object& body, std::string_view name) {
    static const json::array none;
    const json::value* const found = given(body, name);
    return found ? found->get_array() : none;
}

}  // namespace sandbox
