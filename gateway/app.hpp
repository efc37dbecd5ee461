#pragma once

#include <cstdint>
#include <memory>

#include "gateway/config/configuration.hpp"

namespace gateway {

// The running gateway: every part made, wired and owned in one place. Its threads, each with an
// io_context of its own: N at the door, one for deliveries, and the caller's for control (signals,
// admin listener, statistics, purging). The inbox has two more.
class app {
public:
    // Opens the inbox and binds the ports; serves nothing yet. Throws cannot_start for what the
    // environment is to blame for.
    explicit app(configuration config);
    ~app();
    app(const app&) = delete;

    std::uint16_t door_port() const;
    std::uint16_t admin_port() const;

    enum class end { requested, inbox_failed };

    // Serves until request_stop, or until the inbox can store nothing more. Then drains: /readyz
    // says 503 and responses say Connection: close for a while, after that nothing new is accepted
    // and what is in flight may finish. What is not delivered stays in the inbox. Blocks; call it
    // once.
    end run();

    // Thread-safe. The second call ends a drain at once.
    void request_stop();

    // Reads the configuration again: definitions, connections with their secrets, and the
    // certificate are swapped at once, for requests and deliveries that begin afterwards. On any
    // problem all of it stays as it was, and the log says why. What else gateway.yaml says needs a
    // new process. Thread-safe; completes later, on run's thread.
    void request_reload();

    // From now on SIGTERM and SIGINT request a stop, and SIGHUP a reload. Before run.
    void obey_signals();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

}  // namespace gateway
