#pragma once

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "mapping/contract/api_contract.hpp"
#include "tests/sandbox/message.hpp"

namespace sandbox {

// Fails the test unless the answer is one that the contract declares for the operation. What comes
// before an operation is performed (401, 403, 415, 429), and what a fault makes of it (5xx), the
// contract does not declare everywhere or at all.
inline void check_conformity(const request& asked, const answer& answered) {
    const auto matched = mapping::crm_contract().match(asked.method, asked.path);
    const std::string message = "Unable to match incoming request to an operation";
    if (!matched || answered.status >= 500 || answered.body.find(message) != std::string::npos)
        return;
    const auto& operation = *matched->operation;
    const int status = answered.status;
    BOOST_TEST_CONTEXT(operation.id << " " << status << " " << answered.body) {
        if (status == 401 || status == 429) return;
        const bool is_early = status == 403 || status == 415;
        const auto declared = operation.answers.find(is_early ? 400 : status);
        BOOST_TEST_REQUIRE((declared != operation.answers.end()), "is not declared");
        if (!declared->second) {
            BOOST_TEST(answered.body == "");
            return;
        }
        const auto differences =
            mapping::differences_from(*declared->second, json::parse(answered.body));
        BOOST_TEST(differences.empty(), mapping::to_text(differences));
    }
}

}  // namespace sandbox
