// How `try` says what it found out: to people as text, to scripts as JSON.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/commands/pretty_json.hpp"
#include "gateway/commands/trying.hpp"
#include "mapping/json.hpp"

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

std::string text_of(const tried_fetch& fetch) {
    std::string text;
    if (const auto& wanted = fetch.request) {
        text += wanted->method + " " + wanted->url + "\n";
        for (const auto& [name, value] : wanted->headers) text += name + ": " + value + "\n";
        if (const auto body = mapping::parse_json(wanted->body)) text += pretty(*body);
    }
    text += "Fetched as " + fetch.name + (fetch.is_given ? ": given." : ": not asked for here");
    if (!fetch.is_given && fetch.request)
        text += "; give what it says with --fetched " + fetch.name + "=FILE.";
    else if (!fetch.is_given)
        text += ": " + fetch.obstacle + ".";
    return text + "\n";
}

// When it is the answer that the sender gets.
std::string_view condition_of(const tried_answer& answer) {
    if (answer.when == "delivered") return ", once it is delivered";
    if (answer.when == "failed") return ", if it becomes a dead letter";
    if (answer.when == "late") return ", if neither is known in time";
    return "";
}

std::string text_of(const tried_answer& answer) {
    std::string text =
        line("answer", std::to_string(answer.told.status).append(condition_of(answer)));
    for (const auto& [name, value] : answer.told.headers) text += name + ": " + value + "\n";
    text += answer.told.body;
    if (!text.ends_with('\n')) text += "\n";
    return text;
}

std::string sentence_on(const providers::challenge_reply& challenge, bool is_heard) {
    using enum providers::challenge_reply::outcome;
    std::string text = challenge.where;
    if (!is_heard) return text + ", which is answered only if the request is believed";
    switch (challenge.what) {
        case answered: text += ", answered"; break;
        case wrong_token: text += ", refused: it does not show the token"; break;
        case unusable: text += ", refused: it sends no value that can be given back"; break;
    }
    const std::string absent = ", for want of the secret ";
    if (!challenge.token_lacks.empty())
        text += "; its token was not compared" + absent + challenge.token_lacks;
    if (!challenge.digest_lacks.empty())
        text += "; its digest was not made" + absent + challenge.digest_lacks;
    return text;
}

std::string text_of(const tried_event& event) {
    std::string text = line("receipt", event.receipt) + line("state", event.state);
    if (event.identity) text += lines_of(*event.identity);
    text += line("memo", event.memo) + "\n";
    for (const tried_fetch& one : event.fetches) text += text_of(one) + "\n";
    for (std::size_t i = 0; i < event.requests.size(); ++i) {
        text += event.requests[i].operation->method + " " + event.requests[i].target + "\n";
        const json::value& body = event.delivery.calls[i].body;
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

template <class Headers>
json::object json_of_headers(const Headers& headers) {
    json::object out;
    for (const auto& [name, value] : headers) out[name] = value;
    return out;
}

json::object json_of(const tried_fetch& fetch) {
    json::object out{{"name", fetch.name}, {"given", fetch.is_given}};
    if (const auto& wanted = fetch.request)
        out["request"] = {{"method", wanted->method},
                          {"url", wanted->url},
                          {"headers", json_of_headers(wanted->headers)},
                          {"body", wanted->body}};
    if (!fetch.obstacle.empty()) out["obstacle"] = fetch.obstacle;
    return out;
}

json::object json_of(const tried_answer& answer) {
    return {{"when", answer.when},
            {"status", answer.told.status},
            {"headers", json_of_headers(answer.told.headers)},
            {"body", answer.told.body}};
}

json::object json_of(const providers::challenge_reply& challenge) {
    json::object out{{"place", challenge.where}, {"outcome", to_string(challenge.what)}};
    if (!challenge.token_lacks.empty()) out["token_not_compared_with"] = challenge.token_lacks;
    if (!challenge.digest_lacks.empty()) out["digest_not_made_with"] = challenge.digest_lacks;
    return out;
}

json::object json_of(const tried_event& event) {
    json::object out;
    if (!event.receipt.empty()) out["receipt"] = event.receipt;
    if (!event.state.empty()) out["state"] = event.state;
    if (event.identity) add_identity(out, *event.identity);
    json::array calls;
    for (std::size_t i = 0; i < event.requests.size(); ++i)
        calls.push_back({{"operation", event.requests[i].operation->id},
                         {"method", event.requests[i].operation->method},
                         {"target", event.requests[i].target},
                         {"body", event.delivery.calls[i].body}});
    out["calls"] = std::move(calls);
    if (!event.memo.empty()) out["memo"] = event.memo;
    json::array fetches;
    for (const tried_fetch& one : event.fetches) fetches.push_back(json_of(one));
    if (!fetches.empty()) out["fetches"] = std::move(fetches);
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
    const bool is_heard = all.verification.verdict != "refused";
    if (all.challenge) text += line("challenge", sentence_on(*all.challenge, is_heard));
    for (std::size_t i = 0; i < all.events.size(); ++i) {
        text += "\n";
        if (all.events.size() > 1)
            text += "event " + std::to_string(i + 1) + " of " + std::to_string(all.events.size()) +
                    "\n";
        text += text_of(all.events[i]);
    }
    for (const tried_answer& one : all.answers) text += "\n" + text_of(one);
    return text;
}

json::object to_json(const tried_request& all) {
    json::array answers, events;
    for (const tried_answer& one : all.answers) answers.push_back(json_of(one));
    for (const tried_event& one : all.events) events.push_back(json_of(one));
    json::object out{
        {"connection", all.connection},
        {"definition", all.definition},
        {"verification",
         {{"verdict", all.verification.verdict}, {"detail", all.verification.sentence}}}};
    if (all.challenge) out["challenge"] = json_of(*all.challenge);
    out["answers"] = std::move(answers);
    out["events"] = std::move(events);
    return out;
}

}  // namespace gateway
