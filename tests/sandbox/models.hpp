#pragma once

#include "tests/sandbox/validation.hpp"

// The request bodies of the CRM's published definition.
namespace sandbox::models {

extern const model create_booking, update_booking, dismiss_booking;
extern const model create_contact, update_contact;
extern const model create_tag, update_tag;

}  // namespace sandbox::models
