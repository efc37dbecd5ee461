#pragma once

#include <optional>

#include "gateway/crm/crm.hpp"

namespace gateway {

// The call that goes on where the answer to `asked` ends: a list's next page, or an export from
// where it stopped. Nothing when it was the last, or is shaped as neither.
std::optional<crm_call> next_call(crm_call asked, const boost::json::value& answer);

// What the page shows: its `data`; empty when it has none.
const boost::json::array& entries_of(const boost::json::value& answer);

}  // namespace gateway
