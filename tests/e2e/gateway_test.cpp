// The whole gateway in one process: webhooks come in over TLS, bookings appear in the sandbox CRM.

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "tests/e2e/running_gateway.hpp"

using testing::running_gateway;
namespace json = boost::json;
namespace http = gateway::http;

namespace {

std::string example(const std::string& name) {
    return testing::read_text(std::string(SOURCE_FOLDER) + "/config/providers/examples/" + name);
}

std::string direct_booking(const std::string& id, const std::string& more = "") {
    return R"({"event": "create", "id": ")" + id +
           R"(", "name": "Ada Byrne", "summary": "Leak", "contacts": [{"type": "Phone", "value": "503-555-0142"}])" +
           more + "}";
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_signed_webhook_becomes_one_booking_with_its_contacts, running_gateway) {
    const auto answer = post_thumbtack(example("thumbtack-lead.json"));
    await_state(answer, "delivered");

    const json::array all = bookings();
    BOOST_TEST(answer.status == 202u);
    BOOST_REQUIRE_EQUAL(all.size(), 1u);
    const json::value& booking = all.front();
    BOOST_TEST(booking.at("name").as_string() == "Priya Anand");
    BOOST_TEST(booking.at("externalId").as_string() == "thumbtack-612047733915230107");
    BOOST_TEST(booking.at_pointer("/address/city").as_string() == "Salem");
    BOOST_TEST(booking.at_pointer("/contacts/0/value").as_string() == "5035550148");
}

BOOST_FIXTURE_TEST_CASE(every_partner_is_believed_with_its_own_proof_and_not_without,
                        running_gateway) {
    const std::string calendly = example("calendly-booked.json");
    const std::string calcom = example("calcom-created.json");
    const std::string angi = example("angi-lead.json");

    BOOST_TEST(post_calendly(calendly).status == 202u);
    BOOST_TEST(post_calcom(calcom).status == 202u);
    BOOST_TEST(post_angi(angi).status == 202u);
    BOOST_TEST(post("calendly", {}, calendly).status == 401u);
    BOOST_TEST(post("calcom", {{"X-Cal-Signature-256", "no-secret-provided"}}, calcom).status ==
               401u);
    BOOST_TEST(post("angi", {{"x-api-key", "angi-ke"}}, angi).status == 401u);
    BOOST_TEST(post("thumbtack", {{"Authorization", "Basic dXNlcjp3b3Jr"}}, "{}").status == 401u);
}

BOOST_FIXTURE_TEST_CASE(the_same_event_again_gets_the_same_answer_and_makes_nothing,
                        running_gateway) {
    const std::string body = example("thumbtack-lead.json");

    const auto first = post_thumbtack(body);
    const auto again = post_thumbtack(body);
    await_state(first, "delivered");

    BOOST_TEST(first.body == again.body);
    BOOST_TEST(!http::find(first.headers, "Idempotent-Replayed"));
    BOOST_TEST(*http::find(again.headers, "Idempotent-Replayed") == "true");
    BOOST_TEST(bookings().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_synchronous_partner_is_answered_with_its_booking, running_gateway) {
    const std::string create = example("google-actions-center-create.json");

    const auto made = post_google("/v3/CreateBooking/", create);
    const auto again = post_google("/v3/CreateBooking/", create);
    const auto moved =
        post_google("/v3/UpdateBooking/", example("google-actions-center-move.json"));
    const std::string start = bookings().front().at("start").as_string().c_str();
    const auto cancelled =
        post_google("/v3/UpdateBooking/", example("google-actions-center-cancel.json"));

    for (const auto* one : {&made, &again, &moved, &cancelled}) BOOST_TEST(one->status == 200u);
    const json::value told = json::parse(made.body);
    BOOST_TEST(told.at_pointer("/booking/booking_id").as_string() == "9920013388174402117");
    BOOST_TEST(told.at_pointer("/booking/status").as_string() == "CONFIRMED");
    BOOST_TEST(told.at_pointer("/booking/slot/service_id").as_string() == "svc-204");
    BOOST_TEST(again.body == made.body);
    BOOST_TEST(start == "2026-11-05T17:00:00Z");
    BOOST_TEST(json::parse(cancelled.body).at_pointer("/booking/status").as_string() == "CANCELED");
    BOOST_REQUIRE_EQUAL(bookings().size(), 1u);
    BOOST_TEST(bookings().front().at("status").as_string() == "Dismissed");
    BOOST_TEST(bookings().front().at("name").as_string() == "Noor Haddad");
}

BOOST_FIXTURE_TEST_CASE(a_synchronous_partner_learns_that_a_booking_cannot_be_made,
                        running_gateway) {
    const auto nameless =
        post_google("/v3/CreateBooking/",
                    R"({"idempotency_token": "t-1", "slot": {"start_sec": "1793811600"}})");
    const auto unknown = post_google("/v3/ListBookings/", "{}");

    for (const auto* one : {&nameless, &unknown}) {
        BOOST_TEST(one->status == 200u);
        BOOST_TEST(json::parse(one->body).as_object().contains("booking_failure"));
    }
    BOOST_TEST(json::parse(nameless.body).at_pointer("/booking_failure/description").as_string() ==
               "unmappable");
    BOOST_TEST(state_of(nameless) == "dead");  // kept for a person to see
    BOOST_TEST(bookings().empty());
}

BOOST_FIXTURE_TEST_CASE(a_synchronous_partner_that_waited_in_vain_comes_again_for_the_end,
                        running_gateway) {
    add_fault(R"({"operation": "Bookings_Create", "fault": "slow", "delay_ms": 4000})");
    const std::string create = example("google-actions-center-create.json");

    const auto late = post_google("/v3/CreateBooking/", create);
    const auto again = post_google("/v3/CreateBooking/", create);

    BOOST_TEST(late.status == 503u);
    BOOST_TEST(http::find(late.headers, "Retry-After").has_value());
    BOOST_TEST(again.status == 200u);
    BOOST_TEST(json::parse(again.body).at_pointer("/booking/status").as_string() == "CONFIRMED");
    BOOST_TEST(bookings().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_challenge_is_answered_at_the_door, running_gateway) {
    const auto healthy = send("GET", "/hooks/google-actions-center/v3/HealthCheck/",
                              {{"Authorization", "Basic " + testing::to_base64("user:word")}}, "");
    const auto stranger = send("GET", "/hooks/google-actions-center/v3/HealthCheck/", {}, "");

    BOOST_TEST(healthy.status == 200u);
    BOOST_TEST(healthy.body == "ok");
    BOOST_TEST(stranger.status == 401u);
    BOOST_TEST(send("GET", "/hooks/thumbtack", {}, "").status == 405u);
}

BOOST_FIXTURE_TEST_CASE(an_idempotency_key_with_another_body_is_refused, running_gateway) {
    const auto first = post_direct(direct_booking("a"), {{"Idempotency-Key", "key-1"}});
    const auto other = post_direct(direct_booking("b"), {{"Idempotency-Key", "key-1"}});
    await_state(first, "delivered");

    BOOST_TEST(first.status == 202u);
    BOOST_TEST(other.status == 422u);
    BOOST_TEST(bookings().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_reschedule_moves_its_booking, running_gateway) {
    const auto booked = post_calendly(example("calendly-booked.json"));
    await_state(booked, "delivered");
    const auto away = post_calendly(example("calendly-rescheduled-away.json"));
    const auto moved = post_calendly(example("calendly-rescheduled.json"));
    await_state(away, "ignored");
    await_state(moved, "delivered");

    const json::array all = bookings();
    BOOST_REQUIRE_EQUAL(all.size(), 1u);
    BOOST_TEST(all[0].at("status").as_string() == "New");
}

BOOST_FIXTURE_TEST_CASE(the_halves_of_a_reschedule_make_one_booking_in_the_other_order_too,
                        running_gateway) {
    const auto moved = post_calendly(example("calendly-rescheduled.json"));
    await_state(moved, "delivered");
    const auto away = post_calendly(example("calendly-rescheduled-away.json"));
    await_state(away, "ignored");
    const auto late = post_calendly(example("calendly-booked.json"));
    await_state(late, "ignored");

    BOOST_TEST(bookings().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_cancel_dismisses_and_a_cancel_that_came_first_stays_the_last_word,
                        running_gateway) {
    await_state(post_direct(direct_booking("x")), "delivered");
    await_state(post_direct(R"({"event": "cancel", "id": "x"})"), "delivered");
    await_state(post_direct(R"({"event": "cancel", "id": "y"})"), "ignored");
    await_state(post_direct(direct_booking("y")), "ignored");

    const json::array all = bookings();
    BOOST_REQUIRE_EQUAL(all.size(), 1u);
    BOOST_TEST(all[0].at("externalId").as_string() == "direct-x");
    BOOST_TEST(all[0].at("status").as_string() == "Dismissed");
}

BOOST_FIXTURE_TEST_CASE(an_update_patches_and_compares_contacts, running_gateway) {
    await_state(post_direct(direct_booking("x")), "delivered");
    const std::string update =
        R"({"event": "update", "id": "x", "name": "Ada Lovelace", "summary": "Leak", "contacts": [
            {"type": "Phone", "value": "503-555-0142"}, {"type": "Email", "value": "ada@example.com"}]})";
    await_state(post_direct(update), "delivered");

    const json::array all = bookings();
    BOOST_REQUIRE_EQUAL(all.size(), 1u);
    BOOST_TEST(all[0].at("name").as_string() == "Ada Lovelace");
    BOOST_TEST(all[0].at("contacts").as_array().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_mapped_is_refused_or_buried_as_the_definition_says,
                        running_gateway) {
    const auto refused = post_direct(R"({"event": "create", "id": "x", "name": " "})");
    const auto buried =
        post_angi(R"({"leadOid": 7, "comments": "no name, no way to reach anybody"})");
    const auto garbage = post_angi("this is not JSON");
    await_state(buried, "dead");
    await_state(garbage, "dead");

    BOOST_TEST(refused.status == 422u);
    BOOST_TEST(!json::parse(refused.body).at("errors").as_array().empty());
    BOOST_TEST(buried.status == 202u);
    BOOST_TEST(garbage.status == 202u);
    BOOST_TEST(bookings().empty());
}

BOOST_FIXTURE_TEST_CASE(a_create_whose_answer_is_lost_is_found_and_not_sent_again,
                        running_gateway) {
    add_fault(
        R"({"operation": "Bookings_Create", "fault": "drop_after_commit", "every": 1, "times": 2})");

    const auto answer = post_direct(direct_booking("x"));
    await_state(answer, "delivered");

    BOOST_TEST(bookings().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(every_fault_of_the_crm_ends_in_exactly_one_booking, running_gateway) {
    int number = 0;
    for (const char* fault : {"drop_after_commit", "status_500_after_commit", "status_500_before",
                              "throttle", "expired_token", "html_502", "truncated_body", "slow"})
        BOOST_TEST_CONTEXT(fault) {
            add_fault(
                std::string(
                    R"({"operation": "Bookings_Create", "times": 1, "retry_after": 0, "delay_ms": 50, "fault": ")") +
                fault + "\"}");
            const auto answer = post_direct(direct_booking("f" + std::to_string(number)));
            await_state(answer, "delivered");
            clear_faults();

            BOOST_TEST(bookings().size() == static_cast<std::size_t>(++number));
        }
}

BOOST_FIXTURE_TEST_CASE(what_was_acknowledged_survives_a_restart, running_gateway) {
    add_fault(R"({"operation": "*", "fault": "status_500_before"})");
    const auto answer = post_direct(direct_booking("x"));

    stop();
    clear_faults();
    start();

    await_state(answer, "delivered");
    BOOST_TEST(bookings().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(paths_methods_and_media_types_are_refused_clearly, running_gateway) {
    BOOST_TEST(post("nobody", {}, "{}").status == 404u);
    BOOST_TEST(send("GET", "/nothing", {}, "").status == 404u);
    const auto wrong_method = send("PUT", "/hooks/direct", {}, "{}");
    BOOST_TEST(wrong_method.status == 405u);
    BOOST_TEST(*http::find(wrong_method.headers, "Allow") == "POST");
    BOOST_TEST(send("POST", "/hooks/direct", {{"Content-Type", "image/png"}}, "x").status == 415u);
    BOOST_TEST(send("POST", "/hooks/direct", {{"Content-Encoding", "gzip"}}, "x").status == 415u);
    BOOST_TEST(post_direct(std::string(300 * 1024, ' ')).status == 413u);
    BOOST_TEST(send("GET", "/receipts/0123456789abcdef0123456789abcdef", {}, "").status == 404u);
}

BOOST_FIXTURE_TEST_CASE(the_admin_listener_tells_health_and_metrics, running_gateway) {
    await_state(post_direct(direct_booking("x")), "delivered");

    const auto ready = get_admin("/readyz");
    const auto series = get_admin("/metrics");

    BOOST_TEST(get_admin("/livez").status == 200u);
    BOOST_TEST(ready.status == 200u);
    BOOST_TEST(get_admin("/nothing").status == 404u);
    for (const char* wanted :
         {"booking_gateway_http_requests_total{", "booking_gateway_events_stored_total{",
          "booking_gateway_bookings_total{connection=\"direct\",outcome=\"created\"} 1",
          "booking_gateway_booking_latency_seconds_count{connection=\"direct\"} 1",
          "booking_gateway_inbox_commit_duration_seconds_count", "booking_gateway_build_info{",
          "booking_gateway_upstream_requests_total{", "booking_gateway_token_refreshes_total{"})
        BOOST_TEST(series.body.find(wanted) != std::string::npos, wanted << " is missing");
}

BOOST_FIXTURE_TEST_CASE(a_dead_letter_is_replayed_with_the_definition_as_it_is_now,
                        running_gateway) {
    const auto buried =
        post_angi(R"({"leadOid": 7, "comments": "call 555", "primaryPhone": "3035550119"})");
    await_state(buried, "dead");
    std::string mended =
        testing::read_text(std::string(SOURCE_FOLDER) + "/config/providers/angi.yaml");
    mended.replace(mended.find("\n  name:"),
                   mended.find('\n', mended.find("\n  name:") + 1) - mended.find("\n  name:"),
                   "\n  name: Somebody");
    write("providers/angi.yaml", mended);
    process().request_reload();
    const std::string receipt(*http::find(buried.headers, "Webhook-Receipt"));
    BOOST_TEST(post_admin("/api/dead-letters/unknown/replay").status == 404u);

    await([&] {
        post_admin("/api/dead-letters/" + receipt + "/replay");
        return state_of(buried) == "delivered";
    });

    BOOST_REQUIRE_EQUAL(bookings().size(), 1u);
    BOOST_TEST(bookings()[0].at("name").as_string() == "Somebody");
}

BOOST_FIXTURE_TEST_CASE(a_reload_takes_a_new_secret_and_a_bad_file_changes_nothing,
                        running_gateway) {
    write("connections/direct-secret", "other-token");
    process().request_reload();
    await([&] { return post_direct(direct_booking("a")).status == 401; });
    BOOST_TEST(
        post("direct", {{"Authorization", "Bearer other-token"}}, direct_booking("a")).status ==
        202u);

    write("connections/direct-secret", "direct-token");
    write("connections/angi.yaml", "{provider: nobody}");
    process().request_reload();
    await([&] {
        return get_admin("/metrics").body.find("config_last_reload_successful 0") !=
               std::string::npos;
    });
    BOOST_TEST(post_direct(direct_booking("b")).status == 401u);
    BOOST_TEST(post_angi(example("angi-lead.json")).status == 202u);
}

BOOST_FIXTURE_TEST_CASE(a_create_in_doubt_is_not_made_again_where_its_connection_leads_now,
                        running_gateway) {
    add_fault(R"({"operation": "Bookings_Create", "fault": "drop_after_commit", "times": 1})");
    add_fault(R"({"operation": "Bookings_GetList2", "fault": "status_500_before"})");
    const auto answer = post_direct(direct_booking("x"));
    await_state(answer, "unknown");
    stop();
    clear_faults();
    const auto leads_to = [this](const std::string& prefix) {
        write("connections/direct.yaml",
              "{provider: direct, tenant: demo, booking_provider: 5678, external_id_prefix: " +
                  prefix + ", secrets: {token: {file: direct-secret}}}");
    };

    leads_to("other-");
    start();
    await_state(answer, "dead");
    BOOST_TEST(bookings().size() == 1u);
    await_state(post_direct(direct_booking("y")), "delivered");
    BOOST_TEST(bookings()[1].at("externalId").as_string() == "other-y");

    leads_to("direct-");
    process().request_reload();
    const std::string receipt(*http::find(answer.headers, "Webhook-Receipt"));
    await([&] {
        post_admin("/api/dead-letters/" + receipt + "/replay");
        return state_of(answer) == "delivered";
    });
    BOOST_TEST(bookings().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_second_request_to_stop_ends_a_drain_at_once, running_gateway) {
    add_fault(R"({"operation": "*", "fault": "slow", "delay_ms": 8000})");
    const auto started = std::chrono::steady_clock::now();
    BOOST_TEST(post_direct(direct_booking("x")).status == 202u);

    process().request_stop();
    process().request_stop();
    stop();

    const auto took = std::chrono::steady_clock::now() - started;
    BOOST_TEST((took < std::chrono::seconds(6)));
    clear_faults();
    start();
    await([&] { return bookings().size() == 1u; });
}

BOOST_FIXTURE_TEST_CASE(a_partner_that_hangs_holds_up_neither_the_sender_nor_a_stop,
                        running_gateway) {
    namespace asio = boost::asio;
    using asio::ip::tcp;
    asio::io_context io;
    tcp::acceptor partner(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    partner.non_blocking(true);
    const auto asked = [&] {
        tcp::socket connection(io);
        await([&] {
            boost::system::error_code none;
            partner.accept(connection, none);
            return !none;
        });
        return connection;
    };
    write("providers/thin.yaml",
          "receive: {format: json}\n"
          "verify: none\n"
          "event: {otherwise: create}\n"
          "identity: {booking: /id}\n"
          "fetch: [{name: customer, path: /c, from: \"http://127.0.0.1:" +
              std::to_string(partner.local_endpoint().port()) +
              "\"}]\n"
              "booking: {source: Thin, name: {fetched: /customer/name}, summary: Please call.}\n"
              "contacts: [{type: Email, value: {fetched: /customer/email}}]\n");
    write("connections/thin.yaml",
          "{provider: thin, tenant: demo, booking_provider: 5678, external_id_prefix: thin-}");
    stop();
    start();

    const auto answer = post("thin", {}, R"({"id": "t-1"})");
    BOOST_TEST(answer.status == 202u);
    tcp::socket unanswered = asked();
    const auto started = std::chrono::steady_clock::now();
    process().request_stop();
    process().request_stop();
    stop();
    const auto took = std::chrono::steady_clock::now() - started;
    BOOST_TEST((took < std::chrono::seconds(6)));

    unanswered.close();
    start();
    tcp::socket connection = asked();
    std::string request;
    asio::read_until(connection, asio::dynamic_buffer(request), "\r\n\r\n");
    const std::string customer = R"({"name": "Ada", "email": "ada@example.com"})";
    const std::string reply =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(customer.size()) + "\r\n\r\n" +
        customer;
    asio::write(connection, asio::buffer(reply));
    await_state(answer, "delivered");
    BOOST_REQUIRE_EQUAL(bookings().size(), 1u);
    BOOST_TEST(bookings()[0].at("name").as_string() == "Ada");
}

BOOST_FIXTURE_TEST_CASE(a_requested_stop_ends_the_process_in_order, running_gateway) {
    BOOST_TEST(post_direct(direct_booking("x")).status == 202u);

    BOOST_TEST((stop() == gateway::app::end::requested));
}
