#include "gateway/http/message.hpp"

#include "mapping/transforms/text.hpp"

namespace gateway::http {

std::optional<std::string_view> find(const fields& all, std::string_view name) {
    for (const field& one : all)
        if (mapping::equals_ignoring_case(one.name, name)) return one.value;
    return std::nullopt;
}

std::string_view request::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view request::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view()
                                     : std::string_view(target).substr(mark + 1);
}

}  // namespace gateway::http
