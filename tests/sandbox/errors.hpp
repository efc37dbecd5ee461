#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

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

// What the gateway before the CRM says to a path or method that it does not know.
answer no_such_operation();

}  // namespace sandbox
