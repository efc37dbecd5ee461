#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/message.hpp"

// As much of HTTP/1.1 as a client that we trust needs: it may not defend itself, but it can break
// an answer at any byte.
namespace sandbox {

// A request's head; its body follows on the wire.
struct request_head {
    request received;
    std::size_t body_bytes = 0;
    bool chunked = false;
    bool keep_alive = true;
};

// `text` ends with the empty line. Nothing when it is not a head.
std::optional<request_head> parse_head(std::string_view text);

// The bytes of an answer, cut off where its delivery says so.
std::string to_wire(const answer& answered, bool keep_alive);

// Reads the rest of a line, a body, ... into `buffer`, which keeps what was read too much. Works on
// a TCP socket and on a TLS stream. Everything ends with nothing when the connection does.
template <class Stream>
class request_reader {
public:
    explicit request_reader(Stream& stream) : stream_(stream) {}

    boost::asio::awaitable<std::optional<request_head>> read() {
        const auto text = co_await take_until("\r\n\r\n");
        if (!text) co_return std::nullopt;
        auto head = parse_head(*text);
        if (!head) co_return std::nullopt;
        const std::size_t body_bytes = head->body_bytes;
        const bool chunked = head->chunked;
        auto body = chunked ? read_chunks() : take(body_bytes);
        auto read_body = co_await std::move(body);
        if (!read_body) co_return std::nullopt;
        head->received.body = std::move(*read_body);
        co_return head;
    }

private:
    using text_or_end = boost::asio::awaitable<std::optional<std::string>>;

    static constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

    text_or_end take(std::size_t bytes) {
        if (buffer_.size() < bytes) {
            const auto missing = boost::asio::transfer_exactly(bytes - buffer_.size());
            const auto into = boost::asio::dynamic_buffer(buffer_);
            const auto [error, size] =
                co_await boost::asio::async_read(stream_, into, missing, no_throw);
            if (error) co_return std::nullopt;
        }
        co_return remove_front(bytes);
    }

    text_or_end take_until(std::string_view delimiter) {
        const auto into = boost::asio::dynamic_buffer(buffer_);
        const auto [error, size] =
            co_await boost::asio::async_read_until(stream_, into, delimiter, no_throw);
        if (error) co_return std::nullopt;
        co_return remove_front(size);
    }

    text_or_end read_chunks() {
        std::string body;
        for (;;) {
            const auto size_line = co_await take_until("\r\n");
            if (!size_line) co_return std::nullopt;
            const std::size_t size = std::strtoul(size_line->c_str(), nullptr, 16);
            if (size == 0) break;
            const auto chunk = co_await take(size + 2);
            if (!chunk) co_return std::nullopt;
            body.append(*chunk, 0, size);
        }
        for (;;) {  // trailers, of which nothing is wanted
            const auto line = co_await take_until("\r\n");
            if (!line) co_return std::nullopt;
            if (*line == "\r\n") co_return body;
        }
    }

    std::string remove_front(std::size_t bytes) {
        std::string front = buffer_.substr(0, bytes);
        buffer_.erase(0, bytes);
        return front;
    }

    Stream& stream_;
    std::string buffer_;
};

}  // namespace sandbox
