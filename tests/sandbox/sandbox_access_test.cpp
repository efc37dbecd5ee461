// Who may call the sandbox, and what is said to those who may not.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/caller.hpp"

using namespace std::chrono_literals;
using sandbox::caller;

namespace {

sandbox::answer ask_for_token(caller& client, const std::string& form,
                              const std::string& type = "application/x-www-form-urlencoded") {
    client.headers["content-type"] = type;
    return client.call("POST", "/connect/token", form);
}

const std::string good_form =
    "grant_type=client_credentials&client_id=cid.sandbox&client_secret=cs1.sandbox";

}  // namespace

BOOST_AUTO_TEST_CASE(a_token_is_issued_for_client_credentials) {
    caller client;

    const auto issued = ask_for_token(client, good_form);

    const auto body = sandbox::json::parse(issued.body).as_object();
    BOOST_TEST(issued.status == 200);
    BOOST_TEST(body.at("expires_in").as_int64() == 900);
    BOOST_TEST(body.at("token_type").as_string() == "Bearer");
    const std::string_view token = body.at("access_token").as_string();
    BOOST_TEST(std::count(token.begin(), token.end(), '.') == 2);
}

BOOST_AUTO_TEST_CASE(opaque_tokens_work_too) {
    sandbox::settings wanted;
    wanted.opaque_tokens = true;
    caller client(wanted);

    BOOST_TEST(client.headers.at("authorization").find('.') == std::string::npos);
    BOOST_TEST(client.call("GET", sandbox::bookings_path).status == 200);
}

BOOST_AUTO_TEST_CASE(token_requests_that_are_wrong_are_told_what_is) {
    const struct {
        std::string form, type, error;
    } cases[] = {
        {R"({"grant_type": "client_credentials"})", "application/json", "invalid_request"},
        {"grant_type=password", "application/x-www-form-urlencoded", "unsupported_grant_type"},
        {"grant_type=client_credentials&client_id=cid.sandbox&client_secret=guess",
         "application/x-www-form-urlencoded", "invalid_client"},
        {good_form + "&scope=api", "application/x-www-form-urlencoded", "invalid_scope"},
    };
    for (const auto& wrong : cases) {
        caller client;

        const auto refused = ask_for_token(client, wrong.form, wrong.type);

        BOOST_TEST(refused.status == 400);
        BOOST_TEST(sandbox::json::parse(refused.body).at("error").as_string() == wrong.error);
    }
}

BOOST_AUTO_TEST_CASE(a_token_ends_after_its_life) {
    sandbox::settings wanted;
    wanted.token_life = 5s;
    caller client(wanted);

    client.now += 4s;
    BOOST_TEST(client.call("GET", sandbox::bookings_path).status == 200);
    client.now += 1s;
    BOOST_TEST(client.call("GET", sandbox::bookings_path).status == 401);
}

BOOST_AUTO_TEST_CASE(the_token_may_be_sent_bare) {
    caller client;
    client.headers["authorization"].erase(0, std::string("Bearer ").size());

    BOOST_TEST(client.call("GET", sandbox::bookings_path).status == 200);
}

BOOST_AUTO_TEST_CASE(the_application_key_is_required_in_header_or_query) {
    caller client;
    client.headers.erase("st-app-key");

    BOOST_TEST(client.call("GET", sandbox::bookings_path).status == 401);
    BOOST_TEST(
        client.call("GET", sandbox::bookings_path + "?servicetitanApplicationKey=ak1.sandbox")
            .status == 200);
}

BOOST_AUTO_TEST_CASE(a_token_is_for_one_tenant) {
    caller client;

    BOOST_TEST(client.call("GET", "/crm/v2/tenant/7654321/booking-provider/5678/bookings").status ==
               403);
}

BOOST_AUTO_TEST_CASE(tenants_share_nothing_but_the_counting_of_ids) {
    sandbox::settings wanted;
    wanted.accounts.push_back({7654321, "cid.other", "cs1.other"});
    caller client(wanted);
    sandbox::make_booking(client);
    const std::string other = "/crm/v2/tenant/7654321/" + sandbox::bookings_path;

    client.sign_in("cid.other", "cs1.other");
    const auto listed = client.ask("GET", other);
    const auto made = client.ask("POST", other, sandbox::minimal_booking());

    BOOST_TEST(listed.at("data").as_array().empty());
    BOOST_TEST(client.call("GET", other + "/5000000001").status == 404);
    BOOST_TEST(made.at("id").as_int64() == 5'000'000'002);
}

BOOST_AUTO_TEST_CASE(a_token_has_the_scopes_of_its_account) {
    sandbox::settings wanted;
    wanted.accounts.front().scopes = {"tn.crm.leads:r"};
    caller client(wanted);

    const auto issued = ask_for_token(client, good_form);

    BOOST_TEST(sandbox::json::parse(issued.body).at("scope").as_string() == "tn.crm.leads:r");
    client.sign_in();
    BOOST_TEST(client.call("GET", "leads").status == 200);
    BOOST_TEST(client.call("GET", "bookings").status == 403);
}

BOOST_AUTO_TEST_CASE(unknown_paths_and_methods_are_not_matched_by_the_gateway_before_the_crm) {
    const struct {
        std::string method, target;
    } cases[] = {
        {"GET", "/crm/v2/bookings"},
        {"GET", "/crm/v2/tenant/acme/booking-provider/5678/bookings"},
        {"POST", "booking-provider/Sandbox/bookings"},
        {"POST", "booking-providers/5678/bookings"},
        {"POST", "bookings"},
        {"PUT", "booking-provider/5678/bookings/1"},
        {"GET", "booking-provider/5678/bookings/"},
        {"GET", "booking-provider/5678/bookings/99999999999999999999"},
        {"GET", "/connect/token"},
    };
    for (const auto& unknown : cases) {
        caller client;
        client.headers.clear();  // the route is looked at before the token

        const auto refused = client.call(unknown.method, unknown.target);

        BOOST_TEST_CONTEXT(unknown.method << " " << unknown.target) {
            BOOST_TEST(refused.status == 404);
            BOOST_TEST(refused.body.find("Unable to match incoming request to an operation") !=
                       std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(more_calls_in_a_second_than_allowed_are_throttled) {
    sandbox::settings wanted;
    wanted.calls_per_second = 2;
    caller client(wanted);
    client.call("GET", sandbox::bookings_path);
    client.call("GET", sandbox::bookings_path);

    const auto refused = client.call("GET", sandbox::bookings_path);
    client.now += 500ms;
    const auto later = client.call("GET", sandbox::bookings_path);

    BOOST_TEST(refused.status == 429);
    BOOST_TEST(refused.headers.at("Retry-After") == "1");
    BOOST_TEST(later.status == 200);
}

BOOST_AUTO_TEST_CASE(a_restricted_application_reaches_its_own_provider_only) {
    sandbox::settings wanted;
    wanted.booking_providers = {{5678, "Ours"}, {9012, "Theirs"}};
    wanted.restricted_to = 5678;
    caller client(wanted);

    BOOST_TEST(client.call("GET", "booking-provider/5678/bookings").status == 200);
    BOOST_TEST(client.call("GET", "booking-provider/9012/bookings").status == 403);
    BOOST_TEST(client.call("GET", "bookings").status == 403);
    BOOST_TEST(client.call("GET", "booking-provider-tags").status == 200);
}

BOOST_AUTO_TEST_CASE(an_error_has_the_shape_of_an_api_error_response) {
    caller client;

    const auto refused = client.ask("GET", sandbox::bookings_path + "/1");

    BOOST_TEST(refused.at("status").as_int64() == 404);
    BOOST_TEST(refused.at("type").is_string());
    BOOST_TEST(refused.at("title").as_string() == "Booking with id 1 was not found.");
    BOOST_TEST(refused.at("traceId").as_string().starts_with("00-"));
    BOOST_TEST(refused.at("errors").is_object());
    BOOST_TEST(refused.at("data").is_object());
}
