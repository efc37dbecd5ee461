#include "mapping/contract/api_contract.hpp"

#include <algorithm>
#include <stdexcept>

#include "mapping/contract/contract_reader.hpp"
#include "mapping/contract/crm_definition.hpp"
#include "mapping/json.hpp"

namespace mapping {
namespace {

// Takes "/segment" off the front of the path.
std::string_view take_segment(std::string_view& path) {
    const auto end = path.find('/', 1);
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(segment.size());
    return segment.empty() ? segment : segment.substr(1);
}

// What stands for the parameters; nothing when the path is not of this form. `plain` counts the
// segments that were there word for word.
std::optional<std::map<std::string, std::string>> fit(std::string_view form, std::string_view path,
                                                      int& plain) {
    std::map<std::string, std::string> found;
    while (!form.empty() && !path.empty()) {
        const std::string_view wanted = take_segment(form), given = take_segment(path);
        if (given.empty()) return std::nullopt;
        if (!wanted.starts_with('{')) {
            if (wanted != given) return std::nullopt;
            ++plain;
        } else {
            found.emplace(wanted.substr(1, wanted.size() - 2), given);
        }
    }
    if (!form.empty() || !path.empty()) return std::nullopt;
    return found;
}

}  // namespace

const api_parameter* api_operation::query_parameter(std::string_view name) const noexcept {
    const auto found = std::find_if(query_parameters.begin(), query_parameters.end(),
                                    [&](const api_parameter& one) { return one.name == name; });
    return found == query_parameters.end() ? nullptr : &*found;
}

result<api_contract> api_contract::read(std::string_view text) {
    const auto document = parse_json(text);
    if (!document) return document.error();
    return contract_reader(*document).read();
}

const api_operation* api_contract::find(std::string_view id) const noexcept {
    const auto found = std::find_if(operations_.begin(), operations_.end(),
                                    [&](const api_operation& one) { return one.id == id; });
    return found == operations_.end() ? nullptr : &*found;
}

// "/contacts/preferences" is no contact of that id: the form with more plain segments wins.
std::optional<api_match> api_contract::match(std::string_view method, std::string_view path) const {
    std::optional<api_match> best;
    int most_plain = -1;
    for (const api_operation& one : operations_) {
        if (one.method != method) continue;
        int plain = 0;
        auto found = fit(one.path, path, plain);
        if (!found || plain <= most_plain) continue;
        most_plain = plain;
        best = api_match{&one, std::move(*found)};
    }
    return best;
}

const api_contract& crm_contract() {
    static const api_contract read = [] {
        auto contract = api_contract::read(crm_definition());
        if (!contract) throw std::logic_error("crm-v2.openapi.json: " + to_text(contract.error()));
        return std::move(*contract);
    }();
    return read;
}

}  // namespace mapping
