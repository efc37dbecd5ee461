#include "gateway/admin/admin_api.hpp"

#include <openssl/crypto.h>

#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/log.hpp"

namespace gateway {

namespace asio = boost::asio;

namespace {

http::response plain(unsigned status, std::string text,
                     std::string type = "text/plain; charset=utf-8") {
    http::response answer;
    answer.status = status;
    answer.headers.push_back({"Content-Type", std::move(type)});
    answer.headers.push_back({"Cache-Control", "no-store"});
    answer.body = std::move(text);
    return answer;
}

// The receipt in a path such as "/api/dead-letters/{receipt}/replay"; "" for any other path.
std::string receipt_between(std::string_view before, std::string_view path,
                            std::string_view after) {
    if (!path.starts_with(before) || !path.ends_with(after)) return {};
    if (path.size() <= before.size() + after.size()) return {};
    return std::string(path.substr(before.size(), path.size() - before.size() - after.size()));
}

}  // namespace

admin_api::admin_api(inbox& store, const clock& time, metrics& series, const drift_watch& drift,
                     const std::atomic<bool>& draining, std::string token)
    : inbox_(store),
      clock_(time),
      metrics_(series),
      drift_(drift),
      draining_(draining),
      token_(std::move(token)) {}

http::service admin_api::service() {
    http::service wired;
    wired.admit = [](const http::request&) { return http::service::admission(); };
    wired.handle = [this](http::request message) { return answer(std::move(message)); };
    wired.refuse = [](unsigned status, std::string_view reason) {
        return plain(status, std::string(reason) + "\n");
    };
    wired.answered = [](const http::request&, unsigned, std::chrono::nanoseconds) {};
    wired.connections_changed = [](int) {};
    wired.refused_at_wire = [](std::string_view) {};
    return wired;
}

bool admin_api::is_authorized(const http::request& message) const {
    if (token_.empty()) return true;
    const std::string expected = "Bearer " + token_;
    const auto given = http::find(message.headers, "Authorization");
    return given && given->size() == expected.size() &&
           CRYPTO_memcmp(given->data(), expected.data(), expected.size()) == 0;
}

asio::awaitable<http::response> admin_api::answer(http::request message) {
    const std::string path(message.path());
    const bool asks = message.method == "GET" || message.method == "HEAD";
    // The process lives as long as this thread answers; nothing else is asked.
    if (asks && path == "/livez") co_return plain(200, "ok\n");
    if (!is_authorized(message)) co_return plain(401, "the admin token is missing or wrong\n");
    if (asks) co_return co_await show(path);
    if (message.method != "POST") co_return plain(405, "GET and POST are allowed here\n");
    std::string who = "admin API from " + message.peer;
    std::string dead_letter = receipt_between("/api/dead-letters/", path, "/replay");
    if (!dead_letter.empty()) co_return co_await replay(std::move(dead_letter), std::move(who));
    std::string missing = receipt_between("/api/missing/", path, "/requeue");
    if (!missing.empty()) co_return co_await requeue(std::move(missing), std::move(who));
    co_return plain(404,
                    "there are /api/dead-letters/{receipt}/replay and "
                    "/api/missing/{receipt}/requeue\n");
}

asio::awaitable<http::response> admin_api::show(std::string path) {
    if (path == "/readyz") co_return co_await readiness();
    if (path == "/metrics")
        co_return plain(200, metrics_.expose(), "text/plain; version=0.0.4; charset=utf-8");
    if (path == "/api/drift")
        co_return plain(200, boost::json::serialize(drift_.to_json()), "application/json");
    co_return plain(404, "there are /livez, /readyz, /metrics and /api/drift\n");
}

asio::awaitable<http::response> admin_api::replay(std::string receipt, std::string who) {
    const timestamp now = clock_.now();
    const bool replayed = co_await inbox_.replay(receipt, who, now);
    if (!replayed) co_return plain(404, "there is no dead letter of that receipt\n");
    log::info("dead_letter.replayed", {{"receipt", receipt}, {"who", who}});
    co_return plain(202, "replaying\n");
}

asio::awaitable<http::response> admin_api::requeue(std::string receipt, std::string who) {
    const timestamp now = clock_.now();
    const bool requeued = co_await inbox_.requeue_missing(receipt, who, now);
    if (!requeued)
        co_return plain(404,
                        "that is not the event that wrote its booking's link last, or one of the "
                        "booking is being delivered just now, or its request is not kept any "
                        "more\n");
    log::info("missing.requeued", {{"receipt", receipt}, {"who", who}});
    co_return plain(202, "delivering it again\n");
}

// Ready means: a webhook that came now would be stored. The CRM has no say in that.
asio::awaitable<http::response> admin_api::readiness() {
    if (draining_) co_return plain(503, "draining\n");
    bool writable = false;
    try {
        writable = co_await inbox_.is_writable();
    } catch (const std::exception& e) {
        log::error("inbox.not_writable", {{"error", e.what()}});
    }
    if (!writable) co_return plain(503, "the inbox cannot be written\n");
    co_return plain(200, "ok\n");
}

}  // namespace gateway
