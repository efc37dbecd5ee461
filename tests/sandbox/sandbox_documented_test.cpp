// The five operations that have reference pages of their own: each answer that those declare.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using sandbox::caller;
using sandbox::first_location;
namespace json = sandbox::json;

namespace {

// A customer 4000000001 with the contact 7500000001, its location 4500000001 with the contact
// 7500000002, and a contact with a GUID and a method.
struct furnished : caller {
    explicit furnished(const std::string& scope) : caller(with_scope(scope)) {
        headers_of_all();
        customer = sandbox::make_customer(*this);
        sandbox::make(*this, customer + "/contacts", sandbox::phone());
        sandbox::make(*this, first_location + "/contacts", sandbox::phone());
        contact = sandbox::make_contact(*this);
        method = sandbox::make(*this, contact + "/contact-methods", sandbox::phone());
        sign_in();
    }

    std::string customer, contact, method;

private:
    // Two accounts of the tenant: one for everything, and the caller's.
    static sandbox::settings with_scope(const std::string& scope) {
        sandbox::settings wanted;
        wanted.accounts.front().scopes = {scope};
        wanted.accounts.push_back({1234567, "cid.all", "cs1.all"});
        return wanted;
    }
    void headers_of_all() { sign_in("cid.all", "cs1.all"); }
};

// What was asked, and what is answered; `{}` stand for the ids in the target.
struct documented {
    std::string name, method, target, body;
    int status;
    std::string title{};  // of an error
};

void check(const documented& one, const std::string& scope, bool is_customer_active = true) {
    furnished client(scope);
    if (!is_customer_active) {
        client.sign_in("cid.all", "cs1.all");
        sandbox::deactivate(client, client.customer);
        sandbox::deactivate(client, first_location);
        client.sign_in();
    }
    std::string target = one.target;
    for (const auto& [place, path] :
         {std::pair<std::string, std::string>{"{contact}", client.contact},
          {"{method}", client.method}})
        if (const auto at = target.find(place); at != target.npos)
            target.replace(at, place.size(), path);

    const auto answered = client.call(one.method, target, one.body);

    BOOST_TEST_CONTEXT(one.name << ": " << answered.body) {
        BOOST_TEST(answered.status == one.status);
        if (!one.title.empty()) BOOST_TEST(sandbox::title_of(answered) == one.title);
    }
}

const std::string invalid = "One or more validation errors occurred.";
const std::string nowhere = sandbox::guid_of(4711);

}  // namespace

BOOST_AUTO_TEST_CASE(contacts_update) {
    const std::string scope = "tn.crm.contacts:w", body = R"({"isArchived": true})";
    check({"changed", "PATCH", "{contact}", body, 200}, scope);
    check({"without isArchived", "PATCH", "{contact}", R"({"name": "Ada"})", 400, invalid}, scope);
    check({"no GUID", "PATCH", "contacts/7", body, 400, invalid}, scope);
    check({"not granted", "PATCH", "{contact}", body, 403,
           "Scope validation failed for PATCH /crm/v2/tenant/{tenant}/contacts/{id}"},
          "tn.crm.contacts:r");
    check({"unknown", "PATCH", "contacts/" + nowhere, body, 404,
           "Contact with id " + nowhere + " was not found."},
          scope);
}

BOOST_AUTO_TEST_CASE(contact_methods_upsert_contact_method) {
    const std::string scope = "tn.crm.contacts:w",
                      body = R"({"type": "Email", "value": "ada@example.test"})";
    const std::string another = "{contact}/contact-methods/" + nowhere;
    check({"replaced", "PUT", "{method}", body, 200}, scope);
    check({"made", "PUT", another, body, 200}, scope);
    check({"without a value", "PUT", "{method}", R"({"type": "Email"})", 400, invalid}, scope);
    check({"no such type", "PUT", "{method}", R"({"type": "Pager", "value": "1"})", 400, invalid},
          scope);
    check({"not granted", "PUT", "{method}", body, 403}, "tn.crm.customers:w");
    check({"unknown contact", "PUT", "contacts/" + nowhere + "/contact-methods/" + nowhere, body,
           404, "Contact with id " + nowhere + " was not found."},
          scope);
}

BOOST_AUTO_TEST_CASE(locations_delete_contact) {
    const std::string scope = "tn.crm.locations:w", path = first_location + "/contacts/";
    check({"deleted", "DELETE", path + "7500000002", "", 200}, scope);
    check({"no id", "DELETE", path + "0", "", 400, invalid}, scope);
    check({"not granted", "DELETE", path + "7500000002", "", 403}, "tn.crm.locations:r");
    check({"unknown contact", "DELETE", path + "7500000001", "", 404,
           "Contact with id 7500000001 was not found."},
          scope);
    check({"unknown location", "DELETE", "locations/7/contacts/7500000002", "", 404,
           "Location with id 7 was not found."},
          scope);
    check({"inactive location", "DELETE", path + "7500000002", "", 409,
           "Location ID = 4500000001 is not active"},
          scope, false);
}

BOOST_AUTO_TEST_CASE(customers_get_contact_list) {
    const std::string scope = "tn.crm.customers:r", path = "customers/4000000001/contacts";
    check({"listed", "GET", path + "?page=1&pageSize=1&includeTotal=true", "", 200}, scope);
    check({"no page", "GET", path + "?page=0", "", 400, invalid}, scope);
    check({"not granted", "GET", path, "", 403}, "tn.crm.customers:w");
    check({"unknown", "GET", "customers/7/contacts", "", 404, "Customer with id 7 was not found."},
          scope);
    check({"inactive", "GET", path, "", 409, "Customer ID = 4000000001 is not active"}, scope,
          false);
}

BOOST_AUTO_TEST_CASE(customers_update_contact) {
    const std::string scope = "tn.crm.customers:w",
                      path = "customers/4000000001/contacts/7500000001",
                      body = R"({"type": "MobilePhone", "value": "9375550144"})";
    check({"changed", "PATCH", path, body, 200}, scope);
    check({"null", "PATCH", path, R"({"value": null})", 400, invalid}, scope);
    check({"half of the preferences", "PATCH", path,
           R"({"preferences": {"jobRemindersEnabled": true}})", 400, invalid},
          scope);
    check({"not granted", "PATCH", path, body, 403}, "tn.crm.contacts:w");
    check({"unknown contact", "PATCH", "customers/4000000001/contacts/7500000002", body, 404,
           "Contact with id 7500000002 was not found."},
          scope);
    check({"inactive", "PATCH", path, body, 409, "Customer ID = 4000000001 is not active"}, scope,
          false);
}
