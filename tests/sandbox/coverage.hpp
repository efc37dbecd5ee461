#pragma once

#include <boost/test/unit_test.hpp>
#include <boost/test/unit_test_parameters.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mapping/contract/api_contract.hpp"

// Which test tells what the sandbox does in an operation. docs/crm-coverage.md says the same, and
// each of those tests fails unless it has seen its operations succeed.
namespace sandbox {

// By the first of these parts that its id has; "" for none.
inline std::string test_of(std::string_view id) {
    constexpr std::pair<std::string_view, std::string_view> tests[] = {
        {"Export", "exports"},
        {"BookingProviderTags", "bookings"},
        {"Note", "notes_and_tags"},
        {"Tag", "notes_and_tags"},
        {"ContactMethods_UpsertContactMethod", "documented"},
        {"Customers_GetContactList", "documented"},
        {"Locations_DeleteContact", "documented"},
        {"Bookings_", "bookings"},
        {"Customers_", "customers"},
        {"Leads_", "leads"},
        {"Locations_", "locations"},
        {"Contact", "contacts"}};
    for (const auto& [part, subject] : tests)
        if (id.find(part) != id.npos) return "sandbox_" + std::string(subject) + "_test";
    return "";
}

// The operations that succeeded in this program.
inline std::set<std::string>& operations_seen() {
    static std::set<std::string> seen;
    return seen;
}

// When all cases are over; a program that was told to run some of them only is not held to it.
struct coverage_check {
    void teardown() {
        namespace options = boost::unit_test::runtime_config;
        if (!options::get<std::vector<std::string>>(options::btrt_run_filters).empty()) return;
        const std::string path = boost::unit_test::framework::master_test_suite().argv[0];
        const std::string program = path.substr(path.rfind('/') + 1);
        for (const auto& operation : mapping::crm_contract().operations())
            if (test_of(operation.id) == program)
                BOOST_TEST(operations_seen().contains(operation.id),
                           operation.id << " is said to be tested here and never succeeded");
    }
};
BOOST_TEST_GLOBAL_FIXTURE(coverage_check);

}  // namespace sandbox
