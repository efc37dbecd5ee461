#include "gateway/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "tests/support/run.hpp"

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

asio::awaitable<void> wait_for(asio::steady_timer& timer) {
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> fail() {
    throw std::runtime_error("a task failed on purpose");
    co_return;
}

}  // namespace

BOOST_AUTO_TEST_CASE(waits_until_the_last_task_has_ended) {
    asio::io_context io;
    gateway::task_group group(io.get_executor(), "test");
    asio::steady_timer timer(io, 10ms);
    group.spawn(wait_for(timer));
    bool ended = false;

    testing::run(io, [](gateway::task_group& tasks, bool& all) -> asio::awaitable<void> {
        all = co_await tasks.wait(5s);
    }(group, ended));

    BOOST_TEST(ended);
    BOOST_TEST(group.size() == 0u);
}

BOOST_AUTO_TEST_CASE(gives_up_waiting_after_the_grace) {
    asio::io_context io;
    gateway::task_group group(io.get_executor(), "test");
    asio::steady_timer never(io, asio::steady_timer::time_point::max());
    group.spawn(wait_for(never));
    bool ended = true;

    testing::run(io, [](gateway::task_group& tasks, bool& all) -> asio::awaitable<void> {
        all = co_await tasks.wait(10ms);
    }(group, ended));

    BOOST_TEST(!ended);
    never.cancel();
    io.restart();
    io.run();
}

// What the group remembered of the wait would be touched when the task ends: the address sanitizer
// sees it.
BOOST_AUTO_TEST_CASE(forgets_a_wait_that_was_cancelled) {
    asio::io_context io;
    gateway::task_group group(io.get_executor(), "test");
    asio::steady_timer timer(io, asio::steady_timer::time_point::max());
    group.spawn(wait_for(timer));
    asio::cancellation_signal cancel;
    std::exception_ptr thrown;
    asio::co_spawn(io, group.wait(1h),
                   asio::bind_cancellation_slot(cancel.slot(),
                                                [&](std::exception_ptr e, bool) { thrown = e; }));
    io.poll();
    cancel.emit(asio::cancellation_type::terminal);
    io.poll();
    BOOST_TEST((thrown != nullptr));

    timer.cancel();
    io.poll();

    BOOST_TEST(group.size() == 0u);
}

BOOST_AUTO_TEST_CASE(an_exception_ends_its_task_and_nothing_else) {
    asio::io_context io;
    gateway::task_group group(io.get_executor(), "test");

    group.spawn(fail());
    io.run();

    BOOST_TEST(group.size() == 0u);
}
