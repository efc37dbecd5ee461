#include "gateway/delivery/operation_lookup.hpp"

#include <algorithm>

#include "gateway/crm/paging.hpp"
#include "mapping/transforms/text.hpp"
#include "mapping/transforms/time.hpp"

namespace gateway {
namespace {

namespace json = boost::json;
using mapping::api_repeat;
using mapping::equals_ignoring_case;

// The CRM's clock need not be ours.
constexpr std::chrono::minutes clocks_differ_by{5};

const json::value* at(const json::value& document, const std::string& pointer) {
    json::error_code ec;
    const json::value* found = document.find_pointer(pointer, ec);
    return found && !found->is_null() ? found : nullptr;
}

bool is_list(const mapping::api_operation& operation) {
    const auto answer = operation.answers.find(200);
    return answer != operation.answers.end() && answer->second && answer->second->find("data");
}

// The CRM may write what it was sent in another way: letter case, white space, a time's notation.
bool is_same(const json::value& sent, const json::value& shown) {
    const auto one = mapping::scalar_text(sent), other = mapping::scalar_text(shown);
    if (!one || !other) return sent == shown;
    if (equals_ignoring_case(*one, *other)) return true;
    const auto when = mapping::parse_time(*one, ""), shown_when = mapping::parse_time(*other, "");
    return when && shown_when && when->when == shown_when->when;
}

// Everything that the match names is as it was sent. What was not sent need not be there.
bool is_what_was_made(const providers::operation_call& made, const json::value& shown) {
    const api_repeat& repeat = made.operation->repeat;
    return std::all_of(repeat.match.begin(), repeat.match.end(), [&](const auto& rule) {
        const auto& [pointer, wanted] = rule;
        const json::value* there = at(shown, pointer);
        if (wanted.starts_with('=')) return there && *there == json::value(wanted.substr(1));
        const json::value* sent = at(made.body, wanted);
        return !sent || (there && is_same(*sent, *there));
    });
}

// By the CRM's own word, if it gives one.
bool is_older(const json::value& shown, mapping::timestamp than) {
    const json::value* created = at(shown, "/createdOn");
    const auto text = created ? mapping::scalar_text(*created) : std::nullopt;
    const auto when = text ? mapping::parse_time(*text, "") : std::nullopt;
    return when && when->when < than;
}

json::value as_answer(const api_repeat& repeat, const json::value& shown) {
    if (repeat.answer.empty()) return shown;
    json::object answer;
    for (const auto& [pointer, from] : repeat.answer)
        if (const json::value* value = at(shown, from)) answer[pointer.substr(1)] = *value;
    return answer;
}

}  // namespace

std::optional<crm_call> lookup_of(const providers::operation_call& made, mapping::timestamp since) {
    const api_repeat& repeat = made.operation->repeat;
    const auto* shown_by = mapping::crm_contract().find(repeat.operation);
    if (!shown_by) return std::nullopt;
    crm_call call;
    call.operation = repeat.operation;
    for (const mapping::api_parameter& one : shown_by->path_parameters)
        if (const auto given = made.path.find(one.name); given != made.path.end())
            call.path.insert(*given);
    bool is_narrowed = repeat.query.empty();
    for (const auto& [name, pointer] : repeat.query) {
        const json::value* sent = at(made.body, pointer);
        const auto text = sent ? mapping::scalar_text(*sent) : std::nullopt;
        if (!text) continue;
        call.query[name] = *text;
        is_narrowed = true;
    }
    if (!is_narrowed) return std::nullopt;
    if (repeat.is_recent)
        call.query["createdOnOrAfter"] = mapping::to_rfc3339(since - clocks_differ_by);
    if (is_list(*shown_by)) {
        call.query["page"] = "1";
        call.query["pageSize"] = "50";
    }
    return call;
}

std::optional<lookup_answer> read_lookup(const providers::operation_call& made,
                                         mapping::timestamp since, const json::value& answer) {
    const api_repeat& repeat = made.operation->repeat;
    const auto* shown_by = mapping::crm_contract().find(repeat.operation);
    if (!answer.is_object() || !shown_by) return std::nullopt;
    lookup_answer read;
    if (!is_list(*shown_by)) {
        if (is_what_was_made(made, answer)) read.found = as_answer(repeat, answer);
        return read;
    }
    const auto page = page_in(answer);
    if (!page) return std::nullopt;
    for (const json::value& one : page->entries)
        if (is_what_was_made(made, one) && !is_older(one, since - clocks_differ_by)) {
            read.found = as_answer(repeat, one);
            break;
        }
    return read;
}

}  // namespace gateway
