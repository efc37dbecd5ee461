#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <thread>

#include "gateway/app.hpp"
#include "gateway/http/client.hpp"
#include "gateway/log.hpp"
#include "tests/e2e/proxy.hpp"
#include "tests/sandbox/server.hpp"
#include "tests/support/run.hpp"
#include "tests/support/signing.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_certificate.hpp"

namespace testing {

namespace asio = boost::asio;
namespace json = boost::json;
namespace http = gateway::http;

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

// A gateway with the shipped definitions and a connection for each of six of them, and the sandbox
// CRM that it delivers to, both in this process, on free ports, over TLS. A proxy between the two
// is called without.
class running_gateway {
public:
    running_gateway() {
        gateway::log::set_level(gateway::log::level::error);
        folder_.write("cert.pem", certificate_.certificate);
        folder_.write("key.pem", certificate_.key);
        sandbox::endpoint at;
        if (proxy_) {
            at.port = proxy_->sandbox_port;
        } else {
            at.certificate = (folder_.path() / "cert.pem").string();
            at.key = (folder_.path() / "key.pem").string();
        }
        sandbox::settings settings;
        settings.calls_per_second = 0;
        crm_ = std::make_unique<sandbox::server>(crm_io_, at, settings);
        crm_thread_ = std::thread([this] { crm_io_.run(); });
        write_configuration();
        start();
    }

    ~running_gateway() {
        stop();
        asio::post(crm_io_, [this] { crm_->stop(); });
        crm_thread_.join();
    }

    void start() {
        auto loaded = gateway::load_configuration(folder_.path() / "gateway.yaml");
        BOOST_REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
        app_ = std::make_unique<gateway::app>(std::move(*loaded));
        thread_ = std::thread([this] { ended_ = app_->run(); });
        await([this] { return is_listening(app_->door_port()); });
    }

    gateway::app::end stop() {
        if (!thread_.joinable()) return ended_;
        app_->request_stop();
        thread_.join();
        app_.reset();
        return ended_;
    }

    // Sends one request over TLS to the gateway's door and returns its answer.
    http::response send(const std::string& method, const std::string& path, http::fields headers,
                        const std::string& body) {
        return exchange(method, "https://127.0.0.1:" + std::to_string(app_->door_port()) + path,
                        std::move(headers), body);
    }

    http::response post(const std::string& connection, http::fields headers,
                        const std::string& body) {
        headers.push_back({"Content-Type", "application/json"});
        return send("POST", "/hooks/" + connection, std::move(headers), body);
    }

    http::response get_admin(const std::string& path) { return ask_admin("GET", path); }
    http::response post_admin(const std::string& path) { return ask_admin("POST", path); }

    http::response ask_admin(const std::string& method, const std::string& path) {
        return exchange(method, "http://127.0.0.1:" + std::to_string(app_->admin_port()) + path, {},
                        "");
    }

    // Posts the body as that partner signs it.
    http::response post_thumbtack(const std::string& body) {
        return post("thumbtack", {{"Authorization", "Basic " + to_base64("user:word")}}, body);
    }
    http::response post_calendly(const std::string& body) {
        const auto now = std::to_string(std::time(nullptr));
        return post("calendly",
                    {{"Calendly-Webhook-Signature",
                      "t=" + now + ",v1=" + to_hex(hmac_sha256("calendly-key", now + "." + body))}},
                    body);
    }
    http::response post_calcom(const std::string& body) {
        return post("calcom", {{"X-Cal-Signature-256", to_hex(hmac_sha256("calcom-key", body))}},
                    body);
    }
    http::response post_angi(const std::string& body) {
        return post("angi", {{"x-api-key", "angi-key"}}, body);
    }
    http::response post_google(const std::string& path, const std::string& body) {
        return post("google-actions-center" + path,
                    {{"Authorization", "Basic " + to_base64("user:word")}}, body);
    }
    http::response post_direct(const std::string& body, http::fields headers = {}) {
        headers.push_back({"Authorization", "Bearer direct-token"});
        return post("direct", std::move(headers), body);
    }

    // What the sandbox holds: [{"id", "externalId", ..., "contacts": [...]}].
    json::array bookings() { return ask_sandbox("GET", "/sandbox/bookings", "").as_array(); }
    void add_fault(const std::string& fault) { ask_sandbox("POST", "/sandbox/faults", fault); }
    void clear_faults() { ask_sandbox("DELETE", "/sandbox/faults", ""); }

    // The state of the event that was answered so, from its receipt.
    std::string state_of(const http::response& answered) {
        const auto receipt = http::find(answered.headers, "Webhook-Receipt");
        BOOST_REQUIRE(receipt);
        const auto status = send("GET", "/receipts/" + std::string(*receipt), {}, "");
        BOOST_REQUIRE_EQUAL(status.status, 200u);
        return json::parse(status.body).at("status").as_string().c_str();
    }

    // Asks again and again, up to 20 s, until the answer is yes; false if it never was.
    static bool becomes(const std::function<bool()>& is_so) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!is_so()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            pause();
        }
        return true;
    }

    void await(const std::function<bool()>& is_so,
               const boost::source_location& where = BOOST_CURRENT_LOCATION) {
        BOOST_REQUIRE_MESSAGE(becomes(is_so),
                              "never true: " << where.file_name() << ":" << where.line());
    }

    // Waits until the event of that answer is in the state.
    void await_state(const http::response& answered, const std::string& wanted,
                     const boost::source_location& where = BOOST_CURRENT_LOCATION) {
        BOOST_REQUIRE_MESSAGE(becomes([&] { return state_of(answered) == wanted; }),
                              "the event is " << state_of(answered) << ", not " << wanted << " ("
                                              << where.file_name() << ":" << where.line() << ")");
    }

    void write(const std::string& file, const std::string& content) {
        folder_.write(file, content);
    }

    gateway::app& process() { return *app_; }

private:
    void write_configuration() {
        namespace fs = std::filesystem;
        fs::copy(fs::path(SOURCE_FOLDER) / "config/providers", folder_.path() / "providers",
                 fs::copy_options::recursive);
        folder_.write("gateway.yaml",
                      "listen: {address: 127.0.0.1, port: 0, certificate: cert.pem, key: key.pem}\n"
                      "admin: {port: 0}\n"
                      "threads: 2\n"
                      "inbox: {path: inbox.db}\n"
                      "crm: {environment: {api: \"" +
                          (proxy_ ? proxy_->url : crm_->url()) + "\", auth: \"" + crm_->url() +
                          "\"}, ca_file: cert.pem}\n"
                          "tenants: {demo: {id: 1234567, client_id: {env: E2E_ID}, client_secret: "
                          "{env: E2E_SECRET}, app_key: {env: E2E_KEY}}}\n"
                          "delivery: {settle_time: 50ms, retry: {first: 20ms, most: 200ms}}\n"
                          "drain: {announce: 0s, grace: 10s}\n"
                          "log: {level: error}\n");
        ::setenv("E2E_ID", "cid.sandbox", 1);
        ::setenv("E2E_SECRET", "cs1.sandbox", 1);
        ::setenv("E2E_KEY", "ak1.sandbox", 1);
        write_connection("thumbtack", "credentials", "user:word");
        write_connection("calendly", "signing_key", "calendly-key");
        write_connection("calcom", "signing_key", "calcom-key");
        write_connection("angi", "api_key", "angi-key");
        write_connection("direct", "token", "direct-token");
        write_connection("google-actions-center", "credentials", "user:word");
    }

    void write_connection(const std::string& provider, const std::string& secret,
                          const std::string& value) {
        folder_.write("connections/" + provider + "-secret", value);
        folder_.write("connections/" + provider + ".yaml",
                      "provider: " + provider + "\ntenant: demo\nbooking_provider: 5678\n" +
                          "external_id_prefix: " + provider + "-\nsecrets: {" + secret +
                          ": {file: " + provider + "-secret}}\n");
    }

    json::value ask_sandbox(const std::string& method, const std::string& path,
                            const std::string& body) {
        const auto answer = exchange(method, crm_->url() + path, {}, body);
        BOOST_REQUIRE_MESSAGE(answer.status / 100 == 2, answer.body);
        return answer.body.empty() ? json::value() : json::parse(answer.body);
    }

    http::response exchange(const std::string& method, const std::string& url, http::fields headers,
                            const std::string& body) {
        asio::io_context io;
        http::client_options options;
        options.ca_file = (folder_.path() / "cert.pem").string();
        http::client sender(io, options);
        http::exchange result;
        run(io,
            [](http::client& through, std::string how, std::string where, http::fields with,
               std::string what, http::exchange& out) -> asio::awaitable<void> {
                out = co_await through.send(std::move(how), std::move(where), std::move(with),
                                            std::move(what));
            }(sender, method, url, std::move(headers), body, result));
        BOOST_REQUIRE_MESSAGE(result.what == http::fate::answered, url << ": " << result.error);
        return result.answer;
    }

    static bool is_listening(std::uint16_t port) {
        asio::io_context io;
        asio::ip::tcp::socket probe(io);
        boost::system::error_code refused;
        probe.connect({asio::ip::make_address("127.0.0.1"), port}, refused);
        return !refused;
    }

    // Gives the delivery time between two questions.
    static void pause() {
        asio::io_context io;
        asio::steady_timer timer(io, std::chrono::milliseconds(20));
        timer.wait();
    }

    const std::optional<proxy> proxy_ = proxy_of_environment();
    temporary_folder folder_;
    test_certificate certificate_ = make_test_certificate();
    asio::io_context crm_io_{1};
    std::unique_ptr<sandbox::server> crm_;
    std::thread crm_thread_;
    std::unique_ptr<gateway::app> app_;
    std::thread thread_;
    gateway::app::end ended_ = gateway::app::end::requested;
};

}  // namespace testing
