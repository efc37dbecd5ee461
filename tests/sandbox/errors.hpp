#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/call.hpp"
#include "tests/sandbox/message.hpp"

namespace sandbox {

// Texts by the member or parameter they are about; "" for the whole.
using field_errors = std::map<std::string, std::vector<std::string>>;

// An ApiErrorResponse.
answer problem(int status, std::string_view title, const field_errors& errors = {});

// 400 for members or parameters.
answer invalid(const field_errors& errors);

// 400 or 409 for a rule that is about the whole: the text is the title and stands under "" too.
answer broken_rule(int status, std::string_view text);

// There is no such thing: 404 where the operation declares that, otherwise 400.
answer not_found(const call& by, std::string_view what, const json::value& id);
// 409 for what belongs to a customer or location that is not active.
answer not_active(std::string_view what, std::int64_t id);

// What the API gateway before the CRM says of itself.
answer gateway_answer(int status, std::string_view message);
// To a path or method that it does not know.
answer no_such_operation();
// 401, 429 and 500; which of the two words them is not known.
answer unauthorized(const settings& set, std::string_view message);
answer throttled(const settings& set, std::chrono::seconds wait);
answer failed(const settings& set);

}  // namespace sandbox
