#include "tests/sandbox/operations.hpp"

#include <map>

namespace sandbox {

handler handler_of(std::string_view operation) {
    static const auto handlers = [] {
        std::map<std::string_view, handler> all;
        for (const auto group :
             {booking_operations(), booking_contact_operations(), booking_provider_tag_operations(),
              customer_operations(), location_operations(), contact_list_operations(),
              note_operations(), tag_operations(), custom_field_operations(), lead_operations(),
              contact_operations(), contact_method_operations(), relationship_operations(),
              export_operations()})
            for (const auto& [id, handle] : group) all.emplace(id, handle);
        return all;
    }();
    const auto found = handlers.find(operation);
    return found == handlers.end() ? nullptr : found->second;
}

}  // namespace sandbox
