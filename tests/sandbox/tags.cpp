#include "tests/sandbox/tags.hpp"

#include <algorithm>
#include <vector>

#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/listing.hpp"
#include "tests/sandbox/models.hpp"

namespace sandbox {

namespace {

answer not_found(std::int64_t id) {
    return problem(404, "Booking provider tag with id " + std::to_string(id) + " was not found.");
}

answer name_taken() { return broken_rule(409, "A booking provider tag of this name exists."); }

// What the answers to create and update show: all but `active`.
answer shown_after_change(json::object shown) {
    shown.erase("active");
    return json_answer(200, shown);
}

}  // namespace

void tags::reset(instant now) {
    tags_.clear();
    for (const auto& account : settings_.accounts)
        for (const auto& provider : settings_.booking_providers)
            add(account.tenant, provider.id,
                {{"tagName", provider.name}, {"description", "made with the sandbox"}}, now);
}

tags::tag& tags::add(std::int64_t tenant, std::int64_t id, const json::object& fields,
                     instant now) {
    json::object shown{{"id", id},
                       {"tagName", fields.at("tagName")},
                       {"description", fields.at("description")},
                       {"type", "V2Api"},
                       {"createdOn", to_text(now)},
                       {"modifiedOn", to_text(now)},
                       {"active", true}};
    return tags_[{tenant, id}] = {tenant, id, now, now, std::move(shown)};
}

const tags::tag* tags::find(std::int64_t tenant, std::int64_t id) const {
    const auto found = tags_.find({tenant, id});
    return found == tags_.end() ? nullptr : &found->second;
}

bool tags::has(std::int64_t tenant, std::int64_t id) const { return find(tenant, id) != nullptr; }

bool tags::is_taken(std::int64_t tenant, const json::value& name, std::int64_t but_for) const {
    return std::any_of(tags_.begin(), tags_.end(), [&](const auto& entry) {
        const tag& known = entry.second;
        return known.tenant == tenant && known.id != but_for && known.shown.at("tagName") == name;
    });
}

answer tags::list(const route& at, const request& received) const {
    const auto name = value_of(received.query, "name");
    std::vector<listed> candidates;
    for (const auto& [key, known] : tags_)
        if (known.tenant == at.tenant &&
            (name.empty() || known.shown.at("tagName").get_string() == name))
            candidates.push_back({known.id, known.created, known.modified, &known.shown});
    return list_page(received, std::move(candidates));
}

answer tags::get(const route& at) const {
    const tag* const known = find(at.tenant, at.id);
    return known ? json_answer(200, known->shown) : not_found(at.id);
}

answer tags::create(const route& at, const request& received, instant now) {
    const auto body = check_body(received, models::create_tag, settings_.refuse_unknown_members);
    if (!body.good()) return body.refusal();
    if (is_taken(at.tenant, body.value.at("tagName"), 0)) return name_taken();
    return shown_after_change(add(at.tenant, next_id_++, body.value, now).shown);
}

answer tags::update(const route& at, const request& received, instant now) {
    const auto body = check_body(received, models::update_tag, settings_.refuse_unknown_members);
    if (!body.good()) return body.refusal();
    const auto found = tags_.find({at.tenant, at.id});
    if (found == tags_.end()) return not_found(at.id);
    const auto* const name = body.value.if_contains("tagName");
    if (name && is_taken(at.tenant, *name, at.id)) return name_taken();

    tag& changed = found->second;
    for (const auto& [member, value] : body.value) changed.shown[member] = value;
    changed.modified = now;
    changed.shown["modifiedOn"] = to_text(now);
    return shown_after_change(changed.shown);
}

}  // namespace sandbox
