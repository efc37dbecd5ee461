// Exports: everything of a kind, a part at a time.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using namespace std::chrono_literals;
using sandbox::caller;
using sandbox::make_lead;
namespace json = sandbox::json;

namespace {

std::vector<std::int64_t> ids_of(const json::object& part) {
    std::vector<std::int64_t> ids;
    for (const auto& one : part.at("data").as_array()) ids.push_back(one.at("id").as_int64());
    return ids;
}

using ids = std::vector<std::int64_t>;

// Whose token outlives the wait for what is new.
sandbox::settings patient() {
    sandbox::settings wanted;
    wanted.token_life = 1h;
    return wanted;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_export_goes_on_where_it_ended) {
    auto wanted = patient();
    wanted.export_page_size = 2;
    caller client(wanted);
    for (int i = 0; i < 4; ++i) make_lead(client);
    client.now += 15min;
    const auto from = [&](const json::object& part) {
        return client.ask("GET",
                          "export/leads?from=" + std::string(part.at("continueFrom").as_string()));
    };

    const auto first = client.ask("GET", "export/leads");
    const auto second = from(first);
    const auto third = from(second);
    client.ask("PATCH", "leads/5500000002", {{"summary", "changed"}});
    client.now += 15min;
    const auto later = from(third);

    BOOST_TEST(ids_of(first) == (ids{5500000001, 5500000002}), boost::test_tools::per_element());
    BOOST_TEST(first.at("hasMore").as_bool());
    BOOST_TEST(ids_of(second) == (ids{5500000003, 5500000004}), boost::test_tools::per_element());
    BOOST_TEST(!second.at("hasMore").as_bool());  // exact at the edge
    BOOST_TEST(ids_of(third).empty());
    BOOST_TEST(third.at("continueFrom") == second.at("continueFrom"));
    BOOST_TEST(ids_of(later) == ids{5500000002}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_new_is_exported_after_a_while_or_at_once_when_asked_for) {
    caller client(patient());
    make_lead(client);
    const auto count = [&](const std::string& query) {
        return ids_of(client.ask("GET", "export/leads" + query)).size();
    };

    BOOST_TEST(count("?includeRecentChanges=true") == 1u);
    client.now += 15min - 1s;
    BOOST_TEST(count("") == 0u);
    client.now += 1s;
    BOOST_TEST(count("") == 1u);
}

BOOST_AUTO_TEST_CASE(an_export_starts_at_a_day_or_a_time) {
    caller client;
    make_lead(client);
    const struct {
        std::string from;
        int status;
        std::size_t count;
    } cases[] = {
        {"2020-01-01", 200, 1},
        {"2026-03-02", 200, 1},
        {"2026-03-03", 200, 0},
        {"2026-03-02T09:00:00Z", 200, 1},
        {"2026-03-02T09:00:01Z", 200, 0},
        {"2026-02-30", 400, 0},
        {"yesterday", 400, 0},
        {"export-x-1", 400, 0},
        {"export-1-", 400, 0},
        {"export-1-2-3", 400, 0},
    };
    for (const auto& one : cases) {
        const auto answered =
            client.call("GET", "export/leads?includeRecentChanges=true&from=" + one.from);
        BOOST_TEST(answered.status == one.status, one.from);
        if (answered.status == 200)
            BOOST_TEST(ids_of(json::parse(answered.body).as_object()).size() == one.count,
                       one.from);
    }
}

BOOST_AUTO_TEST_CASE(every_kind_is_exported_and_none_from_a_start_that_is_none) {
    caller client;
    const auto customer = sandbox::make_customer(client);
    sandbox::make(client, customer + "/contacts", sandbox::phone());
    sandbox::make(client, sandbox::first_location + "/contacts", sandbox::phone("9375550144"));
    sandbox::make_booking(client);
    make_lead(client);
    const std::pair<std::string, std::int64_t> cases[] = {
        {"bookings", 5'000'000'001},           {"customers", 4'000'000'001},
        {"customers/contacts", 7'500'000'001}, {"leads", 5'500'000'001},
        {"locations", 4'500'000'001},          {"locations/contacts", 7'500'000'002}};
    for (const auto& [kind, id] : cases) BOOST_TEST_CONTEXT(kind) {
            const std::string path = "export/" + kind + "?includeRecentChanges=true";
            BOOST_TEST(ids_of(client.ask("GET", path)) == ids{id},
                       boost::test_tools::per_element());
            BOOST_TEST(client.call("GET", path + "&from=yesterday").status == 400);
        }
}

BOOST_AUTO_TEST_CASE(what_is_inactive_or_removed_is_exported_as_such) {
    caller client;
    const auto customer = sandbox::make_customer(client);
    for (const auto& owner : {customer, sandbox::first_location})
        client.call("DELETE", sandbox::make(client, owner + "/contacts", sandbox::phone()));
    sandbox::deactivate(client, customer);
    const auto exported = [&](const std::string& kind) {
        return client.ask("GET", "export/" + kind + "?includeRecentChanges=true").at("data").at(0);
    };

    BOOST_TEST(!exported("customers").at("active").as_bool());
    BOOST_TEST(!exported("customers/contacts").at("active").as_bool());
    BOOST_TEST(!exported("locations/contacts").at("active").as_bool());
    BOOST_TEST(exported("locations").at("active").as_bool());
}
