#include "gateway/delivery/partner_api.hpp"

namespace gateway {

namespace {

class http_partner_api final : public partner_api {
public:
    explicit http_partner_api(http::client& client) : client_(client) {}

    boost::asio::awaitable<http::exchange> ask(const providers::fetch_request& wanted) override {
        http::fields headers;
        for (const providers::header& one : wanted.headers)
            headers.push_back({one.name, one.value});
        co_return co_await client_.send(wanted.method, wanted.url, std::move(headers), wanted.body);
    }

private:
    http::client& client_;
};

}  // namespace

http::client_options partner_client_options() {
    http::client_options options;
    options.answer = std::chrono::seconds(10);
    options.response_bytes = 1024 * 1024;
    return options;
}

std::unique_ptr<partner_api> make_http_partner_api(http::client& client) {
    return std::make_unique<http_partner_api>(client);
}

}  // namespace gateway
