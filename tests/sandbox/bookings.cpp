// The bookings of a booking provider, and of all of them.
#include "tests/sandbox/bookings.hpp"

#include <charconv>

#include "tests/sandbox/catalogues.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/patch.hpp"
#include "tests/sandbox/shape.hpp"
#include "tests/sandbox/validation.hpp"

namespace sandbox {

namespace {

bool is_blank_text(const json::value& value) {
    return !value.is_string() || is_blank(value.get_string());
}

std::optional<answer> broken_rule_of(const call& by) {
    if (is_blank_text(by.body.at("summary")))
        return invalid({{"summary", {"The summary must not be blank."}}});
    const bool reachable = given(by.body, "address") || !items(by.body, "contacts").empty();
    if (by.set.require_address_or_contact && (is_blank_text(by.body.at("name")) || !reachable))
        return broken_rule(400, "A name and either an address or a contact are required.");
    if (!by.set.refuse_repeated_external_ids) return std::nullopt;
    const json::value provider = provider_of(by.path);
    for (const row* const known : by.in.bookings.all("externalId", by.body.at("externalId")))
        if (known->fields.at("bookingProviderId") == provider)
            return broken_rule(409, "A booking with this external id exists.");
    return std::nullopt;
}

answer create(const call& by) {
    if (auto refused = unknown_provider(by)) return std::move(*refused);
    if (auto refused = unknown_references(by)) return std::move(*refused);
    if (auto refused = broken_rule_of(by)) return std::move(*refused);
    json::object fields = by.body;
    fields.erase("contacts");
    if (!given(fields, "start")) fields["start"] = to_text(year_one);
    fields["bookingProviderId"] = provider_of(by.path);
    fields["status"] = "New";
    const row& made = by.in.bookings.add(std::move(fields), by.now);
    for (const auto& contact : items(by.body, "contacts"))
        add_booking_contact(by.in, made, contact.get_object(), by.now);
    return shown(by, made);
}

answer list(const call& by) {
    if (auto refused = unknown_provider(by)) return std::move(*refused);
    const json::value* const external_id = by.query.if_contains("externalId");
    auto rows = listed(
        by, external_id ? by.in.bookings.all("externalId", *external_id) : by.in.bookings.all());
    if (const json::value provider = provider_of(by.path); provider != 0)
        std::erase_if(
            rows, [&](const row* one) { return one->fields.at("bookingProviderId") != provider; });
    return page_of(by, std::move(rows));
}

answer get(const call& by) {
    auto found = find_booking(by);
    return found.booking ? shown(by, *found.booking) : std::move(found.refusal);
}

answer update(const call& by) {
    auto found = find_booking(by);
    if (!found.booking) return std::move(found.refusal);
    const json::value& status = found.booking->fields.at("status");
    const bool is_over = status == "Dismissed" || status == "Converted";
    if (is_over && !by.set.accept_late_updates)
        return broken_rule(409, "The booking is " + lower_case(status.get_string()) + ".");
    const auto* const summary = by.body.if_contains("summary");
    if (summary && is_blank_text(*summary))
        return invalid({{"summary", {"The summary must not be blank."}}});
    if (auto refused = unknown_references(by)) return std::move(*refused);
    by.in.bookings.change(*found.booking, patch_of(*found.booking, by.body), by.now);
    return shown(by, *found.booking);
}

// Dismissing again changes nothing: whether the original objects is not known, and no answer to
// that is declared.
answer dismiss_by_id(const call& by) {
    auto found = find_booking(by);
    if (!found.booking) return std::move(found.refusal);
    if (auto refused = unknown_references(by)) return std::move(*refused);
    dismiss(by.in.bookings, *found.booking, by.body, by.now);
    return done();
}

}  // namespace

std::int64_t provider_of(const json::object& path) {
    const json::value* const provider = path.if_contains("booking_provider");
    if (!provider) return 0;
    if (provider->is_int64()) return provider->get_int64();
    // One operation has it as a text.
    std::int64_t number = 0;
    const std::string_view text = provider->get_string();
    const char* const end = text.data() + text.size();
    return std::from_chars(text.data(), end, number).ptr == end ? number : -1;
}

std::optional<answer> unknown_provider(const call& by) {
    const auto provider = provider_of(by.path);
    if (provider == 0 || by.in.tags.find(provider)) return std::nullopt;
    return not_found(by, "Booking provider", by.path.at("booking_provider"));
}

found_booking find_booking(const call& by) {
    if (auto refused = unknown_provider(by)) return {nullptr, std::move(*refused)};
    row* const found = by.in.bookings.find(by.id());
    if (!found) return {nullptr, not_found(by, "Booking", by.id())};
    const auto provider = provider_of(by.path);
    if (provider == 0 || found->fields.at("bookingProviderId") == provider) return {found};
    if (by.set.other_provider_status == 404) return {nullptr, not_found(by, "Booking", by.id())};
    return {nullptr, problem(by.set.other_provider_status,
                             "The booking belongs to another booking provider.")};
}

void dismiss(table& bookings, row& booking, const json::object& reason, instant now) {
    if (booking.fields.at("status") == "Dismissed") return;
    json::object changes{{"status", "Dismissed"}};
    if (const auto* const id = given(reason, "callReasonId")) changes["dismissingReasonId"] = *id;
    if (const auto* const memo = given(reason, "dismissingMemo")) changes["dismissingMemo"] = *memo;
    bookings.change(booking, changes, now);
}

json::object booking_with_contacts(tenant_store& in, const row& booking) {
    static const auto& of = *mapping::crm_contract().find("Bookings_Get");
    auto made = shaped(*of.answers.at(200), whole(booking)).get_object();
    const auto* const memo = given(booking.fields, "dismissingMemo");
    made["tenant"] = in.tenant;
    made["dismissingMemo"] = memo ? *memo : json::value("");
    auto& contacts = made["contacts"].emplace_array();
    static const auto& list = *mapping::crm_contract().find("Bookings_CreateContact");
    for (const row* const contact : in.booking_contacts.all("bookingId", booking.number))
        contacts.push_back(shaped(*list.answers.at(200), whole(*contact)));
    return made;
}

operation_group booking_operations() {
    static constexpr operation_handler all[] = {
        {"Bookings_Create", create},
        {"Bookings_GetList", list},
        {"Bookings_GetList2", list},
        {"Bookings_Get", get},
        {"Bookings_GetForProvider", get},
        {"Bookings_Update", update},
        {"Bookings_DismissBooking", dismiss_by_id},
    };
    return all;
}

}  // namespace sandbox
