#pragma once

#include "tests/sandbox/message.hpp"

namespace sandbox {

// The page at /: it asks for /sandbox/state every two seconds and shows that.
answer page();

}  // namespace sandbox
