#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/contract/json_schema.hpp"

// What an API says of itself, in OpenAPI 3.0: crm-v2.openapi.json beside this file is what is known
// of the CRM. The client checks what it sends by it, the sandbox works from it.
namespace mapping {

struct api_parameter {
    std::string name;
    const json_schema* schema;
    bool is_required;
    std::size_t most_items = 0;  // of a list with commas; 0 for any number
};

// How an operation whose answer was lost is made again without doing it twice.
struct api_repeat {
    enum class way {
        safe,     // as it is: the second time changes nothing more
        look_up,  // after the look-up below has not found what the first one made
        never,    // nobody can tell: a person must look
    } what = way::never;

    // For look_up: the operation that shows what was made, one entity or a page of them. It takes
    // the path parameters of the same names.
    std::string operation;
    std::map<std::string, std::string> query;  // by name: a pointer into the body that was sent
    // By pointers into what is shown: what must be there, a pointer into the body or "=text".
    std::map<std::string, std::string> match;
    // Only what was created since; the operation takes createdOnOrAfter.
    bool is_recent = false;
    // Where the look-up shows the members of the operation's own answer, if it is under other
    // names: by pointers into the answer.
    std::map<std::string, std::string> answer;
};

struct api_operation {
    std::string id;      // operationId
    std::string method;  // "GET"
    std::string path;    // "/crm/v2/tenant/{tenant}/bookings/{id}"
    std::vector<api_parameter> path_parameters, query_parameters;
    const json_schema* body = nullptr;  // null when it takes none
    // By status; null for an answer without a body.
    std::map<int, const json_schema*> answers;
    std::string scope;                     // that a token needs; "" for none
    std::vector<std::string> sort_fields;  // that its `sort` takes
    api_repeat repeat;

    const api_parameter* query_parameter(std::string_view name) const noexcept;
};

// A path that fits an operation, with what stands for its parameters, still percent-encoded.
struct api_match {
    const api_operation* operation;
    std::map<std::string, std::string> path;
};

// Immutable.
class api_contract {
public:
    // Problems are those of a file that is no such definition, or uses more of OpenAPI than is
    // understood here.
    static result<api_contract> read(std::string_view text);

    // In the file's order.
    const std::deque<api_operation>& operations() const noexcept { return operations_; }
    const api_operation* find(std::string_view id) const noexcept;
    std::optional<api_match> match(std::string_view method, std::string_view path) const;

private:
    friend class contract_reader;
    api_contract() = default;

    std::deque<json_schema> schemas_;  // a deque: they point to each other
    std::deque<api_operation> operations_;
};

// The CRM's, which is part of the program.
const api_contract& crm_contract();

}  // namespace mapping
