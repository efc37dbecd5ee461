#include "mapping/source_forms.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "mapping/transforms/text.hpp"

namespace mapping::forms {
namespace {

const json::value* at(const json::value& from, const std::string& pointer) {
    json::error_code ec;
    return from.find_pointer(pointer, ec);
}

// Pointers that were read, without repeating one.
void add_origin(std::string& all, const std::string& more) { append_with(all, ", ", more); }

json::string to_json(std::string_view text) { return json::string(text); }

std::string quoted(const std::string& text) { return '"' + text + '"'; }

bool is_empty(const json::value& value) {
    return (value.is_array() && value.get_array().empty()) ||
           (value.is_object() && value.get_object().empty());
}

}  // namespace

source::found node::read(const input& in) const {
    source::found result = find(in);
    if (is_empty(result.value)) result.value = nullptr;
    if (const json::string* text = result.value.if_string()) {
        if (is_blank(*text))
            result.value = nullptr;
        else if (text->size() > longest_text)
            result.value = to_json(first_bytes(*text, longest_text));
    }
    return result;
}

source::found constant::find(const input&) const { return {value_, ""}; }

const json::value* place::find(const input& in) const {
    switch (from) {
        case origin::document: return at(in.document, pointer);
        case origin::parent: return in.parent ? at(*in.parent, pointer) : nullptr;
        case origin::root: return at(in.whole_body(), pointer);
        case origin::fetched: return in.fetched ? at(*in.fetched, pointer) : nullptr;
    }
    return nullptr;
}

std::string place::name() const {
    switch (from) {
        case origin::document: return pointer;
        case origin::parent: return "parent " + pointer;
        case origin::root: return "root " + pointer;
        case origin::fetched: return "fetched " + pointer;
    }
    return pointer;
}

source::found pointed::find(const input& in) const {
    const json::value* value = at_.find(in);
    return {value ? *value : json::value(), at_.name()};
}

node_ptr pointer_to(std::string path) {
    return std::make_unique<pointed>(place{place::origin::document, std::move(path)});
}

source::found first_of::find(const input& in) const {
    std::string tried, why;
    for (const node_ptr& member : members_) {
        source::found found = member->read(in);
        if (!found.value.is_null()) return found;
        add_origin(tried, found.from);
        append_with(why, "; ", found.why);
    }
    return {nullptr, tried, why};
}

std::string joined::text_of(const json::value& value) const {
    const json::array* several = value.if_array();
    if (!several) return scalar_text(value).value_or("");
    std::string text;
    for (const json::value& one : *several)
        append_with(text, separator_, scalar_text(one).value_or(""));
    return text;
}

source::found joined::find(const input& in) const {
    std::string text, from, tried, why;
    for (const node_ptr& member : members_) {
        const source::found found = member->read(in);
        const std::string part = text_of(found.value);
        append_with(text, separator_, part);
        add_origin(part.empty() ? tried : from, found.from);
        append_with(why, "; ", found.why);
    }
    if (text.empty()) return {nullptr, tried, why};
    return {to_json(text), from};
}

source::found filled_template::find(const input& in) const {
    std::string text, from;
    bool is_missing = true;
    for (const auto& [literal, placeholder] : pieces_) {
        text += literal;
        if (!placeholder) continue;
        const source::found found = placeholder->read(in);
        add_origin(from, found.from);
        const auto filled = scalar_text(found.value);
        if (filled) is_missing = false;
        text += filled.value_or("");
    }
    if (is_missing) return {nullptr, from};
    return {to_json(text), from};
}

source::found all_answers::find(const input& in) const {
    const json::value* list = list_.find(in);
    if (!list) return {nullptr, list_.name()};
    return {to_json(to_lines(read_answers(*list, members_))), list_.name()};
}

source::found one_answer::find(const input& in) const {
    if (const json::value* list = list_.find(in))
        for (const auto& [question, answer] : read_answers(*list, members_))
            if (matches_(question, wanted_)) return {to_json(answer), list_.name()};
    return {nullptr, list_.name()};
}

bool picked::holds_for(const json::value& element) const {
    return std::all_of(conditions_.begin(), conditions_.end(), [&](const condition& one) {
        const json::value* value = at(element, one.pointer);
        const auto text = value ? scalar_text(*value) : std::nullopt;
        return text && one.matches(*text, one.wanted);
    });
}

source::found picked::find(const input& in) const {
    const json::value* list = list_.find(in);
    if (!list || !list->is_array()) return {nullptr, list_.name()};
    for (const json::value& element : list->get_array()) {
        if (!holds_for(element)) continue;
        const json::value* taken = at(element, take_);
        if (taken && (taken->is_structured() || scalar_text(*taken))) return {*taken, list_.name()};
    }
    return {nullptr, list_.name(),
            "no element " + wanted() + (take_.empty() ? "" : " with a value at " + take_)};
}

std::string picked::wanted() const {
    std::string all;
    for (const condition& one : conditions_) {
        const char* verb = one.matches == contains_ignoring_case ? " contains " : " is ";
        append_with(all, " and ", "whose " + one.pointer + verb + quoted(one.wanted));
    }
    return all;
}

void each_of::add(const json::value* list, std::size_t depth, json::array& all) const {
    const json::array* elements = list ? list->if_array() : nullptr;
    for (std::size_t i = 0; elements && i < elements->size(); ++i) {
        const json::value& element = (*elements)[i];
        if (depth < inner_.size()) {
            add(at(element, inner_[depth]), depth + 1, all);
            continue;
        }
        const json::value* taken = at(element, take_);
        if (const auto text = taken ? scalar_text(*taken) : std::nullopt)
            all.push_back(to_json(first_bytes(*text, longest_text)));
    }
}

source::found each_of::find(const input& in) const {
    json::array all;
    add(outer_.find(in), 0, all);
    if (all.empty()) return {nullptr, outer_.name()};
    return {std::move(all), outer_.name()};
}

const json::value* entry_equal_to(const lookup_table& table, std::string_view text) {
    const auto entry = table.find(text);
    return entry == table.end() ? nullptr : &entry->second;
}

const json::value* entry_within(const lookup_table& table, std::string_view text) {
    const std::string words = " " + words_of(text) + " ";
    const json::value* entry = nullptr;
    std::size_t longest = 0;
    for (const auto& [key, value] : table) {
        const std::string wanted = words_of(key);
        if (wanted.size() <= longest || words.find(" " + wanted + " ") == words.npos) continue;
        longest = wanted.size();
        entry = &value;
    }
    return entry;
}

source::found looked_up::find(const input& in) const {
    const source::found key = key_->read(in);
    const auto text = scalar_text(key.value);
    const auto named = in.tables.find(table_.name);
    const lookup_table& entries = named == in.tables.end() ? table_.own : named->second;
    const json::value* entry = text ? entry_for_(entries, *text) : nullptr;
    if (entry || !otherwise_.is_null()) return {entry ? *entry : otherwise_, key.from};
    if (!text) return {nullptr, key.from, key.why};
    const std::string where = table_.name.empty() ? "the table" : "the table " + table_.name;
    return {nullptr, key.from, "no entry for " + quoted(*text) + " in " + where};
}

source::found of_request::find(const input& in) const {
    const std::string from = (section_ == "headers" ? "header" : section_) + " " + name_;
    const json::value* section = in.request.if_contains(section_);
    const json::object* names = section ? section->if_object() : nullptr;
    const json::value* value = names ? names->if_contains(name_) : nullptr;
    return {value ? *value : json::value(), from};
}

source::found path_segment::find(const input& in) const {
    const std::string from = "path segment " + std::to_string(number_);
    const json::value* path = in.request.if_contains("path");
    if (!path || !path->is_string()) return {json::value(), from};
    const std::string_view text = path->get_string();

    std::vector<std::string_view> segments;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('/', at), text.size());
        if (end > at) segments.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    const auto count = static_cast<int>(segments.size());
    const int place = number_ > 0 ? number_ - 1 : count + number_;
    if (place < 0 || place >= count) return {json::value(), from};
    return {to_json(std::string(segments[static_cast<std::size_t>(place)])), from};
}

source::found rewritten::find(const input& in) const {
    source::found found = of_->read(in);
    auto text = scalar_text(found.value);
    if (text)
        found.value = to_json(how_(std::move(*text)));
    else if (!found.value.is_structured())
        found.value = nullptr;
    return found;
}

source::found with_addition::find(const input& in) const {
    source::found found = of_->read(in);
    const auto text = scalar_text(found.value);
    if (!text || !addition_) return found;
    const source::found addition = addition_->read(in);
    const auto added = scalar_text(addition.value);
    if (!added) return found;
    add_origin(found.from, addition.from);
    return {to_json(*text + before_ + *added + after_), found.from};
}

}  // namespace mapping::forms
