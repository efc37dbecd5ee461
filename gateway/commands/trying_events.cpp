// What `try` finds out about events: what is fetched for them and what is delivered.
#include "gateway/commands/trying.hpp"

#include <algorithm>

#include "gateway/delivery/preparation.hpp"
#include "providers/assess.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

// Why an event that cannot be read does not get to the CRM.
delivery_preview preview_of_unreadable(const providers::connection& through,
                                       const mapping::problems& why) {
    const burial dead{death::unreadable, mapping::to_text(why)};
    if (through.provider().reject_unmappable)
        return {{}, "Refused at the door: the sender is told 422.", dead};
    return {{}, "No call: it becomes a dead letter, unreadable.", dead};
}

// The names of the fetches whose results the step asks with and that nobody gave.
std::vector<std::string> not_given(const providers::fetch_step& step, const json::object& fetched) {
    std::vector<std::string> needed;
    for (const auto& [name, what] : step.with)
        for (std::string& one : what.fetches()) needed.push_back(std::move(one));
    if (step.post)
        for (std::string& one : step.post->fetches()) needed.push_back(std::move(one));
    std::erase_if(needed, [&](const std::string& one) { return fetched.contains(one); });
    return needed;
}

tried_fetch try_fetch(const providers::connection& through, const providers::fetch_step& step,
                      const stored_event& event, providers::event_part part,
                      const json::object& fetched) {
    tried_fetch tried;
    tried.name = step.name;
    tried.is_given = fetched.contains(step.name);
    if (const auto needed = not_given(step, fetched); !needed.empty()) {
        tried.obstacle = "it asks with what " + needed.front() + " says";
        return tried;
    }
    json::value before = fetched;
    before.get_object().erase(step.name);
    part.fetched = &before;
    auto wanted = through.show_fetch(step, event.request, part);
    if (!wanted) {
        tried.obstacle = mapping::to_text(wanted.error());
        tried.is_impossible = !tried.is_given;
    } else if (*wanted) {
        tried.request = std::move(**wanted);
    } else {
        tried.obstacle = "the event does not say what to ask for, and it is optional";
    }
    return tried;
}

// What is fetched for an event of that kind; and what made it one, which is there then.
std::vector<tried_fetch> try_fetches(const providers::connection& through,
                                     const stored_event& event, const providers::event_part& part,
                                     const json::object& fetched) {
    std::vector<tried_fetch> all;
    for (const providers::fetch_step& step : through.provider().fetch)
        if (step.kinds.contains(event.identity.kind) || fetched.contains(step.name))
            all.push_back(try_fetch(through, step, event, part, fetched));
    return all;
}

// What the delivery does not say: what is fetched, where each field comes from, and what a
// cancelled booking is told.
void add_details(const providers::connection& through, const stored_event& event,
                 const json::value& fetched, tried_event& tried) {
    auto opened = through.open(event.request, event.part);
    if (!opened) return;
    providers::event_part& part = opened->part;
    tried.fetches = try_fetches(through, event, part, fetched.get_object());
    part.fetched = &fetched;
    if (providers::needs_booking(event.identity.kind))
        tried.fields = through.trace(event.request, part, event.identity);
    if (event.identity.kind == providers::event_kind::cancel)
        tried.memo = through.cancel_memo(event.request, part);
}

// As the fetcher leaves it, with what was given in the place of answers.
completion completion_of(const std::vector<tried_fetch>& fetches, json::value fetched) {
    completion completed;
    completed.fetched = std::move(fetched);
    for (const tried_fetch& one : fetches)
        if (one.is_impossible && !completed.dead)
            completed.dead = burial{death::not_fetched, one.obstacle};
    return completed;
}

void add_requests(std::int64_t tenant, tried_event& tried) {
    for (const crm_call& call : tried.delivery.calls) {
        auto request = to_request(call, tenant);
        if (!request) {
            tried.delivery = {{},
                              "No call: it becomes a dead letter, unmappable.",
                              burial{death::unmappable, mapping::to_text(request.error())}};
            tried.requests.clear();
            return;
        }
        tried.requests.push_back(std::move(*request));
    }
}

delivery_preview delivery_of(const trial& with, const stored_event& event,
                             const completion& completed) {
    const auto unreadable = [](const burial& dead) {
        return delivery_preview{
            {},
            "No call: it becomes a dead letter, " + std::string(to_string(dead.reason)) + ".",
            dead};
    };
    if (event.identity.kind == providers::event_kind::operation) {
        if (completed.dead) return unreadable(*completed.dead);
        auto opened = with.through->open(event.request, event.part);
        if (!opened) return unreadable(burial{death::unreadable, mapping::to_text(opened.error())});
        opened->part.fetched = &completed.fetched;
        return preview_of(with.through->plan_operations(event.request, opened->part));
    }
    auto prepared = prepare(event, *with.through, with.tenant_id, completed);
    if (const auto* dead = std::get_if<burial>(&prepared)) return unreadable(*dead);
    return preview_of(std::move(std::get<delivery_input>(prepared)));
}

// What the event turns out to be, seen with what was fetched.
providers::event_kind kind_of(const providers::connection& through, const stored_event& event,
                              const json::value& fetched) {
    auto opened = through.open(event.request, event.part);
    if (!opened) return event.identity.kind;
    opened->part.fetched = &fetched;
    return through.kind_once_fetched(event.request, opened->part, event.identity.kind);
}

// What keeps the definition of today from reading a stored event.
mapping::problems problems_now(const trial& with, const stored_event& event) {
    const auto all = providers::assess(*with.through, event.request);
    const auto place = static_cast<std::size_t>(event.part.value_or(0));
    if (place < all.size()) return all[place].problems;
    return {mapping::errc::missing, "/receive/split", "the request has no such event any more"};
}

bool is_unmappable(const delivery_preview& delivery) {
    return delivery.dead && delivery.dead->reason == death::unmappable;
}

// With the links that the event has.
tried_event try_event(const trial& with, stored_event event, const json::object& fetched) {
    event.identity.kind = kind_of(*with.through, event, fetched);
    tried_event tried;
    tried.identity = event.identity;
    add_details(*with.through, event, fetched, tried);
    const completion completed = completion_of(tried.fetches, fetched);
    tried.delivery = delivery_of(with, event, completed);
    add_requests(with.tenant_id, tried);
    const bool is_incomplete = std::ranges::any_of(
        tried.fetches, [](const tried_fetch& one) { return !one.is_given && one.request; });
    if (is_incomplete && is_unmappable(tried.delivery))
        tried.delivery.then = "No call can be told: it does not map without what is fetched.";
    return tried;
}

}  // namespace

tried_event try_stored_event(const trial& with, inbox_reader& inbox, filed_event filed,
                             const json::object& fetched) {
    stored_event& event = filed.event;
    const bool names_none =
        providers::needs_booking_id(event.identity.kind) && event.identity.booking_id.empty();
    const bool is_identified = !names_none || identify_again(event, *with.through);
    if (names_none && is_identified) inbox.read_links(event);

    tried_event tried = try_event(with, event, fetched);
    if (!is_identified) {
        tried.identity.reset();
        tried.delivery = preview_of_unreadable(*with.through, problems_now(with, event));
    }
    tried.receipt = filed.status.receipt;
    tried.state = to_string(filed.status.state);
    if (!filed.status.reason.empty()) tried.state += " (" + filed.status.reason + ")";
    return tried;
}

std::vector<tried_event> try_events(const trial& with, const providers::webhook& hook,
                                    const json::object& fetched) {
    std::vector<tried_event> all;
    for (providers::assessed_event& one : providers::assess(*with.through, hook)) {
        stored_event event;
        event.connection = with.through->settings().name;
        event.identity = std::move(one.identity);
        event.request = hook;
        event.part = one.part;
        const bool is_readable = one.problems.empty() || !event.identity.booking_id.empty();
        tried_event tried = is_readable ? try_event(with, event, fetched) : tried_event{};
        if (!one.problems.empty())
            tried.delivery = preview_of_unreadable(*with.through, one.problems);
        all.push_back(std::move(tried));
    }
    return all;
}

}  // namespace gateway
