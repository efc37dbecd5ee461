#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string_view>

#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/message.hpp"

namespace sandbox {

enum class member_type { text, boolean, number, time, choice, texts, object, objects };

enum class presence {
    required,  // and not null
    nullable,  // may be absent or null
    not_null,  // may be absent
};

// The shape of a JSON object, as the published definition of the CRM has it.
struct model;
struct member {
    std::string_view name;
    member_type type;
    presence rule;
    const model* of = nullptr;                       // object, objects
    std::span<const std::string_view> choices = {};  // choice
};
struct model {
    std::string_view name;
    std::span<const member> members;
};

// A request's body, and everything that is wrong with it in the words of Newtonsoft.Json. Only what
// the model knows is left in `value`; times are in UTC.
struct checked_body {
    json::object value;
    field_errors errors;
    bool media_type_supported = true;

    bool good() const { return errors.empty() && media_type_supported; }
    answer refusal() const;  // when it is not good
};

// Types are taken exactly, where the original would turn a text into a number and back: a client
// should not get used to that.
checked_body check_body(const request& received, const model& expected,
                        bool refuse_unknown_members);

bool is_blank(std::string_view text);

}  // namespace sandbox
