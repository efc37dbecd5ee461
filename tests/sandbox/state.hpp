#pragma once

#include <boost/json/array.hpp>

#include "tests/sandbox/store.hpp"

namespace sandbox {

// What each tenant holds: of every kind how many, and the newest of them, bookings first.
json::array state_of(store& data);

}  // namespace sandbox
