#include "gateway/crm/patient_reader.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gateway {

namespace asio = boost::asio;
using outcome = crm_result::outcome;
using std::chrono::milliseconds;

namespace {

bool may_pass(outcome what) {
    return what == outcome::throttled || what == outcome::server_error ||
           what == outcome::unknown || what == outcome::not_sent;
}

}  // namespace

patient_reader::patient_reader(asio::io_context& io, crm& upstream, const patience& how)
    : crm_(upstream), patience_(how), rate_(how.calls_per_second, 1), timer_(io) {}

void patient_reader::stop() {
    stopped_ = true;
    timer_.cancel();
}

asio::awaitable<void> patient_reader::wait(std::chrono::nanoseconds how_long) {
    if (stopped_ || how_long <= std::chrono::nanoseconds::zero()) co_return;
    timer_.expires_after(how_long);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<crm_result> patient_reader::perform(crm_call call) {
    milliseconds pause = patience_.first_pause;
    for (int tries_left = patience_.tries;; --tries_left) {
        co_await wait(rate_.reserve(std::chrono::steady_clock::now()));
        if (stopped_) co_return crm_result();
        crm_result result = co_await crm_.perform(call);
        if (!may_pass(result.what) || tries_left <= 1 || stopped_) co_return result;
        const milliseconds asked_for = result.retry_after.value_or(milliseconds(0));
        co_await wait(std::max(pause, asked_for));
        pause = std::min(2 * pause, patience_.longest_pause);
    }
}

}  // namespace gateway
