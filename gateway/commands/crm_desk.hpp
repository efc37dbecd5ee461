#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "gateway/clock.hpp"
#include "gateway/commands/run_to_end.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/crm/http_crm.hpp"
#include "gateway/crm/token_source.hpp"
#include "gateway/http/client.hpp"
#include "gateway/metrics.hpp"

namespace gateway {

// The CRM of one tenant for a command, which does one thing after the other.
class crm_desk {
public:
    crm_desk(const settings& process, const std::string& tenant);

    boost::asio::io_context& io() noexcept { return io_; }
    crm& upstream() noexcept { return *upstream_; }

    crm_result perform(crm_call call) {
        return run_to_end(io_, upstream_->perform(std::move(call)));
    }

    // A new token, and what it is good for.
    access_token ask_for_token() { return run_to_end(io_, tokens_.get()); }

private:
    boost::asio::io_context io_;
    system_clock clock_;
    metrics counters_;
    http::client client_;
    token_source tokens_;
    std::unique_ptr<crm> upstream_;
};

}  // namespace gateway
