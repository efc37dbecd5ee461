#include <boost/test/unit_test.hpp>

#include "drafts.hpp"

using mapping::errc;
using namespace testing;

namespace {

boost::json::object made_with(std::vector<mapping::drafted_contact> contacts) {
    auto draft = addressed_draft();
    draft.contacts = std::move(contacts);
    return json_of(draft);
}

}  // namespace

BOOST_AUTO_TEST_CASE(normalises_contacts) {
    const struct {
        const char* type;
        boost::json::value value, memo;
        const char* expected;
    } table[] = {
        {"Phone", "+1 (404) 555-1234", nullptr, R"([{"type":"Phone","value":"4045551234"}])"},
        {"phone", 4045551234, " ", R"([{"type":"Phone","value":"4045551234"}])"},
        {"MobilePhone", "404.555.1234", "home",
         R"([{"type":"MobilePhone","value":"4045551234","memo":"home"}])"},
        {"Phone", "4045551234 ext. 12", nullptr,
         R"([{"type":"Phone","value":"4045551234","memo":"ext. 12"}])"},
        {"Phone", "4045551234 ext. 12", "Thumbtack",
         R"([{"type":"Phone","value":"4045551234","memo":"Thumbtack, ext. 12"}])"},
        {"Phone", "+44 20 7946 0958", nullptr, R"([{"type":"Phone","value":"+442079460958"}])"},
        {"Fax", "(404) 555-1234", nullptr, R"([{"type":"Fax","value":"4045551234"}])"},
        {"Email", " Dana.Reyes+x@mail.example.com ", nullptr,
         R"([{"type":"Email","value":"Dana.Reyes+x@mail.example.com"}])"},
        {"Phone", "2222222222", nullptr, R"([{"type":"Phone","value":"2222222222"}])"},
    };
    for (const auto& row : table) {
        const auto made = made_with({contact_draft(row.type, row.value, row.memo)});

        BOOST_TEST(member_of(made, "contacts") == row.expected);
        BOOST_TEST(member_of(made, "summary") == R"("Leaking tap")");
    }
}

BOOST_AUTO_TEST_CASE(drops_empty_contacts_in_silence) {
    const auto made =
        made_with({contact_draft("Phone", ""), contact_draft("Email", nullptr, "memo"),
                   contact_draft(nullptr, " ")});

    BOOST_TEST(member_of(made, "contacts") == "absent");
    BOOST_TEST(member_of(made, "summary") == R"("Leaking tap")");
}

BOOST_AUTO_TEST_CASE(merges_duplicates_with_their_memos) {
    const auto made = made_with({
        contact_draft("Phone", "4045551234", "home"),
        contact_draft("Phone", "+1 404 555 1234", "work"),
        contact_draft("Phone", "404-555-1234", "home"),
        contact_draft("MobilePhone", "4045551234"),
        contact_draft("Email", "Dana@example.com"),
        contact_draft("Email", "dana@example.com", "later"),
    });

    BOOST_TEST(member_of(made, "contacts") ==
               R"([{"type":"Phone","value":"4045551234","memo":"home, work"},)"
               R"({"type":"MobilePhone","value":"4045551234"},)"
               R"({"type":"Email","value":"Dana@example.com","memo":"later"}])");
}

BOOST_AUTO_TEST_CASE(keeps_what_it_cannot_use_in_the_summary) {
    const struct {
        const char* type;
        const char* value;
        const char* memo;
        const char* note;
    } table[] = {
        {"Phone", "555-0142", "",
         "The phone number given could not be read and was left out: 555-0142"},
        {"MobilePhone", "1234567890", "home",
         "The phone number given is a placeholder and was left out: 1234567890 (home)"},
        {"Fax", "none", "", "The fax number given could not be read and was left out: none"},
        {"Email", "dana at example.com", "",
         "The e-mail address given could not be read and was left out: dana at example.com"},
        {"Pager", "4045551234", "", "A contact of no known type was given: 4045551234"},
    };
    for (const auto& row : table) {
        const auto made = made_with({contact_draft(row.type, row.value, row.memo)});

        BOOST_TEST(member_of(made, "contacts") == "absent");
        BOOST_TEST(made.at("summary").as_string() == std::string("Leaking tap\n") + row.note);
    }
}

BOOST_AUTO_TEST_CASE(names_the_contacts_at_fault_when_nothing_else_is_left) {
    auto draft = least_draft();
    draft.contacts = {contact_draft("Phone", "555-0142", nullptr, "/contacts/0"),
                      contact_draft("Phone", "0000000000", nullptr, "/contacts/1"),
                      contact_draft("Email", "nobody", nullptr, "/contacts/2"),
                      contact_draft(nullptr, "4045551234", nullptr, "/contacts/3")};

    const auto all = refusal_of(draft);

    BOOST_REQUIRE(all.size() == 5u);
    BOOST_TEST(((all[0].code == errc::malformed) && all[0].where == "/contacts/0/value"));
    BOOST_TEST(((all[1].code == errc::not_allowed) && all[1].where == "/contacts/1/value"));
    BOOST_TEST(((all[2].code == errc::malformed) && all[2].where == "/contacts/2/value"));
    BOOST_TEST(((all[3].code == errc::missing) && all[3].where == "/contacts/3/type"));
    BOOST_TEST(((all[4].code == errc::missing) && all[4].where == "/contacts"));
    BOOST_TEST(all[0].from == "/phone");
    BOOST_TEST(to_text(all).find("555") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_usable_contact_is_enough) {
    auto draft = least_draft();
    draft.contacts = {contact_draft("Email", "nobody"), contact_draft("Phone", "4045551234")};

    BOOST_TEST(member_of(json_of(draft), "contacts") ==
               R"([{"type":"Phone","value":"4045551234"}])");
}

BOOST_AUTO_TEST_CASE(a_contact_that_is_not_a_text_always_fails) {
    auto draft = addressed_draft();
    draft.contacts = {contact_draft("Phone", boost::json::object{{"number", 1}})};

    const auto all = refusal_of(draft);

    BOOST_TEST(all.size() == 1u);
    BOOST_TEST((all[0].code == errc::wrong_type));
    BOOST_TEST(all[0].where == "/contacts/0/value");
}

BOOST_AUTO_TEST_CASE(tells_email_addresses_by_their_shape) {
    for (const char* good : {"a@b.co", "a.b+c@d-e.f.example", "\xC3\xA9@example.com"})
        BOOST_TEST(made_with({contact_draft("Email", good)}).contains("contacts"), good);
    for (const char* bad : {"a", "@b.co", "a@", "a@b", "a@.b", "a@b.", "a@b..co", "a b@c.de",
                            "a@b@c.de", "Dana <a@b.co>", "a@b.co, c@d.ef"})
        BOOST_TEST(!made_with({contact_draft("Email", bad)}).contains("contacts"), bad);
}
