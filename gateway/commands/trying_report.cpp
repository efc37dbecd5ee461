// How `try` says what it found out: to people as text, to scripts as JSON.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

#include "gateway/commands/pretty_json.hpp"
#include "gateway/commands/trying.hpp"

namespace gateway {

namespace json = boost::json;
using origin = mapping::traced_field::origin;

namespace {

constexpr std::size_t widest_value = 40;

// Characters, as far as a terminal shows each as one.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
    }));
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t has = width_of(text);
    if (has < width) text.append(width - has, ' ');
    return text;
}

// At most so many characters, the last three of them dots if more were cut off.
std::string shortened(const std::string& text, std::size_t most) {
    if (width_of(text) <= most) return text;
    std::size_t end = text.size();
    while (width_of(std::string_view(text).substr(0, end)) > most - 3) --end;
    return text.substr(0, end) + "...";
}

std::string value_of(const mapping::traced_field& field) {
    return field.what == origin::nowhere ? ""
                                         : shortened(json::serialize(field.value), widest_value);
}

std::string origin_of(const mapping::traced_field& field) {
    const std::string what(to_string(field.what));
    if (field.what == origin::document) return field.from;
    if (field.what != origin::nowhere) return what;
    return field.why.empty() ? what + ": " + field.from : field.from + ": " + field.why;
}

std::string table_of(const std::vector<mapping::traced_field>& fields) {
    std::vector<std::array<std::string, 3>> rows = {{"field", "value", "from"}};
    for (const mapping::traced_field& one : fields)
        rows.push_back({one.field, value_of(one), origin_of(one)});
    std::size_t first = 0, second = 0;
    for (const auto& row : rows) {
        first = std::max(first, width_of(row[0]));
        second = std::max(second, width_of(row[1]));
    }
    std::string text;
    for (const auto& row : rows)
        text += padded(row[0], first + 2) + padded(row[1], second + 2) + row[2] + "\n";
    return text;
}

std::string line(const char* name, const std::string& value) {
    return value.empty() ? "" : padded(name, 14) + value + "\n";
}

std::string lines_of(const providers::event_identity& who) {
    const std::string kind(to_string(who.kind));
    return line("event id", who.event_id) +
           line("kind", who.type.empty() ? kind : kind + " (" + who.type + ")") +
           line("booking", who.booking_id) + line("previous", who.previous_booking_id) +
           line("occurred at", who.occurred_at ? mapping::to_rfc3339(*who.occurred_at) : "");
}

std::string text_of(const tried_event& event) {
    std::string text = line("receipt", event.receipt) + line("state", event.state);
    if (event.identity) text += lines_of(*event.identity);
    text += line("memo", event.memo);
    for (const std::string& name : event.not_fetched)
        text += line("fetches", name + ": not asked for here; give what it says with --fetched " +
                                    name + "=FILE");
    text += "\n";
    if (event.request) {
        text += event.request->operation->method + " " + event.request->target + "\n";
        const json::value& body = event.delivery.first->body;
        if (!body.is_null()) text += pretty(body);
    }
    text += event.delivery.then + "\n";
    if (event.delivery.dead) text += event.delivery.dead->detail + "\n";
    if (!event.fields.empty()) text += "\n" + table_of(event.fields);
    return text;
}

json::object json_of(const mapping::traced_field& field) {
    json::object out{{"field", field.field}, {"origin", to_string(field.what)}};
    if (field.what != origin::nowhere) out["value"] = field.value;
    if (!field.from.empty()) out["from"] = field.from;
    if (!field.why.empty() && field.what == origin::nowhere) out["why"] = field.why;
    return out;
}

void add_identity(json::object& out, const providers::event_identity& who) {
    out["event_id"] = who.event_id;
    out["kind"] = to_string(who.kind);
    if (!who.type.empty()) out["type"] = who.type;
    if (!who.booking_id.empty()) out["booking_id"] = who.booking_id;
    if (!who.previous_booking_id.empty()) out["previous"] = who.previous_booking_id;
    if (who.occurred_at) out["occurred_at"] = mapping::to_rfc3339(*who.occurred_at);
}

json::object json_of(const tried_event& event) {
    json::object out;
    if (!event.receipt.empty()) out["receipt"] = event.receipt;
    if (!event.state.empty()) out["state"] = event.state;
    if (event.identity) add_identity(out, *event.identity);
    if (event.request)
        out["call"] = {{"operation", event.request->operation->id},
                       {"method", event.request->operation->method},
                       {"target", event.request->target},
                       {"body", event.delivery.first->body}};
    if (!event.memo.empty()) out["memo"] = event.memo;
    if (!event.not_fetched.empty()) out["not_fetched"] = json::value_from(event.not_fetched);
    out["then"] = event.delivery.then;
    if (const auto& dead = event.delivery.dead)
        out["dead"] = {{"reason", to_string(dead->reason)}, {"detail", dead->detail}};
    json::array fields;
    for (const mapping::traced_field& one : event.fields) fields.push_back(json_of(one));
    out["fields"] = std::move(fields);
    return out;
}

}  // namespace

std::string to_text(const tried_request& all) {
    std::string text = line("connection", all.connection + " (" + all.definition + ")") +
                       line("verification", all.verification.sentence);
    for (std::size_t i = 0; i < all.events.size(); ++i) {
        text += "\n";
        if (all.events.size() > 1)
            text += "event " + std::to_string(i + 1) + " of " + std::to_string(all.events.size()) +
                    "\n";
        text += text_of(all.events[i]);
    }
    return text;
}

json::object to_json(const tried_request& all) {
    json::array events;
    for (const tried_event& one : all.events) events.push_back(json_of(one));
    return {{"connection", all.connection},
            {"definition", all.definition},
            {"verification",
             {{"verdict", all.verification.verdict}, {"detail", all.verification.sentence}}},
            {"events", std::move(events)}};
}

}  // namespace gateway
