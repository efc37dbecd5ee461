#include "gateway/delivery/drift_watch.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "gateway/log.hpp"
#include "mapping/member_paths.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

// A connection whose events have a new member each time tells nothing after this many.
constexpr std::size_t most_members = 1'000;

}  // namespace

drift_watch::record& drift_watch::record_of(const providers::connection& through, timestamp now) {
    record& one = records_[through.settings().name];
    if (one.definition.get() != &through.provider()) {
        one = record();
        one.definition = through.shared_provider();
        one.since = now;
        one.members = one.definition->members_of_examples;
    }
    return one;
}

void drift_watch::look_at(const stored_event& event, const providers::connection& through,
                          const json::value& fetched, timestamp now) {
    const auto kind = event.identity.kind;
    if (!providers::needs_booking(kind) || through.provider().is_partial(kind)) return;
    auto opened = through.open(event.request, event.part);
    if (!opened) return;
    opened->part.fetched = &fetched;
    saw(through, *opened->part.item, through.trace(event.request, opened->part, event.identity),
        now);
}

void drift_watch::saw(const providers::connection& through, const json::value& event,
                      const std::vector<mapping::traced_field>& fields, timestamp now) {
    const std::string& connection = through.settings().name;
    const std::set<std::string> members = mapping::member_paths(event);
    const std::lock_guard lock(mutex_);
    record& one = record_of(through, now);
    ++one.events;
    metrics_.event_mapped(connection);

    for (const mapping::traced_field& field : fields) {
        if (field.what != mapping::traced_field::origin::nowhere) continue;
        if (field.field.starts_with("/uploadedImages/")) continue;  // as many as the sender likes
        absence& lacking = one.absent[field.field];
        ++lacking.events;
        lacking.from = field.from;
        metrics_.field_absent(connection, field.field);
    }

    for (const std::string& member : members) {
        if (one.members.size() >= most_members || !one.members.insert(member).second) continue;
        one.new_members.emplace(member, now);
        metrics_.new_member(connection);
        log::info("drift.new_member", {{"connection", connection}, {"member", member}});
    }
}

json::value drift_watch::to_json() const {
    json::object all;
    const std::lock_guard lock(mutex_);
    for (const auto& [connection, one] : records_) {
        json::array absent, members;
        for (const auto& [field, lacking] : one.absent)
            absent.push_back(
                {{"field", field},
                 {"from", lacking.from},
                 {"events", lacking.events},
                 {"share", static_cast<double>(lacking.events) / static_cast<double>(one.events)}});
        for (const auto& [member, since] : one.new_members)
            members.push_back({{"member", member}, {"since", mapping::to_rfc3339(since)}});
        all[connection] = {{"since", mapping::to_rfc3339(one.since)},
                           {"events", one.events},
                           {"absent", std::move(absent)},
                           {"new_members", std::move(members)}};
    }
    return all;
}

}  // namespace gateway
