#pragma once

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <map>
#include <string>
#include <vector>

#include "gateway/crm/crm.hpp"
#include "gateway/inbox/booking_ledger.hpp"

namespace testing {

namespace json = boost::json;

inline constexpr std::int64_t tenant_id = 12;

// A CRM that answers with bookings of its own, two a page, or with what a test puts in place of
// that.
class scripted_office final : public gateway::crm {
public:
    std::map<std::int64_t, json::object> bookings;
    std::map<std::string, gateway::crm_result> instead;  // by operation
    std::vector<std::string> calls;                      // operation, with its path and query

    void put(std::int64_t id, const std::string& external_id, std::int64_t provider = 34,
             const std::string& status = "New", bool active = true) {
        bookings[id] = {{"id", id},         {"bookingProviderId", provider},
                        {"status", status}, {"externalId", external_id},
                        {"active", active}, {"name", "Ada"}};
    }

    std::int64_t tenant_id() const noexcept override { return testing::tenant_id; }

    boost::asio::awaitable<gateway::crm_result> perform(gateway::crm_call call) override {
        calls.push_back(call.operation + " " + json::serialize(json::value_from(call.path)) +
                        json::serialize(json::value_from(call.query)));
        if (const auto found = instead.find(call.operation); found != instead.end())
            co_return found->second;
        co_return answer(call);
    }

    std::size_t count(const std::string& start) const {
        std::size_t found = 0;
        for (const std::string& one : calls) found += one.starts_with(start) ? 1 : 0;
        return found;
    }

private:
    static gateway::crm_result result(gateway::crm_result::outcome what, int status) {
        gateway::crm_result made;
        made.what = what;
        made.status = status;
        return made;
    }

    gateway::crm_result answer(const gateway::crm_call& call) const {
        using outcome = gateway::crm_result::outcome;
        gateway::crm_result made = result(outcome::ok, 200);
        if (call.operation == "Bookings_GetForProvider") {
            const auto found = bookings.find(std::stoll(call.path.at("id")));
            const bool is_there = found != bookings.end() && found->second.at("active").as_bool();
            if (!is_there) return result(outcome::refused, 404);
            made.body = found->second;
            return made;
        }
        const bool is_export = call.operation == "ExportBookings_Get";
        json::array data;
        for (const auto& [id, booking] : bookings)
            if (is_export || is_listed(booking, call)) data.push_back(booking);
        made.body = page_of(std::move(data), call, is_export);
        return made;
    }

    static bool is_listed(const json::object& booking, const gateway::crm_call& call) {
        const auto external_id = call.query.find("externalId");
        return booking.at("active").as_bool() &&
               booking.at("bookingProviderId").as_int64() ==
                   std::stoll(call.path.at("booking_provider")) &&
               (external_id == call.query.end() ||
                booking.at("externalId").as_string() == external_id->second);
    }

    static json::object page_of(json::array all, const gateway::crm_call& call, bool is_export) {
        const auto at = call.query.find(is_export ? "from" : "page");
        std::size_t number = at == call.query.end() ? 0 : std::stoul(at->second);
        if (!is_export) --number;
        if (number > 100) number = 0;  // a day, and no token
        const std::size_t first = 2 * number, end = std::min(first + 2, all.size());
        json::array data;
        for (std::size_t i = first; i < end; ++i) data.push_back(all[i]);
        json::object page{{"hasMore", end < all.size()}, {"data", std::move(data)}};
        if (is_export) page["continueFrom"] = std::to_string(number + 1);
        return page;
    }
};

// The links that a test puts into it.
class written_ledger final : public gateway::booking_ledger {
public:
    std::vector<gateway::filed_link> links;  // in the order in which they were written
    std::map<std::string, std::vector<gateway::booking_trace::event>> unsettled;  // by booking id

    gateway::filed_link& put(
        const std::string& booking_id, std::int64_t crm_booking,
        gateway::booking_link::standing what = gateway::booking_link::standing::live) {
        gateway::filed_link filed;
        filed.connection = "acme";
        filed.booking_id = booking_id;
        filed.receipt = "r-" + booking_id;
        filed.row = static_cast<std::int64_t>(links.size()) + 1;
        filed.link.what = what;
        filed.link.crm_booking = crm_booking;
        filed.link.place = {tenant_id, 34};
        filed.link.sent = {{"name", "Ada"}, {"externalId", "site-" + booking_id}};
        links.push_back(std::move(filed));
        return links.back();
    }

    boost::asio::awaitable<std::vector<gateway::filed_link>> links_to(
        std::int64_t, std::vector<std::int64_t> crm_bookings) override {
        std::vector<gateway::filed_link> found;
        for (const auto& one : links)
            if (std::count(crm_bookings.begin(), crm_bookings.end(), one.link.crm_booking) > 0)
                found.push_back(one);
        co_return found;
    }

    boost::asio::awaitable<std::vector<gateway::filed_link>> standing_links(
        gateway::link_range range) override {
        std::vector<gateway::filed_link> found;
        for (const auto& one : links) {
            const bool is_behind =
                std::pair(one.written_at, one.row) > std::pair(range.written_at, range.row);
            if (is_behind && found.size() < range.limit &&
                (one.link.what == gateway::booking_link::standing::live ||
                 one.link.what == gateway::booking_link::standing::missing))
                found.push_back(one);
        }
        co_return found;
    }

    boost::asio::awaitable<gateway::booking_trace> trace(std::string,
                                                         std::string booking_id) override {
        gateway::booking_trace found;
        for (const auto& one : links)
            if (one.booking_id == booking_id) found.link = one.link;
        found.unsettled = unsettled[booking_id];
        co_return found;
    }
};

}  // namespace testing
