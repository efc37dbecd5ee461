#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/booking.hpp"
#include "mapping/source.hpp"

namespace mapping {

// The compiled `booking:` and `contacts:` of a definition: a document -> a booking, or every
// problem with its place. Immutable; may be shared between threads.
class field_map {
public:
    // `booking` is the definition's member of that name, an object; `contacts` the list, or the one
    // contact with `each` that is read from every element of a list in the document, or null.
    // Unknown fields, wrong types and sources that do not compile are all reported, with pointers
    // that start with /booking and /contacts.
    static result<field_map> compile(const json::value& booking, const json::value& contacts);

    // True for a CRM field that a connection's `defaults` may hold.
    static bool takes_default(std::string_view crm_field);

    // `external_id` becomes the booking's externalId. `defaults` are the connection's, by the CRM's
    // field name, for fields the document says nothing about. For an update that says only what
    // changed, `sent` is what the CRM was last sent; it goes before the defaults.
    result<booking> apply(const input& in, std::string_view external_id,
                          const json::object& defaults, const locale& where,
                          const json::object* sent = nullptr) const;
    // As far as the document says it, before the CRM's rules; to see where a field comes from.
    booking_draft draft(const input& in, std::string_view external_id, const json::object& defaults,
                        const json::object* sent = nullptr) const;

    // Every table that a lookup names.
    std::vector<std::string> tables() const;
    // The name of every fetch whose result a source reads.
    std::vector<std::string> fetches() const;

    struct rules;  // defined in field_map.cpp
    explicit field_map(std::shared_ptr<const rules> compiled) : rules_(std::move(compiled)) {}

private:
    std::shared_ptr<const rules> rules_;
};

}  // namespace mapping
