#include "gateway/crm/paging.hpp"

#include <boost/json/object.hpp>
#include <charconv>

namespace gateway {

namespace json = boost::json;

std::optional<list_page> page_in(const json::value& answer) {
    const json::object* body = answer.if_object();
    const json::value* data = body ? body->if_contains("data") : nullptr;
    const json::value* more = body ? body->if_contains("hasMore") : nullptr;
    if (!data || !data->is_array() || !more || !more->is_bool()) return std::nullopt;
    if (data->get_array().empty() && more->get_bool()) return std::nullopt;
    const json::value* token = body->if_contains("continueFrom");
    const bool goes_on_nowhere = token && (!token->is_string() || token->get_string().empty());
    if (more->get_bool() && goes_on_nowhere) return std::nullopt;
    return list_page{data->get_array(), more->get_bool()};
}

std::optional<crm_call> next_call(crm_call asked, const json::value& answer) {
    const auto page = page_in(answer);
    if (!page || !page->has_more) return std::nullopt;
    if (const json::value* token = answer.get_object().if_contains("continueFrom")) {
        asked.query["from"] = std::string(token->get_string());
        return asked;
    }
    std::string& number = asked.query["page"];
    int read = 1;
    std::from_chars(number.data(), number.data() + number.size(), read);
    number = std::to_string(read + 1);
    return asked;
}

}  // namespace gateway
