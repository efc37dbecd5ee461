#include "gateway/crm/token_source.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <iterator>
#include <sstream>

#include "gateway/crm/retry_after.hpp"
#include "gateway/http/request_rules.hpp"
#include "gateway/log.hpp"
#include "mapping/json.hpp"

namespace gateway {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;
using outcome = access_token::outcome;

// Used when the endpoint does not say; ServiceTitan's tokens live that long.
constexpr seconds usual_life = 900s;
constexpr seconds longest_life = 24h;

// How long the endpoint is left alone after a failure. Refused credentials stay refused until a
// person changes them; an outage may be over at once.
constexpr milliseconds pause_after_refusal = 10s;
constexpr milliseconds pause_after_outage = 1s;

std::string encoded(const std::string& text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string form_of(const client_credentials& credentials) {
    return "grant_type=client_credentials&client_id=" + encoded(credentials.client_id) +
           "&client_secret=" + encoded(credentials.client_secret);
}

access_token failure(outcome what, std::string error) {
    access_token none;
    none.what = what;
    none.error = "token endpoint: " + std::move(error);
    return none;
}

// The error code of the body, one of a small set; its description might repeat what we sent.
std::string error_code_in(const std::string& body) {
    const auto parsed = mapping::parse_json(body);
    if (!parsed || !parsed->is_object()) return "";
    const auto* code = parsed->as_object().if_contains("error");
    if (!code || !code->is_string()) return "";
    const std::string text(code->as_string());
    const bool plain = text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || c == '_';
                       });
    return plain ? " " + text : "";
}

access_token read_failure(const http::response& answer, mapping::timestamp now) {
    const bool refused = answer.status == 400 || answer.status == 401 || answer.status == 403;
    access_token none = failure(refused ? outcome::refused : outcome::unavailable,
                                std::to_string(answer.status) + error_code_in(answer.body));
    if (const auto asked = http::find(answer.headers, "Retry-After"))
        none.retry_after = parse_retry_after(*asked, now);
    return none;
}

seconds life_in(const boost::json::object& body) {
    const auto* given = body.if_contains("expires_in");
    if (!given || !given->is_int64()) return usual_life;
    return seconds(std::clamp<std::int64_t>(given->as_int64(), 1, longest_life.count()));
}

// RFC 6749 3.3: words with spaces between.
std::set<std::string> scopes_in(const boost::json::object& body) {
    const auto* given = body.if_contains("scope");
    if (!given || !given->is_string()) return {};
    std::istringstream words(std::string(given->get_string()));
    return {std::istream_iterator<std::string>(words), {}};
}

struct reading {
    access_token token;
    seconds life{0};  // of a granted one
};

reading read_grant(const http::response& answer) {
    const auto parsed = mapping::parse_json(answer.body);
    const auto* body = parsed ? parsed->if_object() : nullptr;
    const auto* text = body ? body->if_contains("access_token") : nullptr;
    if (!text || !text->is_string() || text->as_string().empty() ||
        !http::is_field_value(text->as_string()))
        return {failure(outcome::unavailable, "a success without a token"), 0s};

    access_token token;
    token.what = outcome::granted;
    token.text = text->as_string();
    token.scopes = scopes_in(*body);
    return {std::move(token), life_in(*body)};
}

reading read_answer(const http::exchange& reply, mapping::timestamp now) {
    if (reply.what != http::fate::answered) return {failure(outcome::unavailable, reply.error), 0s};
    if (reply.answer.status == 200) return read_grant(reply.answer);
    return {read_failure(reply.answer, now), 0s};
}

milliseconds pause_after(const access_token& failed) {
    const milliseconds least =
        failed.what == outcome::refused ? pause_after_refusal : pause_after_outage;
    return std::max(least, failed.retry_after.value_or(0ms));
}

access_token granted(std::string text) {
    access_token token;
    token.what = outcome::granted;
    token.text = std::move(text);
    return token;
}

}  // namespace

// Marks the time from a request's start to its end, however it ends: when the coroutine that asks
// is cancelled, the first of those that wait for it asks in its place.
class token_source::asking {
public:
    explicit asking(token_source& of) : of_(of) { of_.asking_ = true; }
    ~asking() {
        of_.asking_ = false;
        of_.asked_.cancel();
    }
    asking(const asking&) = delete;

private:
    token_source& of_;
};

token_source::token_source(asio::io_context& io, http::client& client,
                           client_credentials credentials, std::string tenant, const clock& time,
                           metrics& counters)
    : client_(client),
      credentials_(std::move(credentials)),
      tenant_(std::move(tenant)),
      clock_(time),
      metrics_(counters),
      asked_(io, asio::steady_timer::time_point::max()) {}

// A clock that was set back does not prolong the pause.
bool token_source::may_ask(mapping::timestamp now) const {
    if (asking_) return false;
    return !failed_ || now < *failed_ || now - *failed_ >= pause_after(failure_);
}

asio::awaitable<access_token> token_source::get() {
    while (true) {
        const mapping::timestamp now = clock_.now();
        if (token_ && now < token_->renew) co_return granted(token_->text);
        if (may_ask(now)) break;
        if (token_ && now < token_->expires) co_return granted(token_->text);
        if (!asking_) co_return failure_;
        co_await asked_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return co_await ask();
}

asio::awaitable<access_token> token_source::ask() {
    const asking until_answered(*this);
    const mapping::timestamp started = clock_.now();
    std::string method = "POST";
    http::fields headers{{"Content-Type", "application/x-www-form-urlencoded"},
                         {"Accept", "application/json"}};
    std::string form = form_of(credentials_);
    const http::exchange reply = co_await client_.send(std::move(method), credentials_.token_url,
                                                       std::move(headers), std::move(form));

    // Whoever cancelled us said nothing about the endpoint: those who wait ask for themselves.
    const asio::cancellation_state stop = co_await asio::this_coro::cancellation_state;
    const bool cancelled = stop.cancelled() != asio::cancellation_type::none;
    if (cancelled && reply.what != http::fate::answered)
        co_return failure(outcome::unavailable, "cancelled");

    reading got = read_answer(reply, clock_.now());
    const bool worked = got.token.what == outcome::granted;
    metrics_.token_refreshed(tenant_, worked);
    if (worked) {
        // Counted from before the request: the token may be as old as that.
        const mapping::timestamp expires = started + got.life;
        const milliseconds margin = std::min<milliseconds>(60s, milliseconds(got.life) / 5);
        token_ = held{got.token.text, expires - margin, expires};
        failed_.reset();
        metrics_.token_expires(tenant_,
                               std::chrono::duration<double>(expires.time_since_epoch()).count());
        co_return std::move(got.token);
    }

    failure_ = std::move(got.token);
    failed_ = clock_.now();
    log::warn("crm.no_token", {{"tenant", tenant_},
                               {"refused", failure_.what == outcome::refused},
                               {"error", failure_.error}});
    if (token_ && *failed_ < token_->expires) co_return granted(token_->text);
    co_return failure_;
}

void token_source::invalidate(std::string_view text) {
    if (token_ && token_->text == text) token_.reset();
}

}  // namespace gateway
