#pragma once

#include <boost/json/array.hpp>
#include <optional>

#include "gateway/crm/crm.hpp"

namespace gateway {

// A list that goes on for longer than this does not honour its filter or its page number.
inline constexpr int most_pages = 200;

// An answer of a list or an export; it refers to the answer.
struct list_page {
    const boost::json::array& entries;
    bool has_more;
};
// Nothing for what is shaped as neither, and never an empty page for it: something could be hidden
// in it. A page that promises more and is empty, or does not say where to go on, would be asked for
// without end: it is none.
std::optional<list_page> page_in(const boost::json::value& answer);

// The call that goes on where the answer to `asked` ends: a list's next page, or an export from
// where it stopped. Nothing when it was the last, or is no page.
std::optional<crm_call> next_call(crm_call asked, const boost::json::value& answer);

}  // namespace gateway
