#include "gateway/delivery/drift_watch.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using gateway::drift_watch;
using namespace std::chrono_literals;

namespace {

constexpr mapping::timestamp noon{1'800'000'000s};

struct fixture {
    // As a delivery does it.
    void see(const std::string& body, mapping::timestamp when = noon) {
        const auto hook = testing::posted(body);
        const auto document = through->decode(hook).value();
        const auto part = through->part_of(document, {}).value();
        watch.saw(*through, *part.item, through->trace(hook, part, {}), when);
    }
    json::value told() const { return watch.to_json().as_object().at("acme-plain"); }
    std::string absent() const {
        std::string all;
        const json::value now = told();
        for (const json::value& one : now.at("absent").as_array())
            all += std::string(one.at("field").as_string()) + " from " +
                   std::string(one.at("from").as_string()) + ": " +
                   std::to_string(one.at("events").as_int64()) + "; ";
        return all;
    }
    std::string news() const {
        std::string all;
        const json::value now = told();
        for (const json::value& one : now.at("new_members").as_array())
            all += std::string(one.at("member").as_string()) + " ";
        return all;
    }
    bool shows(const std::string& series_and_value) const {
        return series.expose().find(series_and_value) != std::string::npos;
    }

    std::shared_ptr<const providers::connection> through =
        testing::connected(testing::plain_definition());
    gateway::metrics series;
    drift_watch watch{series};
};

const std::string whole =
    R"({"type": "new", "id": "b", "name": "Ada", "text": "Leak", "email": "a@example.com", "category": "x"})";

}  // namespace

BOOST_FIXTURE_TEST_CASE(counts_in_how_many_events_a_field_found_nothing, fixture) {
    see(whole);
    see(R"({"type": "new", "id": "b", "name": "Ada", "text": "Leak", "category": "x"})");
    see(R"({"type": "new", "id": "b", "name": "Ada", "text": " ", "category": "x"})");
    see(whole);

    BOOST_TEST(told().at("events").as_int64() == 4);
    BOOST_TEST(absent() ==
               "/contacts/0/value from /email: 2; /jobTypeId from /category: 4; "
               "/summary from /text: 1; ");
    BOOST_TEST(told().at("absent").at(0).at("share").as_double() == 0.5);
    BOOST_TEST(shows(R"(mapped_events_total{connection="acme-plain"} 4)"));
    BOOST_TEST(shows(R"(mapped_absent_total{connection="acme-plain",field="/summary"} 1)"));
}

BOOST_FIXTURE_TEST_CASE(tells_of_members_that_never_came_before_and_keeps_no_value, fixture) {
    see(whole);
    see(R"({"type": "new", "id": "b", "tip": {"cents": 500}, "text": "hush"})", noon + 1min);
    see(R"({"type": "new", "id": "b", "tip": {"cents": 700}})");

    BOOST_TEST(news() == "/category /email /id /name /text /tip /tip/cents /type ");
    BOOST_TEST(shows(R"(new_members_total{connection="acme-plain"} 8)"));
    const std::string all = json::serialize(watch.to_json());
    for (const char* value : {"Ada", "Leak", "hush", "500"})
        BOOST_TEST(all.find(value) == std::string::npos, value);
}

BOOST_FIXTURE_TEST_CASE(what_the_examples_have_is_no_news, fixture) {
    auto definition = std::make_shared<providers::definition>(through->provider());
    definition->members_of_examples = {"/type", "/id", "/name", "/text", "/email", "/category"};
    through = providers::connection::make(definition, testing::plain_settings()).value();

    see(whole);
    see(R"({"type": "new", "id": "b", "tip": 1})");

    BOOST_TEST(news() == "/tip ");
}

BOOST_FIXTURE_TEST_CASE(a_definition_that_was_read_again_is_counted_anew, fixture) {
    see("{}");
    through = testing::connected(testing::plain_definition());
    see(whole);

    BOOST_TEST(told().at("events").as_int64() == 1);
    BOOST_TEST(absent() == "/jobTypeId from /category: 1; ");
}
