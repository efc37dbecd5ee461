#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "mapping/contract/api_contract.hpp"
#include "tests/sandbox/call.hpp"
#include "tests/sandbox/faults.hpp"
#include "tests/sandbox/limits.hpp"
#include "tests/sandbox/message.hpp"
#include "tests/sandbox/settings.hpp"
#include "tests/sandbox/store.hpp"
#include "tests/sandbox/tokens.hpp"

namespace sandbox {

// A ServiceTitan CRM for trying, demonstrating and testing: its token endpoint and every operation
// of the contract, as far as their behaviour is publicly known. Does no I/O. Not for several
// threads at once.
//
// A call is checked in this order: route (404), token (401), application key (401), tenant and
// scope (403), rate (429), parameters and body (400, 415), entity (404), rules (400, 409).
//
// What it answers besides, without a token, `control` lists.
class crm {
public:
    // Throws std::runtime_error for a seed that cannot be taken.
    crm(settings settings, instant now);
    crm(const crm&) = delete;

    answer handle(const request& received, instant now);

    store& data() noexcept { return data_; }
    // How often an operation was answered with a status, lost answers included. Operations go by
    // their operationId, the token endpoint by `issue_token`.
    std::int64_t calls(const std::string& operation, int status) const;
    // Returns what is wrong with the fault, "" for nothing.
    std::string add_fault(const json::value& wanted) { return faults_.add(wanted); }
    void reset(instant now);

private:
    // Of the operation, or of the token endpoint when it is null.
    answer answer_to(const mapping::api_operation* of, const json::object& path,
                     const request& received, instant now);
    std::optional<answer> refusal(const mapping::api_operation& of, const json::object& path,
                                  const request& received, instant now);
    answer perform(const mapping::api_operation& of, const json::object& path,
                   const request& received, instant now);
    answer control(const request& received, instant now);
    json::object calls_to_json() const;

    const settings settings_;
    tokens tokens_;
    limits limits_;
    faults faults_;
    store data_;
    std::map<std::pair<std::string, int>, std::int64_t> calls_;
};

}  // namespace sandbox
