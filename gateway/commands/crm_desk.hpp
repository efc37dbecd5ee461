#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "gateway/clock.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/crm/http_crm.hpp"
#include "gateway/http/client.hpp"
#include "gateway/metrics.hpp"

namespace gateway {

// The CRM of one tenant for a command, which does one thing after the other.
class crm_desk {
public:
    crm_desk(const settings& process, const std::string& tenant);

    boost::asio::io_context& io() noexcept { return io_; }
    crm& upstream() noexcept { return *upstream_; }

    crm_result perform(crm_call call) { return wait(upstream_->perform(std::move(call))); }

    // Runs the task to its end.
    template <class T>
    T wait(boost::asio::awaitable<T> task) {
        std::optional<T> got;
        std::exception_ptr failure;
        boost::asio::co_spawn(io_, std::move(task), [&](std::exception_ptr thrown, T result) {
            failure = thrown;
            got = std::move(result);
        });
        io_.restart();
        io_.run();
        if (failure) std::rethrow_exception(failure);
        return std::move(*got);
    }

private:
    boost::asio::io_context io_;
    system_clock clock_;
    metrics counters_;
    http::client client_;
    std::unique_ptr<crm> upstream_;
};

}  // namespace gateway
