#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace testing {

struct wire_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A socket that waits to become a wire, for a test after which no socket can be made.
struct unconnected_wire {
    int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

// A client that says exactly the bytes it is told, in the clear or over TLS. It blocks, and gives
// up with a wire_error when the other side is silent for ten seconds.
class wire {
public:
    explicit wire(std::uint16_t port, SSL_CTX* tls = nullptr, SSL_SESSION* resumed = nullptr)
        : wire(port, unconnected_wire()) {
        if (tls != nullptr) secure(tls, resumed);
    }
    wire(std::uint16_t port, unconnected_wire unconnected) : socket_(unconnected.socket) {
        const timeval patience{10, 0};
        const int yes = 1;
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port);
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0) {
            ::close(socket_);
            throw wire_error("cannot connect");
        }
    }
    ~wire() { close(); }
    wire(const wire&) = delete;

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), size_of(bytes))
                                   : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) throw wire_error("cannot send");
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    // One response: its head and the body that Content-Length announces.
    std::string response(bool with_body = true) {
        while (received_.find("\r\n\r\n") == std::string::npos) receive_or_throw();
        const auto head = received_.find("\r\n\r\n") + 4;
        const auto size = head + (with_body ? announced(received_.substr(0, head)) : 0);
        while (received_.size() < size) receive_or_throw();
        std::string one = received_.substr(0, size);
        received_.erase(0, size);
        return one;
    }

    // All that comes until the other side closes, in whatever way.
    std::string rest() {
        while (receive()) {
        }
        return std::exchange(received_, {});
    }

    // Whether anything, the end included, comes within that time.
    bool hears_within(std::chrono::milliseconds time) {
        pollfd waiting{socket_, POLLIN, 0};
        return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
    }

    void finish_sending() { ::shutdown(socket_, SHUT_WR); }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    // Closes so that the other side sees a reset.
    void reset() {
        const linger at_once{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close();
    }
    SSL* ssl() { return ssl_.get(); }

private:
    static int size_of(std::string_view bytes) { return static_cast<int>(bytes.size()); }

    void secure(SSL_CTX* tls, SSL_SESSION* resumed) {
        ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
        ssl_.reset(SSL_new(tls));
        SSL_set_fd(ssl_.get(), socket_);
        if (resumed != nullptr) SSL_set_session(ssl_.get(), resumed);
        if (SSL_connect(ssl_.get()) != 1) throw wire_error("the handshake failed");
    }

    static std::size_t announced(std::string_view head) {
        constexpr std::string_view name = "\r\nContent-Length: ";
        const auto found = head.find(name);
        if (found == std::string_view::npos) return 0;
        head.remove_prefix(found + name.size());
        std::size_t size = 0;
        std::from_chars(head.data(), head.data() + head.size(), size);
        return size;
    }

    // False when the other side has closed.
    bool receive() {
        char bytes[16 * 1024];
        const auto size = ssl_ ? SSL_read(ssl_.get(), bytes, sizeof bytes)
                               : ::recv(socket_, bytes, sizeof bytes, 0);
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            throw wire_error("nothing came for ten seconds");
        if (size <= 0) return false;
        received_.append(bytes, static_cast<std::size_t>(size));
        return true;
    }
    void receive_or_throw() {
        if (!receive()) throw wire_error("closed after: " + received_);
    }

    struct freed {
        void operator()(SSL* owned) const { SSL_free(owned); }
    };
    int socket_;
    std::unique_ptr<SSL, freed> ssl_;
    std::string received_;
};

// The status of the response at the start of the text, 0 if there is none.
inline int status_of(std::string_view text) {
    int status = 0;
    if (text.starts_with("HTTP/1.1 ") && text.size() >= 12)
        std::from_chars(text.data() + 9, text.data() + 12, status);
    return status;
}

inline std::string body_of(std::string_view response) {
    const auto head = response.find("\r\n\r\n");
    return head == std::string_view::npos ? "" : std::string(response.substr(head + 4));
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

inline std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

}  // namespace testing
