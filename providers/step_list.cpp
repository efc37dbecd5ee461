#include "providers/step_list.hpp"

#include <algorithm>

namespace providers {

using mapping::errc;

namespace {

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

void read_steps(mapping::json_reader& in, const std::string& where, std::size_t most,
                const std::function<void(const std::string& where)>& read) {
    const auto* list = in.array(where);
    if (!list) return;
    if (list->empty()) in.fail(errc::missing, where, "an empty list");
    if (list->size() > most)
        in.fail(errc::too_large, where, "has more than " + std::to_string(most) + " entries");
    for (std::size_t i = 0; i < std::min(list->size(), most); ++i) {
        const std::string place = where + "/" + std::to_string(i);
        if ((*list)[i].is_object())
            read(place);
        else
            in.fail(errc::wrong_type, place, "must be an object");
    }
}

std::string read_step_name(mapping::json_reader& in, const std::string& where,
                           const step_names& taken) {
    std::string name = in.text(where);
    if (!name.empty() && !is_name(name))
        in.fail(errc::malformed, where, "must be of a-z, 0-9 and _, at most 32");
    if (taken.contains(name)) in.fail(errc::duplicate, where, "another step has it");
    return name;
}

}  // namespace providers
