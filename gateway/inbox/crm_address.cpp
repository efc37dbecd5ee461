#include "gateway/inbox/crm_address.hpp"

namespace gateway {

std::string to_text(const crm_place& place) {
    return "tenant " + std::to_string(place.tenant) + ", booking provider " +
           std::to_string(place.booking_provider);
}

std::string to_text(const crm_address& address) {
    return to_text(address.place) + ", externalId " + address.external_id;
}

}  // namespace gateway
