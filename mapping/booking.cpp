#include "mapping/booking.hpp"

#include <boost/json/array.hpp>
#include <stdexcept>

#include "mapping/json_reader.hpp"
#include "mapping/transforms/text.hpp"
#include "mapping/transforms/time.hpp"

namespace mapping {
namespace {

json::object to_json(const address& where) {
    json::object members;
    members["street"] = where.street;
    if (!where.unit.empty()) members["unit"] = where.unit;
    members["city"] = where.city;
    members["state"] = where.state;
    members["zip"] = where.zip;
    members["country"] = where.country;
    return members;
}

json::array to_json(const std::vector<contact>& contacts) {
    json::array all;
    for (const contact& one : contacts) {
        json::object members;
        members["type"] = to_string(one.type);
        members["value"] = one.value;
        if (!one.memo.empty()) members["memo"] = one.memo;
        all.push_back(std::move(members));
    }
    return all;
}

template <class Value>
void add_known(json::object& members, std::string_view name, const std::optional<Value>& value) {
    if (value) members[name] = *value;
}

std::optional<std::string> optional_text(json_reader& in, std::string_view pointer) {
    if (!in.find(pointer)) return std::nullopt;
    return in.text(pointer);
}

std::optional<std::int64_t> optional_id(json_reader& in, std::string_view pointer) {
    if (!in.find(pointer)) return std::nullopt;
    return in.integer(pointer, 1);
}

std::optional<bool> optional_boolean(json_reader& in, std::string_view pointer) {
    if (!in.find(pointer)) return std::nullopt;
    return in.boolean_or(pointer, false);
}

std::optional<timestamp> optional_time(json_reader& in, std::string_view pointer) {
    if (!in.find(pointer)) return std::nullopt;
    const auto read = parse_time(in.text(pointer), "UTC");
    if (read) return read->when;
    in.fail(errc::malformed, pointer, "is not a time");
    return std::nullopt;
}

std::optional<address> read_address(json_reader& in) {
    if (!in.object("/address", {"street", "unit", "city", "state", "zip", "country"}))
        return std::nullopt;
    return address{in.text("/address/street"), in.text_or("/address/unit", ""),
                   in.text("/address/city"),   in.text("/address/state"),
                   in.text("/address/zip"),    in.text("/address/country")};
}

std::vector<contact> read_contacts(json_reader& in) {
    std::vector<contact> contacts;
    const json::array* list = in.array("/contacts");
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const std::string where = "/contacts/" + std::to_string(i);
        in.object(where, {"type", "value", "memo"});
        const auto type = contact_type_from(in.text(where + "/type"));
        if (!type) in.fail(errc::not_allowed, where + "/type", "is not a type of contact");
        contacts.push_back({type.value_or(contact_type::phone), in.text(where + "/value"),
                            in.text_or(where + "/memo", "")});
    }
    return contacts;
}

std::vector<std::string> read_texts(json_reader& in, const std::string& pointer) {
    std::vector<std::string> texts;
    const json::array* list = in.array(pointer);
    for (std::size_t i = 0; list && i < list->size(); ++i)
        texts.push_back(in.text(pointer + "/" + std::to_string(i)));
    return texts;
}

}  // namespace

std::string_view to_string(contact_type type) noexcept {
    return contact_types[static_cast<std::size_t>(type)];
}

std::optional<contact_type> contact_type_from(std::string_view text) noexcept {
    for (std::size_t i = 0; i < contact_types.size(); ++i)
        if (equals_ignoring_case(contact_types[i], text)) return static_cast<contact_type>(i);
    return std::nullopt;
}

json::object booking::to_json() const {
    json::object members;
    members["source"] = source_;
    members["name"] = name_;
    members["summary"] = summary_;
    members["isFirstTimeClient"] = is_first_time_client_;
    members["externalId"] = external_id_;
    if (address_) members["address"] = mapping::to_json(*address_);
    if (!contacts_.empty()) members["contacts"] = mapping::to_json(contacts_);
    add_known(members, "customerType", customer_type_);
    if (start_) members["start"] = to_rfc3339(*start_);
    add_known(members, "campaignId", campaign_id_);
    add_known(members, "businessUnitId", business_unit_id_);
    add_known(members, "jobTypeId", job_type_id_);
    add_known(members, "priority", priority_);
    if (!uploaded_images_.empty())
        members["uploadedImages"] = json::array(uploaded_images_.begin(), uploaded_images_.end());
    add_known(members, "isSendConfirmationEmail", is_send_confirmation_email_);
    return members;
}

booking booking::from_json(const json::object& sent) {
    const json::value document(sent);
    json_reader in(document);
    in.object("", {"source", "name", "summary", "isFirstTimeClient", "externalId", "address",
                   "contacts", "customerType", "start", "campaignId", "businessUnitId", "jobTypeId",
                   "priority", "uploadedImages", "isSendConfirmationEmail"});
    booking made;
    made.source_ = in.text("/source");
    made.name_ = in.text("/name");
    made.summary_ = in.text("/summary");
    made.external_id_ = in.text("/externalId");
    const auto is_first_time_client = optional_boolean(in, "/isFirstTimeClient");
    if (!is_first_time_client) in.fail(errc::missing, "/isFirstTimeClient", "is required");
    made.is_first_time_client_ = is_first_time_client.value_or(true);
    made.address_ = read_address(in);
    made.contacts_ = read_contacts(in);
    made.customer_type_ = optional_text(in, "/customerType");
    made.start_ = optional_time(in, "/start");
    made.campaign_id_ = optional_id(in, "/campaignId");
    made.business_unit_id_ = optional_id(in, "/businessUnitId");
    made.job_type_id_ = optional_id(in, "/jobTypeId");
    made.priority_ = optional_text(in, "/priority");
    made.uploaded_images_ = read_texts(in, "/uploadedImages");
    made.is_send_confirmation_email_ = optional_boolean(in, "/isSendConfirmationEmail");
    auto read = std::move(in).finish(std::move(made));
    if (read) return std::move(*read);
    throw std::logic_error("a stored booking cannot be read: " + to_text(read.error()));
}

}  // namespace mapping
