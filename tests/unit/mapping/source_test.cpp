#include <boost/test/unit_test.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "mapping/json.hpp"
#include "mapping/source.hpp"

namespace json = boost::json;
using mapping::errc;
using mapping::parse_json;
using mapping::source;

namespace {

const auto document = parse_json(R"({
    "first": "Dana", "last": "Reyes", "blank": " \n", "null": null, "flag": true, "empty": [],
    "id": 135911130, "long": 98765432109876543210, "zip": 2134, "state": "florida", "a/b": {"m~n": 1},
    "phone": "4045551234", "ext": "12", "at": "2026-07-20T10:15", "zone": "America/Chicago",
    "uri": "https://api.example.com/events/EV1/invitees/IN7/?x=/y#/z",
    "location": "integrations:zoom", "text": "caf\u00e9 au lait",
    "qa": [{"question": "Your ZIP code?", "answer": ""},
           {"question": "Confirm your ZIP code", "answer": 97477},
           {"question": "Pets:", "answer": ["dog", "", "cat"]},
           {"question": "Notes", "answer": null},
           "stray"],
    "named": [{"name": "Gate", "value": "1234"}],
    "responses": {"notes": {"label": "notes"}, "street": {"label": "Street", "value": "12 Elm St"},
                  "ok": {"value": true}, "where": {"label": "Where", "value": {"x": 1}}},
    "columns": [{"id": "NAME", "n": 1, "value": "Jo"}, {"id": "PHONE", "n": 1, "value": ""},
                {"id": "PHONE", "n": 2, "value": "555"}],
    "tags": ["heat", "", 2, {"x": 1}],
    "forms": [{"field": {"label": "Access"}, "name": "Gate Code, optional", "value": "#12"},
              {"field": {"label": "Floor"}, "name": "Floor", "value": 3}, "stray"],
    "rooms": [{"photos": [{"url": "1.jpg"}, {"url": ""}]}, {"photos": []}, {}, 7,
              {"photos": [{"url": "2.jpg"}, {"url": "3.jpg"}]}],
    "files": [{"url": "https://x/1.jpg"}, {"url": ""}, {"url": 2}, {}, 5]
})")
                          .value();
const auto request = parse_json(R"({"headers": {"x-event": "made"}, "query": {"key": "k1"},
                   "path": "/v3/CreateBooking//"})")
                         .value();
const std::map<std::string, mapping::lookup_table, std::less<>> tables = {
    {"jobs", {{"135911130", 7001}, {"Dana", "the owner"}}}};

mapping::result<source> compiled(std::string_view config) {
    return source::compile(parse_json(config).value(), "/x");
}

source::found read(std::string_view config) {
    const auto made = compiled(config);
    BOOST_REQUIRE_MESSAGE(made.has_value(), config << " -> " << to_text(made.error()));
    return made->read({document, request.get_object(), tables});
}

std::string json_of(std::string_view config) { return serialize(read(config).value); }

}  // namespace

BOOST_AUTO_TEST_CASE(reads_every_form) {
    const struct {
        const char* config;
        const char* expected;
    } table[] = {
        // constants and pointers
        {R"("Thumbtack")", R"("Thumbtack")"},
        {"12", "12"},
        {"true", "true"},
        {R"({"const": "/x"})", R"("/x")"},
        {R"("/first")", R"("Dana")"},
        {R"("/id")", "135911130"},
        {R"("/long")", R"("98765432109876543210")"},
        {R"("/a~1b/m~0n")", "1"},
        {R"("/qa/1/answer")", "97477"},
        {R"("/absent/0/below")", "null"},
        {R"("/qa/01/answer")", "null"},
        {R"("/blank")", "null"},
        {R"("/empty")", "null"},
        // first of
        {R"(["/absent", "/null", "/blank", "/first", "/last"])", R"("Dana")"},
        {R"(["/absent", "nobody"])", R"("nobody")"},
        {R"(["/absent", ["/blank"]])", "null"},
        // join, lines, template
        {R"({"join": ["/first", "/blank", "/last"]})", R"("Dana Reyes")"},
        {R"({"join": ["/first", "/id"], "with": ""})", R"("Dana135911130")"},
        {R"({"join": ["/absent", "/blank"]})", "null"},
        {R"({"lines": ["/first", "/columns", "/last"]})", R"("Dana\nReyes")"},
        {R"({"join": ["/first", "/tags"], "with": ", "})", R"("Dana, heat, 2")"},
        {R"({"lines": [{"each": "/files", "take": "/url"}, "/last"]})",
         R"("https://x/1.jpg\n2\nReyes")"},
        {R"({"template": "Lead {/id}: {/absent}{{{/first}}}"})", R"("Lead 135911130: {Dana}")"},
        {R"({"template": "Lead {/absent}{/blank}"})", "null"},
        // answers
        {R"({"answers": "/qa"})", R"("Confirm your ZIP code: 97477\nPets: dog, cat")"},
        {R"({"answers": "/named", "question": "name", "answer": "value"})", R"("Gate: 1234")"},
        {R"({"answers": "/responses"})", R"("Street: 12 Elm St\nok: true")"},
        {R"({"answers": "/absent"})", "null"},
        {R"({"answers": "/first"})", "null"},
        {R"({"answers": "/named", "question": ["q", "name"], "answer": ["a", "value"]})",
         R"("Gate: 1234")"},
        {R"({"answer": "gate", "in": "/named", "question": ["q", "name"], "value": "value"})",
         R"("1234")"},
        {R"({"answer": "gate", "in": "/named"})", "null"},
        {R"({"answer": "zip code", "in": "/qa"})", R"("97477")"},
        {R"({"answer": "zip code", "in": "/qa", "match": "equals"})", "null"},
        {R"({"answer": "pets:", "in": "/qa", "match": "equals"})", R"("dog, cat")"},
        {R"({"answer": "street", "in": "/responses"})", R"("12 Elm St")"},
        {R"({"answer": "notes", "in": "/qa"})", "null"},
        // pick, each
        {R"({"pick": "/columns", "where": {"id": "NAME"}, "take": "/value"})", R"("Jo")"},
        {R"({"pick": "/columns", "where": {"id": "PHONE"}, "take": "/value"})", R"("555")"},
        {R"({"pick": "/columns", "where": {"id": "PHONE", "n": 1}, "take": "/value"})", "null"},
        {R"({"pick": "/columns", "where": {"id": "EMAIL"}, "take": "/value"})", "null"},
        {R"({"pick": "/columns", "where": {"id": " name "}, "take": "/value"})", R"("Jo")"},
        {R"({"pick": "/columns", "where": {"id": "NAM"}, "take": "/value"})", "null"},
        {R"({"pick": "/forms", "where": {"name": {"contains": "gate code"}}, "take": "/value"})",
         R"("#12")"},
        {R"({"pick": "/forms", "where": {"/field/label": "floor"}, "take": "/value"})", "3"},
        {R"({"pick": "/forms", "where": {"/field/label": "floor", "name": "x"}, "take": "/value"})",
         "null"},
        {R"({"pick": "/forms", "where": {"field": "floor"}, "take": "/value"})", "null"},
        {R"({"pick": "/first", "where": {"id": "EMAIL"}, "take": "/value"})", "null"},
        {R"({"each": "/files", "take": "/url"})", R"(["https://x/1.jpg","2"])"},
        {R"([{"each": "/absent"}, {"each": "/files"}])", R"(["5"])"},
        {R"({"each": "/first"})", "null"},
        {R"({"each": "/rooms", "take": {"each": "/photos", "take": "/url"}})",
         R"(["1.jpg","2.jpg","3.jpg"])"},
        {R"({"each": "/rooms", "take": {"each": "/url"}})", "null"},
        // lookup
        {R"({"lookup": "/id", "in": "jobs"})", "7001"},
        {R"({"lookup": "/last", "in": "jobs"})", "null"},
        {R"({"lookup": "/last", "in": "jobs", "default": 1})", "1"},
        {R"({"lookup": "/absent", "in": "jobs", "default": "x"})", R"("x")"},
        {R"({"lookup": "/absent", "in": "jobs"})", "null"},
        {R"({"lookup": "/first", "in": "no such table"})", "null"},
        {R"({"lookup": "/state", "in": {"florida": 12, "oregon": 11}})", "12"},
        {R"({"lookup": "/text", "in": {"au": 1}, "default": 2})", "2"},
        {R"({"lookup": "/text", "in": {"Au": 1}, "match": "words"})", "1"},
        {R"({"lookup": "/first", "in": "jobs", "match": "words"})", R"("the owner")"},
        {R"({"lookup": "/absent", "in": {"au": 1}, "match": "words", "default": 2})", "2"},
        // of the request
        {R"({"header": "X-Event"})", R"("made")"},
        {R"({"header": "X-Other"})", "null"},
        {R"({"query": "key"})", R"("k1")"},
        {R"({"query": "other"})", "null"},
        {R"({"path": 1})", R"("v3")"},
        {R"({"path": 2})", R"("CreateBooking")"},
        {R"({"path": -1})", R"("CreateBooking")"},
        {R"({"path": 3})", "null"},
        {R"({"path": -3})", "null"},
        // rewritten
        {R"({"last_segment": "/uri"})", R"("IN7")"},
        {R"({"last_segment": "/first"})", R"("Dana")"},
        {R"({"last_segment": {"const": "///"}})", "null"},
        {R"x({"match": "/uri", "pattern": "invitees/([^/?]+)"})x", R"("IN7")"},
        {R"x({"match": "/uri", "pattern": "https?://(?P<host>[^/]+)", "group": "host"})x",
         R"("api.example.com")"},
        {R"x({"match": "/zip", "pattern": "^[0-9]", "group": 0})x", R"("2")"},
        {R"x({"match": "/uri", "pattern": "orders/(.+)"})x", "null"},
        {R"x({"match": "/uri", "pattern": "events/(x*)"})x", "null"},
        {R"x({"match": ["/absent", "/first"], "pattern": "(a)$"})x", R"("a")"},
        {R"x({"match": "/absent", "pattern": "(.*)"})x", "null"},
        {R"({"truncate": "/text", "to": 4})", R"("café")"},
        {R"({"skip": "/location", "starting_with": "integrations:"})", "null"},
        {R"({"skip": "/first", "starting_with": ["integrations:", "Re"]})", R"("Dana")"},
        {R"({"skip": "/last", "starting_with": ["integrations:", "Re"]})", "null"},
        {R"({"state": "/state"})", R"("FL")"},
        {R"({"state": "Ontario"})", R"("Ontario")"},
        {R"({"zip": "/zip"})", R"("02134")"},
        {R"({"zip": "M5V 2T6"})", R"("M5V 2T6")"},
        // read by their targets
        {R"({"phone": "/phone", "extension": "/ext"})", R"("4045551234 ext. 12")"},
        {R"({"phone": "/phone", "extension": "/blank"})", R"("4045551234")"},
        {R"({"phone": "/blank", "extension": "/ext"})", "null"},
        {R"({"time": "/at", "zone": "/zone"})", R"("2026-07-20T10:15[America/Chicago]")"},
        {R"({"time": "/at"})", R"("2026-07-20T10:15")"},
        {R"({"time": ["/absent", "/id"]})", "135911130"},
    };
    for (const auto& row : table) BOOST_TEST(json_of(row.config) == row.expected, row.config);
}

BOOST_AUTO_TEST_CASE(turns_words_of_urgency_into_priorities) {
    const auto made = compiled(R"({"lookup": "/when", "match": "words", "default": "Normal", "in": {
        "as soon as possible": "Urgent", "ASAP": "Urgent", "urgent": "Urgent", "not urgent": "Low",
        "within a week": "High", "1 week": "High", "flexible": "Low"}})");
    const struct {
        const char* answer;
        const char* priority;
    } table[] = {
        {"As soon as possible", "Urgent"},
        {"asap!!", "Urgent"},
        {"Urgent - water everywhere", "Urgent"},
        {"This is NOT urgent.", "Low"},
        {"Within a week", "High"},
        {"Within 1 week", "High"},
        {"Within 11 weeks", "Normal"},
        {"I'm flexible", "Low"},
        {"Timing is inflexible", "Normal"},
        {"", "Normal"},
    };
    for (const auto& row : table) {
        const boost::json::value lead = {{"when", row.answer}};

        BOOST_TEST(
            made.value().read_text({lead, request.get_object(), tables}).value() == row.priority,
            row.answer);
    }
}

BOOST_AUTO_TEST_CASE(names_the_pointers_that_were_read) {
    const struct {
        const char* config;
        const char* expected;
    } table[] = {
        {R"("constant")", ""},
        {R"("/absent")", "/absent"},
        {R"(["/absent", "/first"])", "/first"},
        {R"(["/absent", "/blank"])", "/absent, /blank"},
        {R"({"join": ["/first", "/absent", "/last"]})", "/first, /last"},
        {R"({"join": ["/absent", "/blank"]})", "/absent, /blank"},
        {R"({"template": "{/id} {/absent}"})", "/id, /absent"},
        {R"({"phone": "/phone", "extension": "/ext"})", "/phone, /ext"},
        {R"({"lookup": "/last", "in": "jobs"})", "/last"},
        {R"({"header": "X-Event"})", "header x-event"},
        {R"({"query": "key"})", "query key"},
        {R"({"path": -1})", "path segment -1"},
    };
    for (const auto& row : table) BOOST_TEST(read(row.config).from == row.expected, row.config);
}

BOOST_AUTO_TEST_CASE(reads_around_the_element_of_a_split_body) {
    const auto body = parse_json(R"({
        "account": "A1", "photos": [{"url": "https://x/1.jpg"}],
        "pages": [{"page": "P1", "form": [{"name": "zip", "value": 97477}],
                   "qa": [{"question": "Pets", "answer": "dog"}], "leads": [{"id": "L1"}]}]
    })")
                          .value();
    const auto& page = body.at("pages").at(0);
    const mapping::input inside{page.at("leads").at(0), request.get_object(), tables, &page, &body};
    const struct {
        const char* config;
        const char* expected;
        const char* from;
    } table[] = {
        {R"("/id")", R"("L1")", "/id"},
        {R"("/account")", "null", "/account"},
        {R"({"parent": "/page"})", R"("P1")", "parent /page"},
        {R"({"parent": "/account"})", "null", "parent /account"},
        {R"({"root": "/account"})", R"("A1")", "root /account"},
        {R"({"root": "/pages/0/leads/0/id"})", R"("L1")", "root /pages/0/leads/0/id"},
        {R"({"join": ["/id", {"root": "/account"}], "with": "-"})", R"("L1-A1")",
         "/id, root /account"},
        {R"({"answers": {"parent": "/qa"}})", R"("Pets: dog")", "parent /qa"},
        {R"({"answer": "pets", "in": {"parent": "/qa"}})", R"("dog")", "parent /qa"},
        {R"({"pick": {"parent": "/form"}, "where": {"name": "zip"}, "take": "/value"})", "97477",
         "parent /form"},
        {R"({"each": {"root": "/photos"}, "take": "/url"})", R"(["https://x/1.jpg"])",
         "root /photos"},
    };
    for (const auto& row : table) {
        const auto found = compiled(row.config).value().read(inside);

        BOOST_TEST(serialize(found.value) == row.expected, row.config);
        BOOST_TEST(found.from == row.from, row.config);
    }
}

BOOST_AUTO_TEST_CASE(reads_the_document_as_the_root_of_a_body_that_is_not_split) {
    BOOST_TEST(json_of(R"({"root": "/first"})") == R"("Dana")");
    BOOST_TEST(json_of(R"({"parent": "/first"})") == "null");
    BOOST_TEST(json_of(R"({"parent": ""})") == "null");
}

BOOST_AUTO_TEST_CASE(reads_what_was_fetched_beside_the_document) {
    const auto fetched = parse_json(R"({
        "customer": {"name": "Ada", "phones": [{"number": "404-555-1234"}],
                     "form": [{"name": "zip", "value": 97477}],
                     "qa": [{"question": "Pets", "answer": "dog"}]},
        "team": null
    })")
                             .value();
    const mapping::input in{document, request.get_object(), tables, nullptr, nullptr, &fetched};
    const struct {
        const char* config;
        const char* expected;
        const char* from;
    } table[] = {
        {R"("/customer")", "null", "/customer"},
        {R"({"fetched": "/customer/name"})", R"("Ada")", "fetched /customer/name"},
        {R"({"fetched": "/team/name"})", "null", "fetched /team/name"},
        {R"([{"fetched": "/team"}, "/first"])", R"("Dana")", "/first"},
        {R"({"answers": {"fetched": "/customer/qa"}})", R"("Pets: dog")", "fetched /customer/qa"},
        {R"({"answer": "pets", "in": {"fetched": "/customer/qa"}})", R"("dog")",
         "fetched /customer/qa"},
        {R"({"pick": {"fetched": "/customer/form"}, "where": {"name": "zip"}, "take": "/value"})",
         "97477", "fetched /customer/form"},
        {R"({"each": {"fetched": "/customer/phones"}, "take": "/number"})", R"(["404-555-1234"])",
         "fetched /customer/phones"},
    };
    for (const auto& row : table) {
        const auto found = compiled(row.config).value().read(in);

        BOOST_TEST(serialize(found.value) == row.expected, row.config);
        BOOST_TEST(found.from == row.from, row.config);
    }
    BOOST_TEST(json_of(R"({"fetched": "/customer/name"})") == "null");
}

BOOST_AUTO_TEST_CASE(names_the_fetches_that_it_reads) {
    const auto made = compiled(R"({"join": [{"fetched": "/customer/name"}, "/first",
        {"answers": {"fetched": "/appointment"}}, {"lookup": {"fetched": "/team/0"}, "in": "t"}]})");

    BOOST_TEST(
        made.value().fetches() == (std::vector<std::string>{"customer", "appointment", "team"}),
        boost::test_tools::per_element());
    BOOST_TEST(compiled(R"(["/fetched", {"root": "/fetched"}])").value().fetches().empty());
}

BOOST_AUTO_TEST_CASE(reads_nothing_fetched_where_nothing_is_fetched_yet) {
    using mapping::source_scope;
    const struct {
        const char* config;
        const char* where;
    } table[] = {
        {R"({"fetched": "/customer/name"})", "/x/fetched"},
        {R"({"lines": ["/a", {"answers": {"fetched": "/customer/qa"}}]})",
         "/x/lines/1/answers/fetched"},
    };
    for (const auto& [config, where] : table) {
        for (const source_scope scope : {source_scope::door, source_scope::answer}) {
            const auto made = source::compile(parse_json(config).value(), "/x", scope);

            BOOST_REQUIRE(made.has_error());
            const mapping::problem first = made.error()[0];
            BOOST_TEST((first.code == errc::not_allowed));
            BOOST_TEST(first.where == where);
        }
    }
}

BOOST_AUTO_TEST_CASE(gives_text_of_scalars_only) {
    const auto text_of = [](std::string_view config) {
        const auto made = compiled(config);
        return made.value().read_text({document, request.get_object(), tables});
    };

    BOOST_TEST(text_of(R"("/long")").value() == "98765432109876543210");
    BOOST_TEST(text_of(R"("/flag")").value() == "true");
    BOOST_TEST(!text_of(R"("/qa")"));
    BOOST_TEST(!text_of(R"("/responses")"));
    BOOST_TEST(!text_of(R"("/blank")"));
}

BOOST_AUTO_TEST_CASE(cuts_texts_to_16_kib_at_a_code_point) {
    const std::string euro = "\xE2\x82\xAC";
    boost::json::string long_text;
    for (int i = 0; i < 10'000; ++i) long_text += euro;
    const boost::json::value large = {{"text", long_text}};
    const auto made = compiled(R"({"join": ["/text", "/text"], "with": ""})");

    const auto text = made.value().read_text({large, request.get_object(), tables}).value();

    BOOST_TEST(text.size() == 16383u);
    BOOST_TEST(text.ends_with(euro));
}

BOOST_AUTO_TEST_CASE(refuses_configuration_that_is_not_exactly_one_form) {
    const struct {
        const char* config;
        errc code;
        const char* where;
    } table[] = {
        {"null", errc::missing, "/x"},
        {R"("")", errc::missing, "/x"},
        {R"("/a~")", errc::malformed, "/x"},
        {R"("/a~2b")", errc::malformed, "/x"},
        {"[]", errc::missing, "/x"},
        {R"(["/a", null])", errc::missing, "/x/1"},
        {"{}", errc::unknown, "/x"},
        {R"({"concat": ["/a"]})", errc::unknown, "/x"},
        {R"({"join": ["/a"], "lines": ["/b"]})", errc::unknown, "/x/lines"},
        {R"({"join": ["/a"], "sep": "-"})", errc::unknown, "/x/sep"},
        {R"({"join": "/a"})", errc::wrong_type, "/x/join"},
        {R"({"join": []})", errc::missing, "/x/join"},
        {R"({"join": ["/a"], "with": 1})", errc::wrong_type, "/x/with"},
        {R"({"lines": [{"join": [null]}]})", errc::missing, "/x/lines/0/join/0"},
        {R"({"const": null})", errc::wrong_type, "/x/const"},
        {R"({"const": ["a"]})", errc::wrong_type, "/x/const"},
        {R"({"parent": null})", errc::missing, "/x/parent"},
        {R"({"parent": "page"})", errc::malformed, "/x/parent"},
        {R"({"root": 1})", errc::wrong_type, "/x/root"},
        {R"({"root": "/a", "parent": "/b"})", errc::unknown, "/x/root"},
        {R"({"fetched": ""})", errc::missing, "/x/fetched"},
        {R"({"fetched": "customer"})", errc::malformed, "/x/fetched"},
        {R"({"fetched": "/customer", "root": "/a"})", errc::unknown, "/x/fetched"},
        {R"({"answers": {"fetched": "customer"}})", errc::malformed, "/x/answers/fetched"},
        {R"({"answers": {"fetched": "/a", "parent": "/b"}})", errc::not_allowed, "/x/answers"},
        {R"({"answers": {"roof": "/a"}})", errc::unknown, "/x/answers/roof"},
        {R"({"answers": {"root": "a"}})", errc::malformed, "/x/answers/root"},
        {R"({"answers": {"root": "/a", "parent": "/b"}})", errc::not_allowed, "/x/answers"},
        {R"({"answers": {}})", errc::missing, "/x/answers/root"},
        {R"({"template": "no placeholder"})", errc::malformed, "/x/template"},
        {R"({"template": "{/a"})", errc::malformed, "/x/template"},
        {R"({"template": "{a}"})", errc::malformed, "/x/template"},
        {R"({"template": "{} {/a}"})", errc::malformed, "/x/template"},
        {R"({"template": "a } {/a}"})", errc::malformed, "/x/template"},
        {R"({"answers": "list"})", errc::malformed, "/x/answers"},
        {R"({"answers": null})", errc::missing, "/x/answers"},
        {R"({"answer": "zip"})", errc::missing, "/x/in"},
        {R"({"answer": "zip", "in": "/a", "match": "regex"})", errc::not_allowed, "/x/match"},
        {R"({"pick": "/a", "take": "/b"})", errc::missing, "/x/where"},
        {R"({"pick": "/a", "where": {"b": "c"}})", errc::missing, "/x/take"},
        {R"({"pick": "/a", "where": {"b/c": null}, "take": "/b"})", errc::wrong_type,
         "/x/where/b~1c"},
        {R"({"pick": "/a", "where": {"/b~": "c"}, "take": "/b"})", errc::malformed,
         "/x/where/~1b~0"},
        {R"({"pick": "/a", "where": {"b": {"contains": " "}}, "take": "/b"})", errc::missing,
         "/x/where/b/contains"},
        {R"({"pick": "/a", "where": {"b": {"equals": "c"}}, "take": "/b"})", errc::unknown,
         "/x/where/b/equals"},
        {R"({"pick": "/a", "where": {"b": ["c"]}, "take": "/b"})", errc::wrong_type, "/x/where/b"},
        {R"({"truncate": {"each": "/a"}, "to": 1})", errc::not_allowed, "/x/truncate/each"},
        {R"({"each": "/a", "take": "b"})", errc::malformed, "/x/take"},
        {R"({"each": "/a", "take": {"each": "b"}})", errc::malformed, "/x/take/each"},
        {R"({"each": "/a", "take": {"take": "/b"}})", errc::missing, "/x/take/each"},
        {R"({"each": "/a", "take": {"each": "/b", "in": "/c"}})", errc::unknown, "/x/take/in"},
        {R"({"lookup": "/a"})", errc::missing, "/x/in"},
        {R"({"lookup": "/a", "in": "t", "default": null})", errc::wrong_type, "/x/default"},
        {R"({"lookup": "/a", "in": {}})", errc::missing, "/x/in"},
        {R"({"lookup": "/a", "in": {"b": null}})", errc::wrong_type, "/x/in/b"},
        {R"({"lookup": "/a", "in": {"?": 1}, "match": "words"})", errc::malformed, "/x/in/?"},
        {R"({"lookup": "/a", "in": ["t"]})", errc::wrong_type, "/x/in"},
        {R"({"lookup": "/a", "in": "t", "match": "contains"})", errc::not_allowed, "/x/match"},
        {R"({"header": ""})", errc::missing, "/x/header"},
        {R"x({"match": "/a"})x", errc::missing, "/x/pattern"},
        {R"x({"match": "/a", "pattern": "("})x", errc::malformed, "/x/pattern"},
        {R"x({"match": "/a", "pattern": "a"})x", errc::unknown, "/x/pattern"},
        {R"x({"match": "/a", "pattern": "(a)", "group": 2})x", errc::unknown, "/x/group"},
        {R"x({"match": "/a", "pattern": "(a)", "group": "b"})x", errc::unknown, "/x/group"},
        {R"x({"match": "/a", "pattern": "(a)", "group": -1})x", errc::out_of_range, "/x/group"},
        {R"x({"match": null, "pattern": "(a)"})x", errc::missing, "/x/match"},
        {R"({"truncate": "/a"})", errc::missing, "/x/to"},
        {R"({"truncate": "/a", "to": 0})", errc::out_of_range, "/x/to"},
        {R"({"skip": "/a"})", errc::missing, "/x/starting_with"},
        {R"({"skip": "/a", "starting_with": []})", errc::wrong_type, "/x/starting_with"},
    };
    for (const auto& row : table) {
        const auto made = compiled(row.config);

        BOOST_REQUIRE_MESSAGE(made.has_error(), row.config);
        BOOST_TEST((made.error()[0].code == row.code), row.config << to_text(made.error()));
        BOOST_TEST(made.error()[0].where == row.where);
    }
}

BOOST_AUTO_TEST_CASE(names_the_unknown_form_and_the_known_ones) {
    const auto what = compiled(R"({"concat": ["/a"], "sep": ","})").error()[0].what;

    BOOST_TEST(what.starts_with("`concat`, `sep` is none of the forms of a source: const, "), what);
    for (const char* known : {"join", "template", "lookup", "time"})
        BOOST_TEST(what.find(known) != std::string::npos, known);
}

BOOST_AUTO_TEST_CASE(reports_every_mistake_of_a_source) {
    const auto made = compiled(R"(["/a~", {"truncate": null, "to": 0, "at": 1}, {"x": 1}])");

    BOOST_TEST(made.error().size() == 5u);
}

BOOST_AUTO_TEST_CASE(bounds_nesting_and_lists) {
    const auto nested = [](int depth) {
        std::string config = "\"/a\"";
        for (int i = 1; i < depth; ++i) config = "[" + config + "]";
        return config;
    };
    const auto list = [](int members) {
        std::string config = "\"/a\"";
        for (int i = 1; i < members; ++i) config += ",\"/a\"";
        return "[" + config + "]";
    };

    BOOST_TEST(compiled(nested(16)).has_value());
    BOOST_TEST((compiled(nested(17)).error()[0].code == errc::too_large));
    BOOST_TEST(compiled(list(64)).has_value());
    BOOST_TEST((compiled(list(65)).error()[0].code == errc::too_large));
}

BOOST_AUTO_TEST_CASE(tells_which_headers_and_tables_it_needs) {
    const auto made = compiled(
        R"({"join": [{"header": "X-Id"}, {"lookup": {"lookup": "/a", "in": "b"}, "in": "c"}]})");

    BOOST_TEST(made.value().reads_header("x-ID"));
    BOOST_TEST(!made.value().reads_header("x-other"));
    BOOST_TEST((made.value().tables() == std::vector<std::string>{"c", "b"}));
    BOOST_TEST(!made.value().gives_list());
    BOOST_TEST(compiled(R"([{"each": "/a"}])").value().gives_list());
    BOOST_TEST(compiled(R"([{"join": ["/a"]}, {"each": "/a"}])").value().gives_list());
    BOOST_TEST(!compiled(R"({"join": [{"each": "/a"}]})").value().gives_list());
    BOOST_TEST(compiled(R"({"lookup": "/a", "in": {"b": 1}})").value().tables().empty());
}

BOOST_AUTO_TEST_CASE(a_pointer_that_lost_its_first_slash_is_no_constant) {
    for (const char* lost : {"customer/first", "data/customer/firstName", "_embedded/items/0"}) {
        const auto made = source::compile(json::string(lost), "/booking/name");

        BOOST_REQUIRE_MESSAGE(!made, lost);
        const mapping::problems wrong = made.error();
        BOOST_TEST((wrong.begin()->code == errc::malformed));
        BOOST_TEST(wrong.begin()->where == "/booking/name");
        BOOST_TEST(wrong.begin()->what.find(std::string("write /") + lost) != std::string::npos);
        BOOST_TEST(source::compile(json::object{{"const", lost}}, "").has_value());
    }
    for (const char* meant : {"https://site.example/a", "America/Chicago", "24/7", "and / or", "a/",
                              "a//b", "and/or (new)", "N/A"})
        BOOST_TEST(source::compile(json::string(meant), "").has_value(), meant);
}

BOOST_AUTO_TEST_CASE(what_takes_one_value_takes_no_list) {
    for (const char* list : {R"({"each": "/a"})", R"(["/a", {"each": "/a"}])"}) {
        const auto made = source::compile_one(json::parse(list), "/name");

        BOOST_REQUIRE(!made);
        const mapping::problems wrong = made.error();
        BOOST_TEST((wrong.begin()->code == errc::not_allowed));
        BOOST_TEST(wrong.begin()->where == "/name");
    }
    BOOST_TEST(source::compile_one(json::parse(R"({"join": [{"each": "/a"}]})"), "").has_value());
}

BOOST_AUTO_TEST_CASE(tells_why_nothing_came_of_what_is_there) {
    const json::value lead = json::parse(R"({"category": "roofing", "fields": [
        {"name": "Gate", "value": 1}, {"name": "Note", "value": null}]})");
    const struct {
        const char* config;
        const char* why;
    } rows[] = {
        {R"({"lookup": "/category", "in": "job_types"})",
         R"(no entry for "roofing" in the table job_types)"},
        {R"({"truncate": {"lookup": "/category", "in": {"heating": 1}}, "to": 3})",
         R"(no entry for "roofing" in the table)"},
        {R"({"lookup": "/category", "in": "job_types", "default": 7})", ""},
        {R"({"lookup": "/absent", "in": "job_types"})", ""},
        {R"({"pick": "/fields", "where": {"name": "pets", "/kind": {"contains": "x"}}, "take": ""})",
         R"(no element whose /name is "pets" and whose /kind contains "x")"},
        {R"({"pick": "/fields", "where": {"name": "note"}, "take": "/value"})",
         R"(no element whose /name is "note" with a value at /value)"},
        {R"({"pick": "/absent", "where": {"name": "note"}, "take": "/value"})", ""},
        {R"(["/absent", {"lookup": "/category", "in": "job_types"},
             {"pick": "/fields", "where": {"name": "a"}, "take": ""}])",
         R"(no entry for "roofing" in the table job_types; no element whose /name is "a")"},
        {R"({"join": [{"lookup": "/category", "in": "job_types"}, "/absent"]})",
         R"(no entry for "roofing" in the table job_types)"},
        {R"({"join": [{"lookup": "/category", "in": "job_types"}, "/category"]})", ""},
    };
    const json::object request;
    const std::map<std::string, mapping::lookup_table, std::less<>> tables = {
        {"job_types", {{"heating", 7001}}}};
    for (const auto& row : rows) {
        const auto made = source::compile(json::parse(row.config), "");
        BOOST_REQUIRE_MESSAGE(made.has_value(), row.config);

        BOOST_TEST(made->read({lead, request, tables}).why == row.why, row.config);
    }
}
