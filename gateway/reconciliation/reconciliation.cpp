#include "gateway/reconciliation/reconciliation.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <unordered_set>
#include <utility>

#include "gateway/crm/booking_call.hpp"
#include "gateway/crm/paging.hpp"

namespace gateway {

namespace asio = boost::asio;
using outcome = crm_result::outcome;
using standing = booking_link::standing;

namespace {

constexpr std::size_t links_at_once = 500;
// A list or an export with more pages goes on without end.
constexpr std::int64_t most_pages_of_all = 100'000;

// Exports take a day, and mean when a booking was changed last.
crm_call export_call(const std::optional<timestamp>& since) {
    crm_call call{"ExportBookings_Get", {}, {{"includeRecentChanges", "true"}}, nullptr};
    if (since) call.query["from"] = mapping::to_rfc3339(*since).substr(0, 10);
    return call;
}

// Sorted by what does not change while it is read.
crm_call list_call(std::int64_t provider, const std::optional<timestamp>& since) {
    crm_call call{"Bookings_GetList2",
                  {{"booking_provider", std::to_string(provider)}},
                  {{"page", "1"}, {"pageSize", "500"}, {"sort", "+Id"}},
                  nullptr};
    if (since) call.query["modifiedOnOrAfter"] = mapping::to_rfc3339(*since);
    return call;
}

crm_call one_booking(const booking_link& link) {
    return to_call(booking_call{booking_operation::get_booking, link.place.booking_provider,
                                link.crm_booking, 0, "", 1, nullptr});
}

crm_call by_external_id(std::int64_t provider, const std::string& external_id) {
    return to_call(
        booking_call{booking_operation::find_bookings, provider, 0, 0, external_id, 1, nullptr});
}

// Says of a booking that it should be there.
bool is_wanted(const booking_link& link) {
    return link.what == standing::live || link.what == standing::missing;
}

// Of several links to one booking a live one says most of it, and a superseded one nothing.
int rank(const filed_link& filed) {
    if (filed.link.what == standing::live) return 0;
    return filed.link.what == standing::superseded ? 2 : 1;
}

// Every booking of a page of a list or an export.
std::optional<std::vector<crm_booking>> bookings_on(const crm_result& answer) {
    if (answer.what != outcome::ok) return std::nullopt;
    const auto page = page_in(answer.body);
    return page ? crm_bookings_in(page->entries) : std::nullopt;
}

class comparing_run {
public:
    comparing_run(crm& upstream, booking_ledger& ledger, const clock& time,
                  reconciliation_scope scope, std::function<void(const finding&)> tell)
        : crm_(upstream),
          ledger_(ledger),
          clock_(time),
          scope_(std::move(scope)),
          tell_(std::move(tell)) {
        for (const auto& source : scope_.sources) providers_.insert(source.booking_provider);
    }

    asio::awaitable<reconciliation_result> run();

private:
    asio::awaitable<void> compare_listed();
    asio::awaitable<void> walk(crm_call first);
    asio::awaitable<void> compare_page(std::vector<crm_booking> bookings, timestamp asked_at);
    asio::awaitable<void> compare_one(crm_booking booking, const filed_link* link,
                                      timestamp asked_at);
    asio::awaitable<void> examine_unlinked(crm_booking booking);
    asio::awaitable<void> seek_unlisted();
    asio::awaitable<void> examine_unlisted(filed_link filed);
    asio::awaitable<std::vector<crm_booking>> find_standing(std::int64_t provider,
                                                            std::string external_id);
    std::optional<booking_owner> owner_of(const crm_booking& booking) const;
    std::string external_id_of(const filed_link& filed) const;

    void report(const std::optional<finding>& found) {
        if (!found) return;
        ++result_.counts[found->what];
        tell_(*found);
    }
    void stop(const crm_call& asked, crm_result result) {
        result_.stopped = reconciliation_result::stop{asked.operation, std::move(result)};
    }

    crm& crm_;
    booking_ledger& ledger_;
    const clock& clock_;
    const reconciliation_scope scope_;
    const std::function<void(const finding&)> tell_;
    std::set<std::int64_t> providers_;
    std::unordered_set<std::int64_t> seen_;                   // that the CRM told of
    std::set<std::pair<std::int64_t, std::string>> doubled_;  // booking provider and externalId
    const timestamp began_at_ = clock_.now();
    reconciliation_result result_;
};

asio::awaitable<reconciliation_result> comparing_run::run() {
    co_await compare_listed();
    if (!result_.stopped) co_await seek_unlisted();
    co_return result_;
}

// An application that is bound to one booking provider may not export, but list what is its own.
asio::awaitable<void> comparing_run::compare_listed() {
    crm_call exported = export_call(scope_.since);
    co_await walk(std::move(exported));
    if (!result_.stopped || result_.stopped->result.what != outcome::forbidden) co_return;
    result_.stopped.reset();
    for (const std::int64_t provider : providers_) {
        crm_call listed = list_call(provider, scope_.since);
        co_await walk(std::move(listed));
        if (result_.stopped) co_return;
    }
}

asio::awaitable<void> comparing_run::walk(crm_call first) {
    std::optional<crm_call> next = std::move(first);
    for (std::int64_t pages = 0; next; ++pages) {
        const timestamp asked_at = clock_.now();
        crm_result answer = co_await crm_.perform(*next);
        auto bookings = bookings_on(answer);
        if (!bookings || pages >= most_pages_of_all) {
            stop(*next, std::move(answer));
            co_return;
        }
        co_await compare_page(std::move(*bookings), asked_at);
        if (result_.stopped) co_return;
        next = next_call(std::move(*next), answer.body);
    }
}

asio::awaitable<void> comparing_run::compare_page(std::vector<crm_booking> bookings,
                                                  timestamp asked_at) {
    std::vector<std::int64_t> ids;
    for (const crm_booking& booking : bookings) ids.push_back(booking.id);
    std::map<std::int64_t, filed_link> links;
    std::vector<filed_link> filed = co_await ledger_.links_to(crm_.tenant_id(), std::move(ids));
    std::ranges::stable_sort(filed, {}, rank);
    for (filed_link& one : filed) links.try_emplace(one.link.crm_booking, std::move(one));

    for (crm_booking& booking : bookings) {
        const auto link = links.find(booking.id);
        const bool is_ours = link != links.end() || providers_.contains(booking.booking_provider);
        // Exports tell of some twice.
        if (!is_ours || !seen_.insert(booking.id).second) continue;
        const filed_link* filed_of = link == links.end() ? nullptr : &link->second;
        co_await compare_one(std::move(booking), filed_of, asked_at);
        if (result_.stopped) co_return;
    }
}

asio::awaitable<void> comparing_run::compare_one(crm_booking booking, const filed_link* link,
                                                 timestamp asked_at) {
    if (!booking.is_active) {
        // Deleted, says the export: so far as the CRM still gives it out it is there.
        if (link && is_wanted(link->link)) co_await examine_unlisted(*link);
        co_return;
    }
    ++result_.in_crm;
    if (!link)
        co_await examine_unlinked(std::move(booking));
    else if (link->written_at < asked_at)  // else the page may be the older of the two
        report(compare(*link, booking));
}

asio::awaitable<void> comparing_run::examine_unlinked(crm_booking booking) {
    if (!booking.is_standing()) co_return;
    const auto owner = owner_of(booking);
    booking_trace trace;
    std::vector<crm_booking> same_id;
    if (owner) trace = co_await ledger_.trace(owner->connection, owner->booking_id);
    if (trace.link || !trace.unsettled.empty())
        same_id = co_await find_standing(booking.booking_provider, booking.external_id);
    if (result_.stopped) co_return;

    const auto found = judge_unlinked(booking, owner, trace, same_id);
    const bool is_known_double =
        found && found->what == finding::kind::doubled &&
        !doubled_.emplace(booking.booking_provider, booking.external_id).second;
    if (!is_known_double) report(found);
}

// The links that no listed booking had. Those that were written since the comparison began are the
// next one's.
asio::awaitable<void> comparing_run::seek_unlisted() {
    link_range range;
    range.tenant = crm_.tenant_id();
    range.limit = links_at_once;
    if (scope_.since) range.written_at = *scope_.since;
    for (;;) {
        std::vector<filed_link> links = co_await ledger_.standing_links(range);
        if (links.empty()) co_return;
        for (filed_link& filed : links) {
            if (filed.written_at >= began_at_) co_return;
            range.written_at = filed.written_at;
            range.row = filed.row;
            if (seen_.contains(filed.link.crm_booking)) continue;
            co_await examine_unlisted(std::move(filed));
            if (result_.stopped) co_return;
        }
    }
}

asio::awaitable<void> comparing_run::examine_unlisted(filed_link filed) {
    const std::int64_t provider = filed.link.place.booking_provider;
    crm_call asked = one_booking(filed.link);
    crm_result answer = co_await crm_.perform(asked);
    const auto booking = crm_booking_in(answer.body);
    const bool is_gone = (answer.what == outcome::refused && answer.status == 404) ||
                         (booking && !booking->is_active);
    // Its connection led there once, and the application may not look any more.
    const bool is_out_of_reach =
        answer.what == outcome::forbidden && !providers_.contains(provider);
    if (is_out_of_reach) {
        ++result_.out_of_reach;
        co_return;
    }
    if (!booking && !is_gone) {
        stop(asked, std::move(answer));
        co_return;
    }
    std::vector<crm_booking> same_id;
    std::string external_id = external_id_of(filed);
    if (is_gone) same_id = co_await find_standing(provider, std::move(external_id));
    const booking_trace now = co_await ledger_.trace(filed.connection, filed.booking_id);
    if (result_.stopped || now.link != filed.link) co_return;  // it has changed meanwhile
    if (is_gone) {
        report(judge_missing(filed, now, same_id));
        co_return;
    }
    ++result_.in_crm;
    report(compare(filed, *booking));
}

asio::awaitable<std::vector<crm_booking>> comparing_run::find_standing(std::int64_t provider,
                                                                       std::string external_id) {
    std::vector<crm_booking> found;
    if (external_id.empty()) co_return found;
    std::optional<crm_call> next = by_external_id(provider, external_id);
    for (int pages = 0; next; ++pages) {
        crm_result answer = co_await crm_.perform(*next);
        auto bookings = bookings_on(answer);
        if (!bookings || pages >= most_pages) {
            stop(*next, std::move(answer));
            co_return found;
        }
        for (crm_booking& one : *bookings)
            if (one.external_id == external_id && one.is_standing())
                found.push_back(std::move(one));
        next = next_call(std::move(*next), answer.body);
    }
    co_return found;
}

// Prefixes at one booking provider are told apart by the configuration: at most one fits.
std::optional<booking_owner> comparing_run::owner_of(const crm_booking& booking) const {
    for (const auto& source : scope_.sources)
        if (source.booking_provider == booking.booking_provider &&
            booking.external_id.starts_with(source.external_id_prefix) &&
            booking.external_id.size() > source.external_id_prefix.size())
            return booking_owner{source.connection,
                                 booking.external_id.substr(source.external_id_prefix.size())};
    return std::nullopt;
}

std::string comparing_run::external_id_of(const filed_link& filed) const {
    const boost::json::value* sent = filed.link.sent.if_contains("externalId");
    if (sent && sent->is_string()) return std::string(sent->get_string());
    for (const auto& source : scope_.sources)
        if (source.connection == filed.connection)
            return source.external_id_prefix + filed.booking_id;
    return {};
}

}  // namespace

reconciliation_scope scope_of(const providers::registry& known, const std::string& tenant,
                              std::optional<timestamp> since) {
    reconciliation_scope scope;
    scope.since = since;
    for (const auto& [name, connection] : known.connections()) {
        const auto& settings = connection->settings();
        if (settings.tenant == tenant)
            scope.sources.push_back({name, settings.booking_provider, settings.external_id_prefix});
    }
    return scope;
}

std::int64_t reconciliation_result::count(finding::kind what) const {
    const auto found = counts.find(what);
    return found == counts.end() ? 0 : found->second;
}

asio::awaitable<reconciliation_result> reconcile(crm& upstream, booking_ledger& ledger,
                                                 const clock& time, reconciliation_scope scope,
                                                 std::function<void(const finding&)> tell) {
    if (scope.since && *scope.since <= timestamp()) scope.since.reset();  // since ever
    comparing_run comparing(upstream, ledger, time, std::move(scope), std::move(tell));
    co_return co_await comparing.run();
}

}  // namespace gateway
