#include "gateway/crm/contract.hpp"

#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <stdexcept>
#include <string_view>

namespace gateway {
namespace {

std::string number(std::int64_t id, const char* what) {
    if (id <= 0) throw std::logic_error(std::string("a CRM call without its ") + what);
    return std::to_string(id);
}

std::string bookings_of(const crm_call& call, std::int64_t tenant) {
    return "/crm/v2/tenant/" + number(tenant, "tenant") + "/booking-provider/" +
           number(call.booking_provider, "booking provider") + "/bookings";
}

std::string page_of(const crm_call& call) {
    return "page=" + number(call.page, "page") + "&pageSize=50";
}

std::string external_id_of(const crm_call& call) {
    if (call.external_id.empty()) throw std::logic_error("a look-up without an external id");
    return "externalId=" + boost::urls::encode(call.external_id, boost::urls::unreserved_chars);
}

// Reads one code point of UTF-8 and moves `at` behind it; U+FFFD for a byte that is not UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (more == 0 || at + more > text.size()) return 0xFFFD;
    char32_t point = lead & (0x3Fu >> more);
    for (std::size_t i = 0; i < more; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xC0u) != 0x80u) return 0xFFFD;
        point = point << 6 | (next & 0x3Fu);
    }
    at += more;
    return point;
}

void append_escape(std::string& to, char32_t unit) {
    static constexpr char digits[] = "0123456789abcdef";
    to += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) to += digits[unit >> shift & 0xFu];
}

// The same JSON with every character beyond ASCII escaped. The CRM has been seen to garble names
// that were sent as plain UTF-8; escapes leave it no encoding to guess.
std::string ascii_json(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            out += text[at++];
            continue;
        }
        const char32_t point = next_code_point(text, at);
        if (point < 0x10000) {
            append_escape(out, point);
        } else {
            append_escape(out, 0xD800 + ((point - 0x10000) >> 10));
            append_escape(out, 0xDC00 + ((point - 0x10000) & 0x3FFu));
        }
    }
    return out;
}

std::string body_of(const crm_call& call) {
    return call.body.is_null() ? std::string() : ascii_json(boost::json::serialize(call.body));
}

}  // namespace

crm_request to_request(const crm_call& call, std::int64_t tenant) {
    const std::string bookings = bookings_of(call, tenant);
    const auto booking = [&] { return bookings + "/" + number(call.booking, "booking"); };
    const auto contacts = [&] { return booking() + "/contacts"; };
    const auto contact = [&] { return contacts() + "/" + number(call.contact, "contact"); };

    switch (call.operation) {
        case crm_operation::create_booking: return {"POST", bookings, body_of(call)};
        case crm_operation::find_bookings:
            return {"GET", bookings + "?" + external_id_of(call) + "&" + page_of(call), ""};
        case crm_operation::get_booking: return {"GET", booking(), ""};
        case crm_operation::update_booking: return {"PATCH", booking(), body_of(call)};
        case crm_operation::dismiss_booking: return {"POST", booking() + "/dismiss", body_of(call)};
        case crm_operation::list_contacts: return {"GET", contacts() + "?" + page_of(call), ""};
        case crm_operation::create_contact: return {"POST", contacts(), body_of(call)};
        case crm_operation::update_contact: return {"PATCH", contact(), body_of(call)};
        case crm_operation::delete_contact: return {"DELETE", contact(), ""};
    }
    throw std::logic_error("an operation that the CRM does not have");
}

bool has_answer(crm_operation operation) noexcept {
    return operation != crm_operation::dismiss_booking &&
           operation != crm_operation::delete_contact;
}

}  // namespace gateway
