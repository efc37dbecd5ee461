#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "mapping/contract/api_contract.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/message.hpp"
#include "tests/sandbox/settings.hpp"

namespace sandbox {

// A request's body, and everything that is wrong with it in the words of Newtonsoft.Json. Only what
// the schema knows is left in `value`; times are in UTC, GUIDs in lower case.
struct checked_body {
    json::object value;
    field_errors errors;
    bool media_type_supported = true;

    bool good() const { return errors.empty() && media_type_supported; }
    answer refusal() const;  // when it is not good
};

// Types are taken exactly, where the original would turn a text into a number and back: a client
// should not get used to that. For an operation without a body nothing is read.
checked_body check_body(const mapping::api_operation& of, const request& received,
                        const settings& set);

bool is_blank(std::string_view text);

}  // namespace sandbox
