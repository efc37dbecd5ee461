#include "gateway/commands/trying.hpp"

#include <boost/json/serialize.hpp>

#include "tests/unit/providers/definitions.hpp"

using gateway::trial;
using gateway::tried_request;
using testing::compiled;
using testing::plain_definition;
using testing::plain_definition_with;
using testing::plain_settings;
using testing::posted;

namespace {

const std::string lead =
    R"({"type": "new", "event_id": "e-1", "id": "b-1", "name": "Ada", "text": "Leak",
        "email": "a@example.com"})";

trial trial_of(const boost::json::value& config = plain_definition(),
               std::vector<std::string> tokens = {"open-sesame"}) {
    auto settings = plain_settings();
    settings.secrets = {{"token", std::move(tokens)}};
    return {testing::connected(config, settings), 4242, {}};
}

tried_request tried(const trial& with, const providers::webhook& hook,
                    const boost::json::object& fetched = {}) {
    tried_request all;
    all.connection = "acme-plain";
    all.definition = "plain";
    all.verification = try_verification(with, hook, {});
    all.events = try_events(with, hook, fetched);
    return all;
}

std::string verification_of(const trial& with, std::vector<providers::header> headers) {
    return try_verification(with, posted(lead, std::move(headers)), {}).sentence;
}

bool mentions(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_which_secret_a_request_was_believed_by) {
    const trial with = trial_of(plain_definition(), {"new", "old"});

    BOOST_TEST(verification_of(with, {{"Authorization", "Bearer old"}}) ==
               "believed, by secret 2 of 2");
    BOOST_TEST(verification_of(with, {{"Authorization", "Bearer guess"}}) ==
               "refused: credentials_wrong");
    BOOST_TEST(mentions(verification_of(with, {{"X-Other", "1"}}), "refused: credentials_missing"));
}

BOOST_AUTO_TEST_CASE(says_what_the_door_would_not_even_read) {
    const trial with = trial_of(plain_definition_with("/receive/limit", "10"));

    BOOST_TEST(mentions(verification_of(with, {{"Content-Type", "text/xml"}}), "refused with 415"));
    BOOST_TEST(mentions(verification_of(with, {}), "refused with 413: it is larger than 10 bytes"));
}

BOOST_AUTO_TEST_CASE(does_not_hold_it_against_a_file_that_it_is_not_signed) {
    const auto all = tried(trial_of(), posted(lead, {{"Content-Type", "application/json"}}));

    BOOST_TEST(all.verification.verdict == "not_tried");
    BOOST_TEST(all.is_good());
}

BOOST_AUTO_TEST_CASE(reads_without_the_secrets_that_are_not_here) {
    auto with = trial_of();
    with.absent_secrets = {"the environment has no variable TOKEN"};

    const auto all = tried(with, posted(lead, {{"Authorization", "Bearer guess"}}));

    BOOST_TEST(all.verification.verdict == "not_tried");
    BOOST_TEST(mentions(all.verification.sentence, "no variable TOKEN"));
    BOOST_TEST(all.is_good());
}

BOOST_AUTO_TEST_CASE(shows_the_call_and_the_origin_of_each_field) {
    const std::string text = to_text(tried(trial_of(), posted(lead)));

    BOOST_TEST(mentions(text, "kind          create (new)\nbooking       b-1\n"), text);
    BOOST_TEST(mentions(text, "POST /crm/v2/tenant/4242/booking-provider/5678/bookings\n{\n"),
               text);
    BOOST_TEST(mentions(text, "  \"name\": \"Ada\",\n"), text);
    BOOST_TEST(mentions(text, "/name              \"Ada\"            /name\n"), text);
    BOOST_TEST(mentions(text, "/jobTypeId                          not there: /category\n"), text);
}

BOOST_AUTO_TEST_CASE(says_what_was_looked_for_where_nothing_came_of_what_is_there) {
    const auto all = tried(trial_of(), posted(R"({"type": "new", "id": "b-1", "name": "Ada",
        "text": "Leak", "email": "a@example.com", "category": "roofs"})"));

    const char* why = R"(no entry for "roofs" in the table job_types)";
    BOOST_TEST(mentions(to_text(all), std::string("/category: ") + why + "\n"), to_text(all));
    const std::string as_json = serialize(to_json(all));
    BOOST_TEST(mentions(as_json, R"("from":"/category","why":"no entry for \"roofs\" in)"),
               as_json);
}

BOOST_AUTO_TEST_CASE(shows_a_cancellations_memo) {
    const auto all = tried(trial_of(), posted(R"({"type": "gone", "id": "b-1"})"));

    BOOST_TEST(mentions(to_text(all), "memo          Cancelled through plain\n"));
    BOOST_TEST(all.events.front().fields.empty());
}

BOOST_AUTO_TEST_CASE(shows_every_event_of_a_request) {
    const trial with = trial_of(plain_definition_with("/receive/split", R"("/all")"));

    const auto all = tried(with, posted(R"({"all": [)" + lead + R"(, {"type": "what"}]})"));

    BOOST_TEST(all.events.size() == 2u);
    BOOST_TEST(
        mentions(to_text(all), "event 2 of 2\n\nNo call: it becomes a dead letter, unreadable."));
    BOOST_TEST(!all.is_good());
}

BOOST_AUTO_TEST_CASE(shows_what_keeps_an_event_from_being_mapped) {
    const auto all = tried(trial_of(), posted(R"({"type": "new", "id": "b-1", "name": "Ada"})"));

    BOOST_TEST(mentions(to_text(all), "dead letter, unmappable.\n/contacts: missing"),
               to_text(all));
    BOOST_TEST(!all.is_good());
    BOOST_TEST(!all.events.front().fields.empty());
}

BOOST_AUTO_TEST_CASE(says_so_when_the_sender_would_be_told_right_away) {
    const trial with = trial_of(plain_definition_with("/on_unmappable", R"("reject")"));

    const auto all = tried(with, posted(R"({"type": "new", "id": "b-1", "name": "Ada"})"));

    BOOST_TEST(mentions(to_text(all), "the sender is told 422"), to_text(all));
}

BOOST_AUTO_TEST_CASE(shortens_long_values_by_whole_characters) {
    std::string long_name;
    for (int i = 0; i < 60; ++i) long_name += "\u00fc";
    const std::string body =
        R"({"type": "new", "id": "b-1", "name": ")" + long_name + R"(", "email": "a@example.com"})";

    const std::string text = to_text(tried(trial_of(), posted(body)));

    BOOST_TEST(mentions(text, "\"" + long_name.substr(0, 72) + "...  /name\n"), text);
}

BOOST_AUTO_TEST_CASE(says_the_same_in_json) {
    const auto report = to_json(tried(trial_of(), posted(lead)));

    const auto& event = report.at("events").as_array().at(0).as_object();
    BOOST_TEST(report.at("verification").at("verdict").as_string() == "not_tried");
    BOOST_TEST(event.at("event_id").as_string() == "e-1");
    BOOST_TEST(event.at("call").at("method").as_string() == "POST");
    BOOST_TEST(event.at("call").at("body").at("name").as_string() == "Ada");
    BOOST_TEST(serialize(event.at("fields").as_array().at(2)) ==
               R"({"field":"/name","origin":"document","value":"Ada","from":"/name"})");
}

BOOST_AUTO_TEST_CASE(what_a_fetch_would_say_is_taken_from_whoever_gives_it) {
    auto config = plain_definition_with("/fetch", R"([{"name": "customer",
        "from": "https://api.example", "path": "/c/{id}", "with": {"id": "/id"}}])");
    testing::set_at(config, "/booking/name",
                    boost::json::parse(R"({"fetched": "/customer/name"})"));
    const trial with = trial_of(config);

    const std::string without = to_text(tried(with, posted(lead)));
    const std::string complete =
        to_text(tried(with, posted(lead), {{"customer", {{"name", "Ada Lind"}}}}));

    BOOST_TEST(mentions(without, "customer: not asked for here"));
    BOOST_TEST(mentions(without, "unmappable"));
    BOOST_TEST(!mentions(complete, "not asked for here"));
    BOOST_TEST(mentions(complete, "\"Ada Lind\""));
    BOOST_TEST(mentions(complete, "fetched /customer/name"));
}

BOOST_AUTO_TEST_CASE(what_an_event_turns_out_to_be_depends_on_what_a_fetch_would_say) {
    auto config = plain_definition_with("/fetch", R"([{"name": "customer",
        "from": "https://api.example", "path": "/c/{id}", "with": {"id": "/id"}}])");
    testing::set_at(
        config, "/event/once_fetched",
        boost::json::parse(R"([{"when": {"fetched": "/customer/gone"}, "then": "cancel"}])"));
    const trial with = trial_of(config);

    const auto kind_with = [&](const boost::json::object& fetched) {
        const auto event = tried(with, posted(lead), fetched).events.front();
        return std::string(to_string(event.identity->kind)) + ", " + event.memo;
    };

    BOOST_TEST(kind_with({}) == "create, ");
    BOOST_TEST(kind_with({{"customer", {{"gone", 1}}}}) == "cancel, Cancelled through plain");
}
