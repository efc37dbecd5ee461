#include "providers/identify.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>

#include "mapping/transforms/text.hpp"
#include "mapping/transforms/time.hpp"
#include "providers/decoders/form.hpp"
#include "providers/digest.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::errc;

// An id is a key of our store and becomes the CRM's externalId; no partner's is a tenth of this.
constexpr std::size_t longest_id = 512;
// Of the hash that stands for an id: 128 bits.
constexpr std::size_t hash_digits = 32;
// Of a partner's word for the type: it is for logs.
constexpr std::size_t longest_type = 100;

const std::string no_zone;

// Gathers pairs of which each name may come once; a repeated one is lost with all its values. So is
// one that is not UTF-8: ids end up in logs and answers, which are.
class once_only {
public:
    void add(std::string name, std::string_view value) {
        if (!seen_.insert(name).second)
            values_.erase(name);
        else if (!first_not_utf8(value))
            values_.emplace(std::move(name), value);
    }
    json::object values() && { return std::move(values_); }

private:
    std::set<std::string> seen_;
    json::object values_;
};

// A type that is listed decides by its rules; where none of them holds, and for all other types,
// `otherwise` does.
std::optional<event_kind> kind_of(const definition& provider, const std::string& type,
                                  const mapping::input& in) {
    const auto listed = std::find_if(provider.kinds.begin(), provider.kinds.end(),
                                     [&](const auto& one) { return one.first == type; });
    if (listed != provider.kinds.end())
        if (const auto kind = decide(listed->second, in)) return kind;
    return decide(provider.otherwise, in);
}

// Reads the ids of one event; mistakes gather in `wrong`.
struct id_reader {
    const mapping::input& in;
    mapping::problems wrong;

    std::string read(const mapping::source& from, const std::string& where) {
        std::string id = from.read_text(in).value_or("");
        if (id.size() <= longest_id) return id;
        wrong.add(errc::too_large, where, "the id is longer than 512 bytes", from.read(in).from);
        return {};
    }

    std::string read(const std::optional<mapping::source>& from, const std::string& where) {
        return from ? read(*from, where) : std::string();
    }
};

void read_event_id(const definition& provider, id_reader& ids, event_identity& who) {
    for (const mapping::source& one : provider.event_id) {
        who.event_id = ids.read(one, "/identity/event");
        who.id_is_idempotency_key = one.reads_header("Idempotency-Key");
        if (!who.event_id.empty()) return;
    }
    who.id_is_idempotency_key = false;
}

void read_kind(const definition& provider, id_reader& ids, event_identity& who) {
    if (provider.type) who.type = provider.type->read_text(ids.in).value_or("");
    const auto kind = kind_of(provider, who.type, ids.in);
    who.type = mapping::first_bytes(who.type, longest_type);
    if (kind) {
        who.kind = *kind;
        return;
    }
    const std::string from = provider.type ? provider.type->read(ids.in).from : "";
    if (who.type.empty())
        ids.wrong.add(errc::missing, "/event/type", "the event does not say what happened", from);
    else
        ids.wrong.add(errc::unknown, "/event/type",
                      "the definition does not know events of the type " + who.type, from);
}

void read_booking_ids(const definition& provider, id_reader& ids, event_identity& who) {
    who.booking_id = ids.read(provider.booking_id, "/identity/booking");
    who.previous_booking_id = ids.read(provider.previous_booking, "/identity/previous");
    // Of a create alone: nothing that comes later could name the booking.
    if (who.booking_id.empty() && provider.hash_names_booking && ids.wrong.empty() &&
        who.kind == event_kind::create)
        who.booking_id = to_hex(sha256(json::serialize(ids.in.document))).substr(0, hash_digits);
    // A partner that keeps a booking's id says so by naming the same one twice.
    if (who.previous_booking_id == who.booking_id) who.previous_booking_id.clear();
    if (who.booking_id.empty() && ids.wrong.empty() && needs_booking_id(who.kind))
        ids.wrong.add(errc::missing, "/identity/booking",
                      "the event does not say which booking it is about",
                      provider.booking_id ? provider.booking_id->read(ids.in).from : "");
}

// A time without an offset tells nothing here: the partner's clock need not be in the connection's
// zone.
std::optional<mapping::timestamp> occurred_at(const definition& provider,
                                              const mapping::input& in) {
    if (!provider.occurred_at) return std::nullopt;
    const auto text = provider.occurred_at->read_text(in);
    const auto read = text ? mapping::parse_time(*text, no_zone) : std::nullopt;
    if (!read) return std::nullopt;
    return read->when;
}

}  // namespace

json::object request_of(const webhook& hook) {
    once_only headers;
    for (const header& one : hook.headers) headers.add(mapping::to_lower(one.name), one.value);

    once_only query;
    if (auto fields = parse_form(hook.query))
        for (form_field& one : *fields) query.add(std::move(one.name), one.value);

    return {{"headers", std::move(headers).values()},
            {"query", std::move(query).values()},
            {"path", hook.path}};
}

mapping::result<event_identity> identify(const definition& provider, const mapping::input& in) {
    event_identity who;
    id_reader ids{in, {}};
    read_event_id(provider, ids, who);
    read_kind(provider, ids, who);
    read_booking_ids(provider, ids, who);
    if (!ids.wrong.empty()) return std::move(ids.wrong);

    who.occurred_at = occurred_at(provider, in);
    return who;
}

}  // namespace providers
