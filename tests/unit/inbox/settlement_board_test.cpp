#include "gateway/inbox/settlement_board.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "tests/support/run.hpp"

namespace asio = boost::asio;
using gateway::settled_event;
using gateway::settlement_board;
using namespace std::chrono_literals;

namespace {

using ending = std::optional<settled_event>;

// Looks out for the receipt, lets `meanwhile` happen, and waits.
ending wait_for(settlement_board& board, const std::string& receipt,
                const std::function<void()>& meanwhile, std::chrono::milliseconds at_most) {
    ending end;
    testing::run([](settlement_board& on, std::string of, std::function<void()> between,
                    std::chrono::milliseconds limit, ending& out) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        auto lookout = on.look_out(std::move(of), executor);
        between();
        out = co_await lookout->wait(limit);
    }(board, receipt, meanwhile, at_most, end));
    return end;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_settlement_ends_the_wait_for_it_whenever_it_comes) {
    settlement_board board;
    const settled_event made{gateway::event_state::delivered, "created", 7};
    std::thread delivery;

    const auto before = wait_for(
        board, "r", [&] { board.settled("r", made); }, 10s);
    const auto during = wait_for(
        board, "r", [&] { delivery = std::thread([&] { board.settled("r", made); }); }, 10s);
    delivery.join();

    for (const ending& end : {before, during}) {
        BOOST_REQUIRE(end);
        BOOST_TEST(end->crm_booking == 7);
        BOOST_TEST(end->reason == "created");
    }
}

BOOST_AUTO_TEST_CASE(what_others_wait_for_is_no_news) {
    settlement_board board;

    BOOST_TEST(!wait_for(
                    board, "r", [&] { board.settled("other", {}); }, 1ms)
                    .has_value());
    board.settled("r", {});  // for nobody, by now
    BOOST_TEST(!wait_for(
                    board, "r", [] {}, 1ms)
                    .has_value());
}
