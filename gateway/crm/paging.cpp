#include "gateway/crm/paging.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

namespace gateway {

namespace json = boost::json;

std::optional<crm_call> next_call(crm_call asked, const json::value& answer) {
    const json::object* body = answer.if_object();
    const json::value* more = body ? body->if_contains("hasMore") : nullptr;
    if (!more || !more->is_bool() || !more->get_bool()) return std::nullopt;
    if (const json::value* token = body->if_contains("continueFrom")) {
        if (!token->is_string() || token->get_string().empty()) return std::nullopt;
        asked.query["from"] = std::string(token->get_string());
        return asked;
    }
    std::string& page = asked.query["page"];
    int number = 1;
    std::from_chars(page.data(), page.data() + page.size(), number);
    page = std::to_string(number + 1);
    return asked;
}

const json::array& entries_of(const json::value& answer) {
    static const json::array none;
    const json::object* body = answer.if_object();
    const json::value* data = body ? body->if_contains("data") : nullptr;
    return data && data->is_array() ? data->get_array() : none;
}

}  // namespace gateway
