#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/clock.hpp"
#include "gateway/crm/crm.hpp"
#include "gateway/inbox/booking_ledger.hpp"
#include "gateway/reconciliation/comparison.hpp"
#include "providers/registry.hpp"

namespace gateway {

// What is compared of one tenant.
struct reconciliation_scope {
    struct source {
        std::string connection;
        std::int64_t booking_provider = 0;
        std::string external_id_prefix;
    };
    std::vector<source> sources;     // the tenant's connections
    std::optional<timestamp> since;  // made or changed at this moment or later; nothing for all
};
reconciliation_scope scope_of(const providers::registry& known, const std::string& tenant,
                              std::optional<timestamp> since);

struct reconciliation_result {
    std::int64_t in_crm = 0;  // bookings of the CRM that were compared
    std::map<finding::kind, std::int64_t> counts;
    // Bookings at a place where a connection led once, and which the application may not read now.
    std::int64_t out_of_reach = 0;
    // The call that stopped it, with its result: what was found before holds, the rest is not
    // known.
    struct stop {
        std::string operation;
        crm_result result;
    };
    std::optional<stop> stopped;

    std::int64_t count(finding::kind what) const;
};

// Compares the bookings of a tenant: exports them from the CRM, or lists them by booking provider
// where the application may not export, and looks up what that does not settle. `tell` hears of
// each finding. Nothing is changed. Contacts are not compared, and what became of `kind: operation`
// is not.
boost::asio::awaitable<reconciliation_result> reconcile(crm& upstream, booking_ledger& ledger,
                                                        const clock& time,
                                                        reconciliation_scope scope,
                                                        std::function<void(const finding&)> tell);

}  // namespace gateway
