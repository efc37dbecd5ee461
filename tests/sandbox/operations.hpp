#pragma once

#include <span>
#include <string_view>

#include "tests/sandbox/call.hpp"

namespace sandbox {

struct operation_handler {
    std::string_view operation;  // operationId
    handler handle;
};
using operation_group = std::span<const operation_handler>;

// What performs an operation; null when there is nothing of that name.
handler handler_of(std::string_view operation);

// Each in the file of its name.
operation_group booking_operations();
operation_group booking_contact_operations();
operation_group booking_provider_tag_operations();
operation_group customer_operations();
operation_group location_operations();
operation_group contact_list_operations();
operation_group note_operations();
operation_group tag_operations();
operation_group custom_field_operations();
operation_group lead_operations();
operation_group contact_operations();
operation_group contact_method_operations();
operation_group relationship_operations();
operation_group export_operations();

}  // namespace sandbox
