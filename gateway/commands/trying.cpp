#include "gateway/commands/trying.hpp"

#include <algorithm>

#include "gateway/delivery/preparation.hpp"
#include "providers/assess.hpp"
#include "providers/media_type.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

tried_verification believed(const trial& with, std::optional<std::size_t> position) {
    const providers::secret_store& secrets = with.through->settings().secrets;
    if (!with.through->proves_anything()) return {"believed", "believed: `verify: none`"};
    if (!position) return {"believed", "believed"};
    std::string sentence = "believed, by secret " + std::to_string(*position + 1);
    if (secrets.size() == 1) sentence += " of " + std::to_string(secrets.begin()->second.size());
    return {"believed", std::move(sentence)};
}

tried_verification refused(const providers::webhook& hook, providers::rejection why) {
    const std::string reason(to_string(why));
    const auto is_content_type = [](const providers::header& one) {
        return one.name == "Content-Type";
    };
    const bool shows_nothing =
        hook.path.empty() && hook.query.empty() &&
        std::all_of(hook.headers.begin(), hook.headers.end(), is_content_type);
    if (shows_nothing && why == providers::rejection::credentials_missing)
        return {"not_tried", "not tried: nothing was signed (--signed, --header)"};
    if (providers::is_about_the_peer(why))
        return {"not_tried", "not tried: it depends on who connects (" + reason + ")"};
    if (why == providers::rejection::timestamp_skew)
        return {"refused", "refused: timestamp_skew (the signature is right, its time is not)"};
    return {"refused", "refused: " + reason};
}

// Why the door turns the request away whatever it proves; nothing when it does not.
std::optional<tried_verification> refused_at_the_door(const providers::connection& through,
                                                      const providers::webhook& hook) {
    const providers::receive_settings& takes = through.provider().receive;
    if (!providers::is_readable(providers::sole_header(hook, "Content-Type"), takes.format))
        return tried_verification{"refused", "refused with 415: it is of another media type"};
    if (hook.body.size() > takes.limit)
        return tried_verification{"refused", "refused with 413: it is larger than " +
                                                 std::to_string(takes.limit) +
                                                 " bytes, `receive.limit` of the definition"};
    return std::nullopt;
}

// Why an event that cannot be read does not get to the CRM.
delivery_preview preview_of_unreadable(const providers::connection& through,
                                       const mapping::problems& why) {
    const burial dead{death::unreadable, mapping::to_text(why)};
    if (through.provider().reject_unmappable)
        return {std::nullopt, "Refused at the door: the sender is told 422.", dead};
    return {std::nullopt, "No call: it becomes a dead letter, unreadable.", dead};
}

// What the delivery does not say: where each field comes from, and what a cancelled booking is
// told.
void add_details(const providers::connection& through, const stored_event& event,
                 const json::value& fetched, tried_event& tried) {
    for (const providers::fetch_step& one : through.provider().fetch)
        if (one.kinds.contains(event.identity.kind) && !fetched.get_object().contains(one.name))
            tried.not_fetched.push_back(one.name);
    auto opened = through.open(event.request, event.part);
    if (!opened) return;
    providers::event_part& part = opened->part;
    part.fetched = &fetched;
    if (providers::needs_booking(event.identity.kind))
        tried.fields = through.trace(event.request, part, event.identity);
    if (event.identity.kind == providers::event_kind::cancel)
        tried.memo = through.cancel_memo(event.request, part);
}

void add_request(std::int64_t tenant, tried_event& tried) {
    auto request = to_request(*tried.delivery.first, tenant);
    if (request)
        tried.request = std::move(*request);
    else
        tried.delivery = {std::nullopt, "No call: it becomes a dead letter, unmappable.",
                          burial{death::unmappable, mapping::to_text(request.error())}};
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

}  // namespace

bool tried_request::is_good() const {
    return verification.verdict != "refused" &&
           std::none_of(events.begin(), events.end(),
                        [](const tried_event& one) { return one.delivery.dead.has_value(); });
}

tried_verification try_verification(const trial& with, const providers::webhook& hook,
                                    timestamp now) {
    if (auto found = refused_at_the_door(*with.through, hook)) return std::move(*found);
    if (!with.absent_secrets.empty())
        return {"not_tried", "not tried: " + with.absent_secrets.front()};
    const auto verdict = with.through->authenticate(hook, now);
    return verdict ? believed(with, verdict->secret_position()) : refused(hook, verdict.error());
}

tried_event try_event(const trial& with, stored_event event, const json::object& fetched) {
    completion completed;
    completed.fetched = fetched;
    event.identity.kind = kind_of(*with.through, event, completed.fetched);
    tried_event tried;
    tried.identity = event.identity;
    add_details(*with.through, event, completed.fetched, tried);
    auto prepared = prepare(event, *with.through, with.tenant_id, completed);
    if (const auto* dead = std::get_if<burial>(&prepared))
        tried.delivery = {std::nullopt, "No call: it becomes a dead letter, unreadable.", *dead};
    else
        tried.delivery = preview_of(std::move(std::get<delivery_input>(prepared)));
    if (tried.delivery.first) add_request(with.tenant_id, tried);
    return tried;
}

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
