#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "gateway/inbox/inbox.hpp"
#include "gateway/metrics.hpp"
#include "mapping/trace.hpp"
#include "providers/connection.hpp"

namespace gateway {

// Notices that a partner's events change: of each connection, in how many of the events that a
// booking was to be made of a field found nothing, and which members came that neither the
// definition's examples nor an earlier event had. Keeps counts and names, never a value. Begins
// anew when the connection is read again. Thread-safe.
class drift_watch {
public:
    explicit drift_watch(metrics& series) : metrics_(series) {}

    // An event that is about to be mapped, and what was fetched for it. One that makes no booking,
    // says only what changed, or cannot be read, tells nothing.
    void look_at(const stored_event& event, const providers::connection& through,
                 const boost::json::value& fetched, timestamp now);

    // Such an event as the part of the request that tells of it, and where its fields come from.
    void saw(const providers::connection& through, const boost::json::value& event,
             const std::vector<mapping::traced_field>& fields, timestamp now);

    // {"acme-thumbtack": {"since": "...", "events": 120,
    //    "absent": [{"field": "/start", "from": "/data/start", "events": 12, "share": 0.1}],
    //    "new_members": [{"member": "/data/tip", "since": "..."}]}}
    boost::json::value to_json() const;

private:
    struct absence {
        std::string from;
        std::int64_t events = 0;
    };
    struct record {
        // What the counts are about. Held, so that another one is never taken for it.
        std::shared_ptr<const providers::definition> definition;
        timestamp since{};
        std::int64_t events = 0;
        std::map<std::string, absence, std::less<>> absent;  // by field
        std::set<std::string> members;                       // that are no news
        std::map<std::string, timestamp> new_members;
    };
    record& record_of(const providers::connection& through, timestamp now);

    metrics& metrics_;
    mutable std::mutex mutex_;
    std::map<std::string, record> records_;  // by connection
};

}  // namespace gateway
