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
    return try_request(with, hook, {}, fetched);
}

std::string verification_of(const trial& with, std::vector<providers::header> headers) {
    return tried(with, posted(lead, std::move(headers))).verification.sentence;
}

providers::webhook asked(std::string query) {
    providers::webhook hook;
    hook.method = "GET";
    hook.query = std::move(query);
    return hook;
}

// Whoever asks need not be believed; the connection has no secret of that name.
constexpr const char* open_challenge = R"([{"method": "POST", "when": "/nothing",
    "respond": {"status": 204}}, {"verified": false, "when": {"query": "mode"},
    "token": {"at": {"query": "token"}, "secret": "verify_token"}, "value": {"query": "x"}}])";
// Whoever asks must be.
constexpr const char* believed_challenge = R"({"method": "POST", "when": "/ping",
    "respond": {"json": {"/pong": "/ping"}}})";

// Without any secret, as on a machine where there are none.
trial trial_without_secrets(const boost::json::value& config) {
    auto settings = plain_settings();
    settings.secrets.clear();
    auto through = providers::connection::make_disbelieving(compiled(config), settings);
    return {through.value(), 4242, {"config/connections/acme-plain.yaml:3: not here"}};
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
    BOOST_TEST(event.at("calls").at(0).at("method").as_string() == "POST");
    BOOST_TEST(event.at("calls").at(0).at("body").at("name").as_string() == "Ada");
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

    BOOST_TEST(mentions(without,
                        "Fetched as customer: not asked for here; give what it says with "
                        "--fetched customer=FILE.\n"),
               without);
    BOOST_TEST(mentions(without, "No call can be told: it does not map without what is fetched."));
    BOOST_TEST(mentions(complete, "Fetched as customer: given.\n"), complete);
    BOOST_TEST(mentions(complete, "\"Ada Lind\""));
    BOOST_TEST(mentions(complete, "fetched /customer/name"));
}

BOOST_AUTO_TEST_CASE(answers_a_challenge_as_the_door_would) {
    auto settings = plain_settings();
    settings.secrets["verify_token"] = {"t0ken"};
    const trial with{
        testing::connected(plain_definition_with("/challenge", open_challenge), settings),
        4242,
        {}};

    const std::string right = to_text(tried(with, asked("mode=subscribe&x=115&token=t0ken")));
    const auto wrong = tried(with, asked("mode=subscribe&x=115&token=guess"));
    const auto unusable = tried(with, asked("mode=subscribe&x=%0d&token=t0ken"));

    BOOST_TEST(right ==
               "connection    acme-plain (plain)\n"
               "verification  not needed: the challenge says `verified: false`\n"
               "challenge     /challenge/1, answered\n"
               "\n"
               "answer        200\n"
               "Content-Type: text/plain; charset=utf-8\n"
               "X-Content-Type-Options: nosniff\n"
               "115\n");
    BOOST_TEST(mentions(to_text(wrong), "/challenge/1, refused: it does not show the token\n"));
    BOOST_TEST(mentions(to_text(wrong), "answer        403\n"));
    BOOST_TEST(!wrong.is_good());
    BOOST_TEST(mentions(to_text(unusable), "/challenge/1, refused: it sends no value"));
    BOOST_TEST(mentions(to_text(unusable), "answer        400\n"));
    BOOST_TEST(!unusable.is_good());
}

BOOST_AUTO_TEST_CASE(says_so_when_a_token_has_nothing_to_be_compared_with) {
    const trial with = trial_without_secrets(plain_definition_with("/challenge", open_challenge));

    const auto all = tried(with, asked("mode=subscribe&x=115&token=any"));

    BOOST_TEST(mentions(to_text(all),
                        "challenge     /challenge/1, answered; its token was not "
                        "compared, for want of the secret verify_token\n"),
               to_text(all));
    BOOST_TEST(all.is_good());
    BOOST_TEST(serialize(to_json(all).at("challenge")) ==
               R"({"place":"/challenge/1","outcome":"answered",)"
               R"("token_not_compared_with":"verify_token"})");
}

BOOST_AUTO_TEST_CASE(a_challenge_that_must_be_believed_is_answered_only_then) {
    const trial with = trial_of(plain_definition_with("/challenge", believed_challenge));
    const auto ping = [](std::vector<providers::header> headers) {
        return posted(R"({"ping": "p1"})", std::move(headers));
    };

    const auto right = tried(with, ping({{"Authorization", "Bearer open-sesame"}}));
    const auto wrong = tried(with, ping({{"Authorization", "Bearer guess"}}));

    BOOST_TEST(mentions(to_text(right), "challenge     /challenge, answered\n"), to_text(right));
    BOOST_TEST(mentions(to_text(right), "{\"pong\":\"p1\"}\n"));
    BOOST_TEST(right.events.empty());
    BOOST_TEST(mentions(to_text(wrong), "/challenge, which is answered only if"), to_text(wrong));
    BOOST_TEST(mentions(to_text(wrong), "answer        401\n"));
    BOOST_TEST(!wrong.is_good());
}

BOOST_AUTO_TEST_CASE(a_get_that_is_no_challenge_is_refused) {
    auto signed_one = asked("other=1");
    signed_one.headers = {{"Authorization", "Bearer open-sesame"}};

    const auto stranger = tried(trial_of(), asked("mode=subscribe"));
    const auto partner =
        tried(trial_of(plain_definition_with("/challenge", R"({"when": {"query": "mode"},
            "respond": {"body": "ok"}})")),
              signed_one);

    BOOST_TEST(mentions(to_text(stranger), "refused with 405: the definition has no challenge"));
    BOOST_TEST(mentions(to_text(stranger), "answer        405\n"), to_text(stranger));
    BOOST_TEST(!stranger.is_good());
    BOOST_TEST(mentions(to_text(partner), "answer        400\n"), to_text(partner));
    BOOST_TEST(partner.events.empty());
    BOOST_TEST(!partner.is_good());
}

BOOST_AUTO_TEST_CASE(shows_the_answer_that_the_sender_gets) {
    const std::string receipt(44, '0');
    const auto config =
        plain_definition_with("/respond", R"({"stored": {"status": 200, "json": {"/ok": "/id"}}})");

    const std::string plain = to_text(tried(trial_of(), posted(lead)));
    const std::string own = to_text(tried(trial_of(config), posted(lead)));
    const auto refused = tried(trial_of(), posted(lead, {{"Authorization", "Bearer guess"}}));

    BOOST_TEST(
        plain.ends_with("\nanswer        202\nContent-Type: application/json\n"
                        "Webhook-Receipt: " +
                        receipt + "\n{\"receipt\":\"" + receipt + "\",\"status\":\"accepted\"}\n"),
        plain);
    BOOST_TEST(mentions(own, "answer        200\n"), own);
    BOOST_TEST(mentions(own, "{\"ok\":\"b-1\"}\n"));
    BOOST_TEST(mentions(to_text(refused), "answer        401\n"));
    BOOST_TEST(to_json(refused).at("answers").at(0).at("when").as_string() == "refused");
}

BOOST_AUTO_TEST_CASE(shows_each_answer_of_a_sender_that_waits) {
    const trial with = trial_of(plain_definition_with("/respond", R"({"wait": "3s",
        "delivered": {"json": {"/crm": {"result": "booking"}, "/how": {"result": "reason"}}},
        "failed": {"status": 200, "json": {"/why": {"result": "reason"}}}})"));

    const std::string text = to_text(tried(with, posted(lead)));
    const std::string dead =
        to_text(tried(with, posted(R"({"type": "new", "id": "b-1", "name": "Ada"})")));
    const std::string cancelled = to_text(tried(with, posted(R"({"type": "gone", "id": "b-1"})")));

    BOOST_TEST(mentions(text, "answer        200, once it is delivered\n"), text);
    BOOST_TEST(mentions(text, "{\"crm\":999999999,\"how\":\"created\"}\n"), text);
    BOOST_TEST(mentions(text, "answer        200, if it becomes a dead letter\n"), text);
    BOOST_TEST(mentions(text, "{\"why\":\"refused_by_crm\"}\n"), text);
    BOOST_TEST(mentions(text, "answer        503, if neither is known in time\n"), text);
    BOOST_TEST(mentions(text, "\nRetry-After: 5\n"), text);
    BOOST_TEST(mentions(dead, "{\"why\":\"unmappable\"}\n"), dead);
    BOOST_TEST(mentions(cancelled, "\"how\":\"dismissed\""), cancelled);
}

BOOST_AUTO_TEST_CASE(what_is_refused_for_its_mapping_is_answered_so) {
    const trial with = trial_of(plain_definition_with("/on_unmappable", R"("reject")"));

    const auto all = tried(with, posted(R"({"type": "new", "id": "b-1", "name": "Ada"})"));

    BOOST_TEST(mentions(to_text(all), "answer        422\n"), to_text(all));
    BOOST_TEST(mentions(all.answers.front().told.body, "/contacts"));
}

BOOST_AUTO_TEST_CASE(shows_what_would_be_fetched_and_never_a_secret) {
    auto config = plain_definition_with("/fetch", R"([
        {"name": "customer", "from": "https://api.example", "path": "/c/{id}?full=1",
         "with": {"id": "/id"}, "auth": {"basic": "token"}, "headers": {"X-Version": "7"}},
        {"name": "place", "from": "https://api.example", "path": "/p/{id}",
         "with": {"id": {"fetched": "/customer/place"}}, "auth": {"query": "key", "secret": "token"}},
        {"name": "notes", "from": "https://api.example", "path": "/q",
         "auth": {"bearer": "token"}, "post": {"json": {"/ask": "/id"}}},
        {"name": "gone", "from": "https://api.example", "path": "/g", "for": ["cancel"]}])");
    const trial with = trial_of(config, {"user:open-sesame"});

    const std::string first = to_text(tried(with, posted(lead)));
    const auto second = tried(with, posted(lead), {{"customer", {{"place", "p 1"}}}});

    BOOST_TEST(mentions(first,
                        "\nGET https://api.example/c/b-1?full=1\nX-Version: 7\n"
                        "Accept: application/json\nAuthorization: Basic <token>\n"
                        "Fetched as customer: not asked for here; give"),
               first);
    BOOST_TEST(mentions(first,
                        "Fetched as place: not asked for here: it asks with what customer "
                        "says.\n"),
               first);
    BOOST_TEST(mentions(first,
                        "POST https://api.example/q\nAccept: application/json\n"
                        "Content-Type: application/json\nAuthorization: Bearer <token>\n"
                        "{\n  \"ask\": \"b-1\"\n}\n"),
               first);
    BOOST_TEST(!mentions(first, "Fetched as gone"));
    BOOST_TEST(!mentions(first, "sesame"));
    BOOST_TEST(mentions(to_text(second), "GET https://api.example/p/p%201?key=<token>\n"),
               to_text(second));
    const auto report = to_json(second);
    const auto& fetches = report.at("events").at(0).at("fetches").as_array();
    BOOST_TEST(fetches.at(0).at("given").as_bool());
    BOOST_TEST(fetches.at(1).at("request").at("url").as_string() ==
               "https://api.example/p/p%201?key=<token>");
}

BOOST_AUTO_TEST_CASE(an_event_that_does_not_say_what_to_fetch_becomes_a_dead_letter) {
    const auto config = plain_definition_with("/fetch", R"([{"name": "customer",
        "from": "https://api.example", "path": "/c/{id}", "with": {"id": "/customer"}}])");

    const auto all = tried(trial_of(config), posted(lead));
    const auto given = tried(trial_of(config), posted(lead), {{"customer", nullptr}});

    BOOST_TEST(mentions(to_text(all), "/fetch/0/with/id: missing: the event does not give it"),
               to_text(all));
    BOOST_TEST(mentions(to_text(all), "dead letter, not_fetched"), to_text(all));
    BOOST_TEST(!all.is_good());
    BOOST_TEST(given.is_good());
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

BOOST_AUTO_TEST_CASE(says_what_was_looked_for_where_nothing_came_of_what_is_there) {
    const auto all = tried(trial_of(), posted(R"({"type": "new", "id": "b-1", "name": "Ada",
        "text": "Leak", "email": "a@example.com", "category": "roofs"})"));

    const char* why = R"(no entry for "roofs" in the table job_types)";
    BOOST_TEST(mentions(to_text(all), std::string("/category: ") + why + "\n"), to_text(all));
    const std::string as_json = serialize(to_json(all));
    BOOST_TEST(mentions(as_json, R"("from":"/category","why":"no entry for \"roofs\" in)"),
               as_json);
}
