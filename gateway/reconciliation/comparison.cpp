#include "gateway/reconciliation/comparison.hpp"

#include <algorithm>
#include <array>

#include "mapping/transforms/time.hpp"

namespace gateway {

namespace json = boost::json;
using standing = booking_link::standing;

namespace {

// Not in a booking as the CRM tells of it: contacts have a list of their own.
constexpr std::array<std::string_view, 2> not_told_again{"contacts", "isSendConfirmationEmail"};

// The CRM may say null for what was sent blank.
bool is_blank(const json::value* value) {
    return !value || value->is_null() || (value->is_string() && value->get_string().empty());
}

std::optional<timestamp> time_in(const json::value& value) {
    if (!value.is_string()) return std::nullopt;
    const auto read = mapping::parse_time(std::string(value.get_string()), "UTC");
    return read ? std::optional(read->when) : std::nullopt;
}

bool is_kept(const json::value& sent, const json::value* there);

// The CRM may have added members.
bool is_kept(const json::object& sent, const json::object& there) {
    return std::all_of(sent.begin(), sent.end(), [&](const auto& member) {
        return is_kept(member.value(), there.if_contains(member.key()));
    });
}

bool is_kept(const json::value& sent, const json::value* there) {
    if (is_blank(&sent) || is_blank(there)) return is_blank(&sent) && is_blank(there);
    if (sent.is_object() && there->is_object())
        return is_kept(sent.get_object(), there->get_object());
    return sent == *there;
}

std::vector<std::string> members_not_kept(const json::object& sent, const json::object& there) {
    std::vector<std::string> names;
    for (const auto& [name, value] : sent) {
        const std::string_view key = name;
        if (std::find(not_told_again.begin(), not_told_again.end(), key) != not_told_again.end())
            continue;
        const json::value* now = there.if_contains(name);
        const bool same = key == "start" && now && time_in(value) ? time_in(value) == time_in(*now)
                                                                  : is_kept(value, now);
        if (!same) names.emplace_back(key);
    }
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

finding finding_of(finding::kind what, const crm_booking& booking) {
    finding found;
    found.what = what;
    found.booking_provider = booking.booking_provider;
    found.external_id = booking.external_id;
    found.crm_bookings = {booking.id};
    return found;
}

finding finding_of(finding::kind what, const filed_link& filed) {
    finding found;
    found.what = what;
    found.connection = filed.connection;
    found.booking_id = filed.booking_id;
    found.booking_provider = filed.link.place.booking_provider;
    if (const json::value* id = filed.link.sent.if_contains("externalId"); id && id->is_string())
        found.external_id = id->get_string();
    found.crm_bookings = {filed.link.crm_booking};
    found.receipt = filed.receipt;
    return found;
}

// What the inbox has instead of the booking, for one that no link leads to.
std::string known_instead(const std::optional<booking_link>& link) {
    if (!link) return "the inbox never heard of it";
    if (link->crm_booking == 0) return "the inbox has it as cancelled before it was made";
    return "the inbox knows " + std::to_string(link->crm_booking) + " for it";
}

bool is_on_its_way(const booking_trace& trace) {
    return std::any_of(trace.unsettled.begin(), trace.unsettled.end(),
                       [](const booking_trace::event& one) { return !one.is_dead; });
}

void add_dead_letter(const booking_trace& trace, finding& found) {
    if (trace.unsettled.empty()) return;
    const booking_trace::event& dead = trace.unsettled.front();
    found.about += (found.about.empty() ? "" : "; ") + std::string("the dead letter ") +
                   dead.receipt + " is about it" +
                   (dead.was_created ? ", and its replay looks for it first" : "");
}

// "" when they agree.
std::string difference(const booking_link& link, const crm_booking& booking) {
    if (link.what == standing::cancelled)
        return booking.is_standing()
                   ? "is cancelled in the inbox and " + booking.status + " in the CRM"
                   : "";
    if (link.what != standing::live) return "";
    if (!booking.is_standing()) return "is dismissed in the CRM";
    const auto names = members_not_kept(link.sent, booking.body);
    return names.empty() ? "" : "is not as it was sent: " + joined(names);
}

}  // namespace

std::string_view to_string(finding::kind what) noexcept {
    switch (what) {
        case finding::kind::missing: return "missing";
        case finding::kind::doubled: return "doubled";
        case finding::kind::foreign: return "foreign";
        case finding::kind::changed: return "changed";
    }
    return "changed";
}

std::optional<finding> compare(const filed_link& filed, const crm_booking& booking) {
    std::string about = difference(filed.link, booking);
    if (about.empty()) return std::nullopt;
    finding found = finding_of(finding::kind::changed, filed);
    found.about = std::move(about);
    return found;
}

std::optional<finding> judge_unlinked(const crm_booking& booking,
                                      const std::optional<booking_owner>& owner,
                                      const booking_trace& trace,
                                      const std::vector<crm_booking>& same_id) {
    if (!booking.is_standing()) return std::nullopt;
    finding found = finding_of(finding::kind::foreign, booking);
    if (!owner) {
        found.about = "has an externalId that no connection makes";
        return found;
    }
    found.connection = owner->connection;
    found.booking_id = owner->booking_id;
    if (same_id.size() > 1) {
        found.what = finding::kind::doubled;
        found.crm_bookings.clear();
        for (const crm_booking& one : same_id) found.crm_bookings.push_back(one.id);
        found.about = known_instead(trace.link);
        return found;
    }
    if (trace.link && trace.link->crm_booking == booking.id) return std::nullopt;  // since just now
    if (is_on_its_way(trace)) return std::nullopt;  // its delivery will find it
    found.about = known_instead(trace.link);
    add_dead_letter(trace, found);
    return found;
}

std::optional<finding> judge_missing(const filed_link& filed, const booking_trace& trace,
                                     const std::vector<crm_booking>& same_id) {
    if (is_on_its_way(trace)) return std::nullopt;
    finding found = finding_of(finding::kind::missing, filed);
    if (!same_id.empty())
        found.about =
            "the CRM has " + std::to_string(same_id.front().id) + " of its externalId instead";
    else if (filed.link.what == standing::missing)
        found.about = "it was to be made again, and was not";
    add_dead_letter(trace, found);
    return found;
}

}  // namespace gateway
