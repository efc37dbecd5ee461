// How many webhooks a second the SQLite inbox takes in, each confirmed after its sync.
//
//   inbox_bench [webhooks] [senders] [body bytes] [folder]

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "gateway/inbox/sqlite_inbox.hpp"
#include "tests/contract/event_sketch.hpp"

namespace {

using testing::event_sketch;

struct load {
    int webhooks = 100'000, senders = 256;
    std::size_t body_bytes = 1024;
    std::filesystem::path folder = std::filesystem::temp_directory_path();
};

load load_from(int count, char** words) {
    load wanted;
    if (count > 1) wanted.webhooks = std::atoi(words[1]);
    if (count > 2) wanted.senders = std::atoi(words[2]);
    if (count > 3) wanted.body_bytes = static_cast<std::size_t>(std::atoi(words[3]));
    if (count > 4) wanted.folder = words[4];
    return wanted;
}

// Sends one webhook after the other until all senders together have sent enough.
boost::asio::awaitable<void> send(gateway::inbox& inbox, const load& wanted, int& sent) {
    while (sent < wanted.webhooks) {
        const std::string number = std::to_string(sent++);
        auto event = event_sketch("event-" + number)
                         .of("booking-" + number)
                         .header("Content-Type", "application/json")
                         .header("X-Signature", std::string(64, 'a'))
                         .body(number + std::string(wanted.body_bytes, 'b'))
                         .make();
        co_await inbox.insert(std::move(event));
    }
}

// The value of a series without labels.
std::string series(const gateway::metrics& measured, const std::string& name) {
    const std::string all = measured.expose();
    const auto at = all.find("\n" + name + " ");
    if (at == all.npos) return "?";
    const auto value = at + name.size() + 2;
    return all.substr(value, all.find('\n', value) - value);
}

}  // namespace

int main(int count, char** words) {
    const load wanted = load_from(count, words);
    std::string name = (wanted.folder / "inbox-bench-XXXXXX").string();
    if (!mkdtemp(name.data())) return EXIT_FAILURE;
    {
        gateway::metrics measured;
        boost::asio::io_context io;
        const auto inbox =
            gateway::make_sqlite_inbox(name + "/inbox.db", gateway::sqlite_options(), measured);
        int sent = 0;
        for (int i = 0; i < wanted.senders; ++i)
            boost::asio::co_spawn(io, send(*inbox, wanted, sent), [](std::exception_ptr failure) {
                if (failure) std::rethrow_exception(failure);
            });

        const auto start = std::chrono::steady_clock::now();
        io.run();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;

        const double syncs =
            std::stod(series(measured, "booking_gateway_inbox_commit_duration_seconds_count"));
        const double writer =
            std::stod(series(measured, "booking_gateway_inbox_commit_duration_seconds_sum"));
        std::cout << sent / took.count() << " inserts/s, " << syncs / took.count() << " syncs/s, "
                  << sent / syncs << " inserts a sync, writer busy " << 100 * writer / took.count()
                  << " %\n";
    }
    std::filesystem::remove_all(name);
}
