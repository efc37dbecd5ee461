// Leads: somebody who may become a customer's job.
#include "tests/sandbox/bookings.hpp"
#include "tests/sandbox/catalogues.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/notes.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/shape.hpp"
#include "tests/sandbox/validation.hpp"

namespace sandbox {

namespace {

// The campaign of a lead that comes from a form, where no seed has campaigns.
constexpr std::int64_t form_campaign = 1;

std::optional<answer> missing_entity(const call& by) {
    const struct {
        const char *member, *name;
        table& rows;
    } references[] = {{"customerId", "Customer", by.in.customers},
                      {"locationId", "Location", by.in.locations},
                      {"bookingId", "Booking", by.in.bookings}};
    for (const auto& [member, name, rows] : references)
        if (const auto* const id = given(by.body, member); id && !rows.find(id->get_int64()))
            return not_found(by, name, *id);
    return std::nullopt;
}

std::optional<answer> broken_rule_of(const call& by) {
    if (is_blank(by.body.at("summary").get_string()))
        return invalid({{"summary", {"The summary must not be blank."}}});
    if (given(by.body, "followUpDate") || given(by.body, "callReasonId")) return std::nullopt;
    return broken_rule(400, "Follow up date or Call Reason ID is required.");
}

row& add(const call& by, json::object fields) {
    fields["status"] = "Open";
    if (!given(fields, "priority")) fields["priority"] = "Normal";
    return by.in.leads.add(std::move(fields), by.now);
}

answer create(const call& by) {
    if (auto refused = unknown_references(by)) return std::move(*refused);
    if (auto refused = missing_entity(by)) return std::move(*refused);
    if (auto refused = broken_rule_of(by)) return std::move(*refused);
    if (const auto* const booking = given(by.body, "bookingId"))
        dismiss(by.in.bookings, *by.in.bookings.find(booking->get_int64()), {}, by.now);
    return shown(by, add(by, by.body));
}

// The meaning of the parameter `id` is not stated anywhere; nothing is done with it.
answer submit_form(const call& by) {
    const auto campaigns = by.in.catalogues.find("campaigns");
    const bool has_campaigns = campaigns != by.in.catalogues.end() && !campaigns->second.empty();
    json::object fields{
        {"campaignId", has_campaigns ? campaigns->second.begin()->first : form_campaign},
        {"leadCustomerName", by.body.at("name")},
        {"captureSource", "Form"}};
    const struct {
        const char *from, *to;
    } renamed[] = {{"email", "leadEmail"}, {"phoneNumber", "leadPhone"}, {"summary", "summary"}};
    for (const auto& [from, to] : renamed)
        if (const auto* const value = given(by.body, from)) fields[to] = *value;
    const struct {
        const char *from, *to;
    } parts[] = {{"street", "leadStreet"}, {"unit", "leadUnit"}, {"city", "leadCity"},
                 {"state", "leadState"},   {"zip", "leadZip"},   {"country", "leadCountry"}};
    if (const auto* const address = given(by.body, "address"))
        for (const auto& [from, to] : parts)
            if (const auto* const value = given(address->get_object(), from)) fields[to] = *value;
    const row& made = add(by, std::move(fields));
    return shown(by, json::object{{"leadId", made.number}});
}

bool flag(const call& by, std::string_view name, bool otherwise) {
    const json::value* const found = by.query.if_contains(name);
    return found ? found->get_bool() : otherwise;
}

// Whether the lead's customer is of the place and the time that the query names.
bool has_wanted_customer(const call& by, const row& lead) {
    const json::value* const id = given(lead.fields, "customerId");
    const row* const customer = id ? by.in.customers.find(id->get_int64()) : nullptr;
    const struct {
        const char *parameter, *member;
    } places[] = {{"customerCity", "city"}, {"customerState", "state"}, {"customerZip", "zip"}};
    for (const auto& [parameter, member] : places) {
        const json::value* const wanted = by.query.if_contains(parameter);
        if (!wanted) continue;
        if (!customer) return false;
        const json::value& known = customer->fields.at("address").at(member);
        if (!same_text(known.get_string(), wanted->get_string())) return false;
    }
    const auto is_after = [&](const char* parameter, instant row::*when) {
        const json::value* const bound = by.query.if_contains(parameter);
        return customer && bound && customer->*when >= *parse_instant(bound->get_string());
    };
    const auto has = [&](const char* parameter) { return by.query.contains(parameter); };
    if (has("customerCreatedOnOrAfter") && !is_after("customerCreatedOnOrAfter", &row::created))
        return false;
    if (has("customerModifiedOnOrAfter") && !is_after("customerModifiedOnOrAfter", &row::modified))
        return false;
    return !has("customerCreatedBefore") ||
           (customer && !is_after("customerCreatedBefore", &row::created));
}

// A prospect is taken for a lead that has no customer yet.
bool is_wanted(const call& by, const row& lead) {
    const bool has_customer = given(lead.fields, "customerId");
    const json::value* const source = given(lead.fields, "captureSource");
    const bool is_form = source && *source == "Form";
    return flag(by, "isProspect", !has_customer) == !has_customer &&
           flag(by, "withoutCustomer", !has_customer) == !has_customer &&
           flag(by, "isCaptureSourceForm", is_form) == is_form && has_wanted_customer(by, lead);
}

answer list(const call& by) {
    auto leads = listed(by, by.in.leads.all());
    std::erase_if(leads, [&](const row* lead) { return !is_wanted(by, *lead); });
    if (flag(by, "genPermUrl", false))
        for (row* const lead : leads)
            lead->fields["leadUrl"] =
                "https://go.sandbox.test/leads/" + std::to_string(lead->number);
    return page_of(by, std::move(leads));
}

answer get(const call& by) {
    const row* const known = by.in.leads.find(by.id());
    return known ? shown(by, *known) : not_found(by, "Lead", by.id());
}

answer update(const call& by) {
    row* const known = by.in.leads.find(by.id());
    if (!known) return not_found(by, "Lead", by.id());
    if (auto refused = unknown_references(by)) return std::move(*refused);
    by.in.leads.change(*known, by.body, by.now);
    return shown(by, *known);
}

answer follow_up(const call& by) {
    row* const known = by.in.leads.find(by.id());
    if (!known) return not_found(by, "Lead", by.id());
    by.in.leads.change(*known, {{"followUpDate", by.body.at("followUpDate")}}, by.now);
    if (given(by.body, "text")) add_note(by.in.lead_notes, "leadId", by.id(), by.body, by.now);
    json::object made = by.body;
    made["leadId"] = known->number;
    return shown(by, made);
}

answer dismiss_by_id(const call& by) {
    row* const known = by.in.leads.find(by.id());
    if (!known) return not_found(by, "Lead", by.id());
    if (auto refused = unknown_references(by)) return std::move(*refused);
    by.in.leads.change(
        *known, {{"status", "Dismissed"}, {"dismissingReasonId", by.body.at("dismissingReasonId")}},
        by.now);
    return done();
}

}  // namespace

operation_group lead_operations() {
    static constexpr operation_handler all[] = {
        {"Leads_Create", create},
        {"Leads_GetList", list},
        {"Leads_Get", get},
        {"Leads_Update", update},
        {"Leads_CreateFollowUp", follow_up},
        {"Leads_Dismiss", dismiss_by_id},
        {"Leads_SubmitLeadForm", submit_form},
    };
    return all;
}

}  // namespace sandbox
