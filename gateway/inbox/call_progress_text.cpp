#include "gateway/inbox/call_progress_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace gateway::rows {

namespace json = boost::json;

std::string to_text(const call_progress& calls) {
    if (calls == call_progress()) return {};
    return json::serialize(json::object{{"tenant", calls.tenant},
                                        {"answers", calls.answers},
                                        {"sent", calls.sent},
                                        {"sent_at", calls.sent_at.time_since_epoch().count()},
                                        {"empty_lookups", calls.empty_lookups}});
}

call_progress call_progress_from(std::string_view text) {
    call_progress calls;
    if (text.empty()) return calls;
    const json::value read = json::parse(text);
    calls.tenant = read.at("tenant").as_int64();
    calls.answers = read.at("answers").as_object();
    calls.sent = read.at("sent").as_object();
    calls.sent_at = timestamp(std::chrono::milliseconds(read.at("sent_at").as_int64()));
    calls.empty_lookups = static_cast<int>(read.at("empty_lookups").as_int64());
    return calls;
}

}  // namespace gateway::rows
