#pragma once

#include "tests/sandbox/call.hpp"

namespace sandbox {

// `body` has a text and may have `pinToTop`; `owner` is the member that the number goes under.
row& add_note(table& to, std::string_view owner, std::int64_t number, const json::object& body,
              instant now);

}  // namespace sandbox
