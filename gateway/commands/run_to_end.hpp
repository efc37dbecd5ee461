#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

namespace gateway {

// For a command, which does one thing after the other: what the task returns, or throws.
template <class T>
T run_to_end(boost::asio::io_context& io, boost::asio::awaitable<T> task) {
    std::optional<T> got;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr thrown, T result) {
        failure = thrown;
        got = std::move(result);
    });
    io.restart();
    io.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*got);
}

}  // namespace gateway
