#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "gateway/crm/crm.hpp"
#include "gateway/rate_limiter.hpp"

namespace gateway {

struct patience {
    double calls_per_second = 10;  // besides those of deliveries; the CRM allows 60 in all
    int tries = 6;                 // of one call, while there is no usable answer
    std::chrono::milliseconds first_pause{
        1'000};  // doubled each time; longer if the CRM asks for it
    std::chrono::milliseconds longest_pause{60'000};
};

// A tenant's CRM for whoever reads much of it in the background: few calls a second, each made
// again when it was throttled or had no usable answer. Only for calls that change nothing; one at a
// time, on the thread of `io`. The CRM outlives it.
class patient_reader final : public crm {
public:
    patient_reader(boost::asio::io_context& io, crm& upstream, const patience& how);

    std::int64_t tenant_id() const noexcept override { return crm_.tenant_id(); }
    boost::asio::awaitable<crm_result> perform(crm_call call) override;

    // What waits ends now, and nothing is sent any more: every call ends as not sent.
    void stop();

private:
    boost::asio::awaitable<void> wait(std::chrono::nanoseconds how_long);

    crm& crm_;
    patience patience_;
    rate_limiter rate_;
    boost::asio::steady_timer timer_;
    bool stopped_ = false;
};

}  // namespace gateway
