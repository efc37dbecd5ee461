// The custom fields that customers and locations can have. No operation makes one; a seed does.
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"

namespace sandbox {

namespace {

answer of_customers(const call& by) { return page_of(by, by.in.customer_fields.all()); }
answer of_locations(const call& by) { return page_of(by, by.in.location_fields.all()); }

}  // namespace

operation_group custom_field_operations() {
    static constexpr operation_handler all[] = {
        {"Customers_GetCustomFieldTypes", of_customers},
        {"Locations_GetCustomFieldTypes", of_locations},
    };
    return all;
}

}  // namespace sandbox
