#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <exception>

namespace testing {

// Runs `io` until the coroutine ends, and rethrows what it threw. A coroutine that does not end in
// time fails the test instead of blocking it.
inline void run(boost::asio::io_context& io, boost::asio::awaitable<void> task,
                std::chrono::seconds limit = std::chrono::seconds(20),
                const boost::source_location& where = BOOST_CURRENT_LOCATION) {
    bool ended = false;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown) {
        ended = true;
        failure = thrown;
    });
    const auto deadline = std::chrono::steady_clock::now() + limit;
    io.restart();
    while (!ended && std::chrono::steady_clock::now() < deadline)
        if (io.run_one_for(std::chrono::milliseconds(100)) == 0 && io.stopped()) io.restart();
    if (failure) std::rethrow_exception(failure);
    BOOST_REQUIRE_MESSAGE(ended, "the coroutine did not end in time, started at "
                                     << where.file_name() << ":" << where.line());
}

inline void run(boost::asio::awaitable<void> task,
                std::chrono::seconds limit = std::chrono::seconds(20),
                const boost::source_location& where = BOOST_CURRENT_LOCATION) {
    boost::asio::io_context io;
    run(io, std::move(task), limit, where);
}

}  // namespace testing
