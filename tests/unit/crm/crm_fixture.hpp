#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "gateway/http/client.hpp"
#include "gateway/log.hpp"
#include "gateway/metrics.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/unit/crm/crm_printing.hpp"

namespace testing {

inline std::string grant(const std::string& token, const std::string& life = "900") {
    return reply(200, R"({"access_token": ")" + token +
                          R"(", "token_type": "Bearer", "expires_in": )" + life + "}");
}

inline bool asks_for_token(const std::string& request) {
    return request.starts_with("POST /connect/token ");
}

// A CRM and its token endpoint behind one port.
struct crm_fixture {
    boost::asio::io_context io;
    manual_clock clock{std::chrono::sys_days(std::chrono::year(2026) / 12 / 2)};
    gateway::metrics counters;
    gateway::http::client client{io, {}};
    scripted_server server{io};

    crm_fixture() { gateway::log::set_level(gateway::log::level::error); }

    // The results of coroutines that run at the same time.
    template <class Result>
    std::vector<Result> all(std::vector<boost::asio::awaitable<Result>> tasks) {
        std::vector<Result> results;
        std::exception_ptr thrown;
        const std::size_t expected = tasks.size();
        for (auto& task : tasks)
            boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr failure, Result got) {
                if (failure) thrown = failure;
                results.push_back(std::move(got));
            });
        run(io, server.until([&] { return results.size() == expected; }));
        if (thrown) std::rethrow_exception(thrown);
        return results;
    }

    template <class Result>
    Result one(boost::asio::awaitable<Result> task) {
        std::vector<boost::asio::awaitable<Result>> tasks;
        tasks.push_back(std::move(task));
        return std::move(all(std::move(tasks)).front());
    }

    std::size_t token_requests() const {
        return static_cast<std::size_t>(
            std::count_if(server.requests.begin(), server.requests.end(), asks_for_token));
    }

    bool counted(const std::string& series) const {
        return counters.expose().find("booking_gateway_" + series + "\n") != std::string::npos;
    }
};

}  // namespace testing
