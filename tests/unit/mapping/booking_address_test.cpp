#include <boost/test/unit_test.hpp>

#include "drafts.hpp"

using mapping::errc;
using namespace testing;

BOOST_AUTO_TEST_CASE(normalises_an_address_of_the_united_states) {
    auto draft = addressed_draft();
    draft.zip = {2134, "/zip"};
    draft.state = {" massachusetts", "/state"};
    draft.country = {"United States", "/country"};
    draft.unit = {};

    BOOST_TEST(
        member_of(json_of(draft), "address") ==
        R"({"street":"12 Elm St","city":"Springfield","state":"MA","zip":"02134","country":"USA"})");
}

BOOST_AUTO_TEST_CASE(leaves_an_address_of_elsewhere_as_it_is) {
    auto draft = addressed_draft();
    draft.state = {"Ontario", "/state"};
    draft.zip = {"M5V 2T6", "/zip"};
    draft.country = {};
    draft.unit = {};

    BOOST_TEST(member_of(json_of(draft, {"CA", "America/Toronto"}), "address") ==
               R"({"street":"12 Elm St","city":"Springfield","state":"Ontario","zip":"M5V 2T6",)"
               R"("country":"Canada"})");
}

BOOST_AUTO_TEST_CASE(takes_a_one_line_address_apart_where_parts_are_missing) {
    auto draft = least_draft();
    draft.has_address = true;
    draft.one_line_address = {"742 Evergreen Ter Apt 2, Springfield, OR 97477", "/line"};

    BOOST_TEST(member_of(json_of(draft), "address") ==
               R"({"street":"742 Evergreen Ter","unit":"Apt 2","city":"Springfield","state":"OR",)"
               R"("zip":"97477","country":"USA"})");

    draft.street = {"1 Main St", "/street"};
    draft.zip = {"97478", "/zip"};

    BOOST_TEST(
        member_of(json_of(draft), "address") ==
        R"({"street":"1 Main St","city":"Springfield","state":"OR","zip":"97478","country":"USA"})");
}

BOOST_AUTO_TEST_CASE(puts_an_address_that_is_not_whole_into_the_summary) {
    auto draft = addressed_draft();
    draft.city = {" ", "/city"};
    draft.zip = {"unknown", "/zip"};

    const auto made = json_of(draft);

    BOOST_TEST(member_of(made, "address") == "absent");
    BOOST_TEST(made.at("summary").as_string() ==
               "Leaking tap\nThe address given is not complete and was left out: "
               "12 Elm St, Apt 4, oregon unknown");
}

BOOST_AUTO_TEST_CASE(puts_a_one_line_address_that_is_not_certain_into_the_summary) {
    auto draft = least_draft();
    draft.has_address = true;
    draft.one_line_address = {"742 Evergreen Ter\nbehind the mill", "/line"};
    draft.country = {"USA", ""};

    const auto made = json_of(draft);

    BOOST_TEST(member_of(made, "address") == "absent");
    BOOST_TEST(made.at("summary").as_string() ==
               "Leaking tap\nThe address given is not complete and was left out: "
               "742 Evergreen Ter behind the mill");
}

BOOST_AUTO_TEST_CASE(keeps_a_one_line_address_of_elsewhere_whole_in_the_summary) {
    auto draft = least_draft();
    draft.has_address = true;
    draft.one_line_address = {"111 Wellington St, Ottawa, ON K1A 0A9, Canada", "/line"};

    for (const char* region : {"US", "CA"}) {
        const auto made = json_of(draft, {region, "America/Toronto"});

        BOOST_TEST(member_of(made, "address") == "absent");
        BOOST_TEST(made.at("summary").as_string() ==
                   "Leaking tap\nThe address given is not complete and was left out: "
                   "111 Wellington St, Ottawa, ON K1A 0A9, Canada");
    }
}

BOOST_AUTO_TEST_CASE(names_the_parts_at_fault_when_nothing_else_is_left) {
    auto draft = addressed_draft();
    draft.contacts.clear();
    draft.city = {nullptr, "/city"};
    draft.zip = {"unknown", "/zip"};

    const auto all = refusal_of(draft);

    BOOST_REQUIRE(all.size() == 3u);
    BOOST_TEST(((all[0].code == errc::missing) && all[0].where == "/address/city"));
    BOOST_TEST(((all[1].code == errc::malformed) && all[1].where == "/address/zip"));
    BOOST_TEST(((all[2].code == errc::missing) && all[2].where == "/contacts"));
    BOOST_TEST(all[0].from == "/city");
    BOOST_TEST(all[1].from == "/zip");
    BOOST_TEST(to_text(all).find("unknown") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(says_nothing_of_an_address_that_nobody_gave) {
    auto draft = least_draft();
    draft.has_address = true;
    draft.street = {nullptr, "/street"};
    draft.state = {"OR", ""};
    draft.country = {"USA", ""};

    const auto made = json_of(draft);

    BOOST_TEST(member_of(made, "address") == "absent");
    BOOST_TEST(member_of(made, "summary") == R"("Leaking tap")");
}

BOOST_AUTO_TEST_CASE(a_part_that_is_not_a_text_always_fails) {
    auto draft = addressed_draft();
    draft.street = {boost::json::array{"12 Elm St"}, "/street"};

    const auto all = refusal_of(draft);

    BOOST_TEST(all.size() == 1u);
    BOOST_TEST((all[0].code == errc::wrong_type));
    BOOST_TEST(all[0].where == "/address/street");
}
