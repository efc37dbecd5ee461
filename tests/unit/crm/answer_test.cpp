#include "gateway/crm/answer.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/unit/crm/crm_printing.hpp"

using gateway::crm_result;
using gateway::error_text;
using gateway::to_result;
using gateway::http::exchange;
using gateway::http::fate;
using outcome = crm_result::outcome;
using namespace std::chrono_literals;

namespace {

const mapping::timestamp now = std::chrono::sys_days(std::chrono::year(2026) / 12 / 2);
const std::string html = "\r\n<!DOCTYPE html><html><script>alert(1)</script></html>";

exchange answered(unsigned status, std::string body, gateway::http::fields headers = {}) {
    exchange made;
    made.what = fate::answered;
    made.answer.status = status;
    made.answer.body = std::move(body);
    made.answer.headers = std::move(headers);
    return made;
}

const mapping::api_operation& operation_of(const char* id) {
    return *mapping::crm_contract().find(id);
}

crm_result result_of(unsigned status, std::string body = R"({"title":"told"})",
                     gateway::http::fields headers = {}) {
    return to_result(operation_of("Bookings_Create"),
                     answered(status, std::move(body), std::move(headers)), now);
}

std::string text_of(std::string body) { return error_text(answered(400, std::move(body)).answer); }

}  // namespace

BOOST_AUTO_TEST_CASE(each_status_means_one_outcome) {
    const std::pair<unsigned, outcome> cases[] = {
        {300, outcome::server_error}, {301, outcome::server_error}, {302, outcome::server_error},
        {304, outcome::server_error}, {307, outcome::server_error}, {308, outcome::server_error},
        {400, outcome::refused},      {401, outcome::unauthorized}, {402, outcome::refused},
        {403, outcome::forbidden},    {404, outcome::refused},      {405, outcome::refused},
        {408, outcome::unknown},      {409, outcome::refused},      {410, outcome::refused},
        {413, outcome::refused},      {415, outcome::refused},      {422, outcome::refused},
        {429, outcome::throttled},    {500, outcome::server_error}, {501, outcome::server_error},
        {502, outcome::server_error}, {503, outcome::server_error}, {504, outcome::server_error},
        {599, outcome::server_error}, {600, outcome::server_error}, {999, outcome::server_error},
    };
    for (const auto& [status, expected] : cases) {
        BOOST_TEST_CONTEXT(status) {
            for (const std::string& body :
                 {std::string(R"({"title":"told"})"), html, std::string()}) {
                const crm_result got = result_of(status, body);

                BOOST_TEST(got.what == expected);
                BOOST_TEST(got.status == static_cast<int>(status));
                BOOST_TEST(!got.error.empty());
                BOOST_TEST(got.body.is_null());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_success_has_the_body_of_the_answer) {
    const crm_result got = result_of(200, R"({"id": 5000000001, "status": "New"})");

    BOOST_TEST(got.what == outcome::ok);
    BOOST_TEST(got.body.at("id").as_int64() == 5000000001);
    BOOST_TEST(got.error == "");
}

BOOST_AUTO_TEST_CASE(a_success_that_is_not_the_crms_json_is_none) {
    const std::string cases[] = {"",       "  ", html, R"({"id": 5)", "null",
                                 "\"ok\"", "[]", "OK", "{} {}",       "{\"id\": \xff}"};
    for (const std::string& body : cases) {
        BOOST_TEST_CONTEXT(body) {
            const crm_result got = result_of(200, body);

            BOOST_TEST(got.what == outcome::server_error);
            BOOST_TEST(got.status == 200);
            BOOST_TEST(!got.error.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(answers_that_are_no_objects_are_taken_where_they_are_due) {
    const auto technician = [](const char* body) {
        return to_result(operation_of("Locations_GetPreferredTechnician"), answered(200, body), now)
            .what;
    };
    BOOST_TEST(technician("31") == outcome::ok);
    BOOST_TEST(technician("null") == outcome::ok);
    BOOST_TEST(technician("{}") == outcome::server_error);
    const auto preferences =
        to_result(operation_of("Contacts_GetPreferenceMetadataList"), answered(200, "[]"), now);
    BOOST_TEST(preferences.what == outcome::ok);
    BOOST_TEST(result_of(200, "null").what == outcome::server_error);
}

BOOST_AUTO_TEST_CASE(dismiss_and_delete_need_no_body_but_take_no_page_for_one) {
    for (const char* id : {"Bookings_DismissBooking", "Bookings_DeleteContact"}) {
        const mapping::api_operation& operation = operation_of(id);
        BOOST_TEST(to_result(operation, answered(200, ""), now).what == outcome::ok);
        BOOST_TEST(to_result(operation, answered(204, ""), now).what == outcome::ok);
        BOOST_TEST(to_result(operation, answered(200, "{}"), now).what == outcome::ok);
        BOOST_TEST(to_result(operation, answered(200, html), now).what == outcome::server_error);
    }
}

BOOST_AUTO_TEST_CASE(without_an_answer_the_fate_decides) {
    exchange lost;
    lost.what = fate::unknown;
    lost.error = "receiving: reset";
    exchange unsent;
    unsent.what = fate::not_sent;
    unsent.error = "connecting: refused";

    const crm_result of_lost = to_result(operation_of("Bookings_Create"), lost, now);
    const crm_result of_unsent = to_result(operation_of("Bookings_Create"), unsent, now);

    BOOST_TEST(of_lost.what == outcome::unknown);
    BOOST_TEST(of_lost.status == 0);
    BOOST_TEST(of_lost.error == "receiving: reset");
    BOOST_TEST(of_unsent.what == outcome::not_sent);
    BOOST_TEST(of_unsent.error == "connecting: refused");
}

BOOST_AUTO_TEST_CASE(a_path_that_the_api_does_not_know_is_not_the_events_fault) {
    const std::string body =
        R"({"statusCode": 404, "message": "Unable to match incoming request to an operation."})";

    BOOST_TEST(result_of(404, body).what == outcome::unauthorized);
    BOOST_TEST(result_of(400, body).what == outcome::refused);
}

BOOST_AUTO_TEST_CASE(passes_on_when_to_come_back) {
    BOOST_TEST((result_of(429, "", {{"retry-after", "7"}}).retry_after == 7s));
    BOOST_TEST(
        (result_of(503, "", {{"Retry-After", "Wed, 02 Dec 2026 00:01:00 GMT"}}).retry_after ==
         1min));
    BOOST_TEST((result_of(429, "", {{"Retry-After", "later"}}).retry_after == std::nullopt));
    BOOST_TEST((result_of(429, "").retry_after == std::nullopt));
}

BOOST_AUTO_TEST_CASE(tells_a_person_what_the_crm_said) {
    const std::pair<std::string, std::string> cases[] = {
        {R"({"title": "Not valid", "status": 400, "errors": {}})", "Not valid"},
        {R"({"title": "Not valid", "errors": {"name": ["is missing"], "start": ["is late", "is odd"]}})",
         "Not valid; name: is missing; start: is late; start: is odd"},
        {R"({"title": "Tag 7 is not active", "errors": {"": ["Tag 7 is not active"]}})",
         "Tag 7 is not active"},
        {R"({"errors": {"": ["one"], "a": "not a list", "b": [3, null, "two"]}})", "one; b: two"},
        {R"({"message": "no such route", "statusCode": 404})", "no such route"},
        {R"({"title": 5, "errors": ["x"], "message": {}})", "a body without a title"},
        {R"({"title": "two\nlines\u0007"})", "two lines "},
        {"{}", "a body without a title"},
        {"", "an empty body"},
        {"Service Unavailable", "a body that is not a JSON object"},
        {R"(["x"])", "a body that is not a JSON object"},
        {html, "an HTML page"},
        {"<?xml version=\"1.0\"?><error/>", "an HTML page"},
    };
    for (const auto& [body, expected] : cases) BOOST_TEST(text_of(body) == expected);
}

BOOST_AUTO_TEST_CASE(tells_no_more_than_a_person_reads_and_cuts_no_character) {
    std::string title(499, 'x');
    for (int i = 0; i < 100; ++i) title += "\xe2\x82\xac";

    const std::string text = text_of(R"({"title": ")" + title + R"("})");

    BOOST_TEST(text == std::string(499, 'x'));
}
