// The client of the CRM against the sandbox, over a socket: every operation of the contract once.
// Writes docs/crm-coverage.md, or says how to when it is not as it should be.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/url/parse.hpp>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "gateway/clock.hpp"
#include "gateway/crm/http_crm.hpp"
#include "gateway/metrics.hpp"
#include "tests/e2e/proxy.hpp"
#include "tests/sandbox/every_call.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/server.hpp"

namespace json = boost::json;
using gateway::crm_call;
using gateway::crm_result;

namespace {

constexpr std::int64_t tenant = 1234567;
const std::string tenant_path = "/crm/v2/tenant/1234567/";

// What the sandbox's tests call as paths, as the client's caller says it.
crm_call to_call(const sandbox::plain_call& plain) {
    const std::string text = tenant_path + plain.target;
    const auto target = boost::urls::parse_origin_form(text).value();
    const auto found =
        mapping::crm_contract().match(plain.method, std::string(target.encoded_path()));
    BOOST_REQUIRE_MESSAGE(found.has_value(), plain.method + " " + plain.target);
    crm_call call;
    call.operation = found->operation->id;
    call.path = found->path;
    call.path.erase("tenant");
    for (const auto& parameter : target.params()) call.query[parameter.key] = parameter.value;
    call.body = plain.body;
    return call;
}

struct connected_client {
    connected_client() : server(io, listening(), unhurried()) {
        gateway::crm_account account;
        account.tenant = "acme";
        account.tenant_id = tenant;
        account.client_id = "cid.sandbox";
        account.client_secret = "cs1.sandbox";
        account.app_key = "ak1.sandbox";
        account.where = gateway::environment{between ? between->url : server.url(), server.url()};
        upstream = gateway::make_http_crm(io, client, account, clock, metrics);
    }
    sandbox::endpoint listening() const {
        sandbox::endpoint at;
        if (between) at.port = between->sandbox_port;
        return at;
    }
    static sandbox::settings unhurried() {
        sandbox::settings wanted;
        wanted.calls_per_second = 0;
        return wanted;
    }

    crm_result perform(crm_call call) {
        std::optional<crm_result> got;
        boost::asio::co_spawn(io, upstream->perform(std::move(call)),
                              [&](const std::exception_ptr& failure, crm_result result) {
                                  if (failure) std::rethrow_exception(failure);
                                  got = std::move(result);
                              });
        while (!got) io.run_one();
        return *got;
    }
    crm_result perform(const std::string& method, const std::string& target,
                       const json::value& body = {}) {
        return perform(to_call({method, target, body}));
    }
    // "contacts/ID" of what was made there.
    std::string make(const std::string& kind, const json::value& body) {
        const crm_result made = perform("POST", kind, body);
        BOOST_REQUIRE_MESSAGE(made.what == crm_result::outcome::ok, made.error);
        return kind + "/" + std::string(made.body.at("id").as_string());
    }

    const std::optional<testing::proxy> between = testing::proxy_of_environment();
    boost::asio::io_context io;
    gateway::system_clock clock;
    gateway::metrics metrics;
    gateway::http::client client{io, {}};
    sandbox::server server;
    std::unique_ptr<gateway::crm> upstream;
};

std::string coverage(const std::map<std::string, int>& statuses) {
    std::ostringstream text;
    text << "# What is covered of the CRM\n\nEvery operation of "
            "[the contract](decisions/0013-the-contract-as-data.md): the client makes and checks "
            "its request, and the sandbox performs it. `tests/e2e/crm_client_test.cpp` calls "
            "each once, the one with the other over a socket, and writes this table; "
            "`sandbox_contract_test` calls each once too, and the last test of a row is about "
            "what the operation does. Each fails unless it has seen the operation "
            "succeed.\n\n"
            "| operation | call | client | sandbox | exercised by |\n|---|---|---|---|---|\n";
    for (const mapping::api_operation& one : mapping::crm_contract().operations()) {
        const auto status = statuses.find(one.id);
        const bool is_called = status != statuses.end();
        text << "| " << one.id << " | " << one.method << " `"
             << one.path.substr(std::string("/crm/v2/tenant/{tenant}").size()) << "` | "
             << (is_called ? "yes" : "") << " | "
             << (is_called && sandbox::handler_of(one.id) ? "yes" : "") << " | "
             << (is_called ? "crm_client_test, sandbox_contract_test, " + sandbox::test_of(one.id)
                           : "")
             << " |\n";
    }
    return text.str();
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_client_and_the_sandbox_understand_each_other_in_every_operation,
                        connected_client) {
    const std::string contact = make("contacts", {{"name", "Ada Example"}});
    const std::string method =
        make(contact + "/contact-methods", {{"type", "Email"}, {"value", "ada@example.test"}});
    std::map<std::string, int> statuses;
    for (const sandbox::plain_call& plain : sandbox::every_call(contact, method)) {
        const crm_call call = to_call(plain);
        const crm_result result = perform(call);
        BOOST_TEST((result.what == crm_result::outcome::ok), call.operation + ": " + result.error);
        if (result.what == crm_result::outcome::ok) statuses[call.operation] = result.status;
    }
    BOOST_TEST(statuses.size() == mapping::crm_contract().operations().size());

    const std::string path = std::string(SOURCE_FOLDER) + "/docs/crm-coverage.md";
    const std::string wanted = coverage(statuses);
    if (std::getenv("WRITE_DOCS")) std::ofstream(path) << wanted;
    std::ostringstream there;
    there << std::ifstream(path).rdbuf();
    BOOST_TEST((there.str() == wanted),
               "docs/crm-coverage.md is out of date: WRITE_DOCS=1 "
               "build/dev/tests/e2e/crm_client_test writes it");
}

// That they saw their operations succeed they check themselves.
BOOST_AUTO_TEST_CASE(every_test_that_the_table_names_is_there) {
    for (const mapping::api_operation& one : mapping::crm_contract().operations()) {
        const std::string test = sandbox::test_of(one.id);
        const std::string path = std::string(SOURCE_FOLDER) + "/tests/sandbox/" + test + ".cpp";
        BOOST_TEST(std::ifstream(path).good(), one.id + ": " + path);
    }
}
