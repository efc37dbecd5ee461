#include "gateway/crm/http_crm.hpp"

#include <chrono>
#include <stdexcept>

#include "gateway/crm/answer.hpp"
#include "gateway/crm/request.hpp"
#include "gateway/crm/token_source.hpp"
#include "gateway/http/request_rules.hpp"
#include "gateway/http/url.hpp"

namespace gateway {

namespace asio = boost::asio;

namespace {

crm_result without_token(const access_token& none) {
    using outcome = crm_result::outcome;
    crm_result result;
    const bool refused = none.what == access_token::outcome::refused;
    result.what = refused ? outcome::unauthorized : outcome::not_sent;
    result.error = none.error;
    result.retry_after = none.retry_after;
    return result;
}

crm_result breaks_the_contract(const mapping::problems& wrong) {
    crm_result result;
    result.what = crm_result::outcome::invalid;
    result.error = mapping::to_text(wrong);
    return result;
}

class http_crm final : public crm {
public:
    http_crm(asio::io_context& io, http::client& client, const crm_account& account,
             const clock& time, metrics& counters)
        : client_(client),
          account_(account),
          clock_(time),
          metrics_(counters),
          tokens_(io, client,
                  client_credentials{account.where.token_url(), account.client_id,
                                     account.client_secret},
                  account.tenant, time, counters) {}

    std::int64_t tenant_id() const noexcept override { return account_.tenant_id; }

    asio::awaitable<crm_result> perform(crm_call call) override {
        const auto started = std::chrono::steady_clock::now();
        const auto request = to_request(call, account_.tenant_id);
        if (!request) co_return breaks_the_contract(request.error());
        const access_token token = co_await tokens_.get();
        crm_result result = co_await ask(*request, token);

        // A call with a token that the CRM does not accept was not processed: it may be sent again.
        if (result.status == 401) {
            tokens_.invalidate(token.text);
            const access_token renewed = co_await tokens_.get();
            result = co_await ask(*request, renewed);
        }

        const auto took = std::chrono::steady_clock::now() - started;
        result.took = std::chrono::duration_cast<std::chrono::milliseconds>(took);
        co_return result;
    }

private:
    asio::awaitable<crm_result> ask(const crm_request& request, const access_token& token) {
        if (token.what != access_token::outcome::granted) co_return without_token(token);

        std::string url = account_.where.api_url + request.target;
        http::fields headers = headers_of(request, token);
        const auto started = std::chrono::steady_clock::now();
        const std::string& method = request.operation->method;
        const http::exchange reply =
            co_await client_.send(method, std::move(url), std::move(headers), request.body);
        count(request.operation->id, reply, std::chrono::steady_clock::now() - started);
        co_return to_result(*request.operation, reply, clock_.now());
    }

    http::fields headers_of(const crm_request& request, const access_token& token) const {
        http::fields headers{{"Authorization", "Bearer " + token.text},
                             {"ST-App-Key", account_.app_key},
                             {"Accept", "application/json"}};
        if (!request.body.empty()) headers.push_back({"Content-Type", "application/json"});
        return headers;
    }

    void count(const std::string& operation, const http::exchange& reply, metrics::seconds took) {
        const bool answered = reply.what == http::fate::answered;
        const std::string code = answered ? std::to_string(reply.answer.status) : "none";
        metrics_.upstream_request(account_.tenant, operation, code, took);
        if (reply.what != http::fate::not_sent)
            metrics_.upstream_connection(reply.reused_connection);
    }

    http::client& client_;
    const crm_account account_;
    const clock& clock_;
    metrics& metrics_;
    token_source tokens_;
};

void require_url(const std::string& text) {
    const auto parsed = http::parse_url(text);
    if (!parsed) throw std::invalid_argument(text + ": " + mapping::to_text(parsed.error()));
}

}  // namespace

std::unique_ptr<crm> make_http_crm(asio::io_context& io, http::client& client,
                                   const crm_account& account, const clock& time,
                                   metrics& counters) {
    require_url(account.where.api_url);
    require_url(account.where.token_url());
    if (!http::is_field_value(account.app_key))
        throw std::invalid_argument("the app key of " + account.tenant +
                                    " has characters that no header can carry");
    return std::make_unique<http_crm>(io, client, account, time, counters);
}

}  // namespace gateway
