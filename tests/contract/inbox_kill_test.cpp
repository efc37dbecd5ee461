#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <random>

#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// A process that is killed while it takes webhooks in.

namespace {

using testing::event_sketch;

constexpr int senders = 8;

std::string event_id(int round, int sender, int number) {
    return std::to_string(round) + "-" + std::to_string(sender) + "-" + std::to_string(number);
}

boost::asio::awaitable<void> send_for_ever(gateway::inbox& store, int round, int sender, int pipe) {
    for (int number = 0;; ++number) {
        auto event = event_sketch(event_id(round, sender, number)).make();
        co_await store.insert(std::move(event));
        const int confirmed[] = {sender, number};
        if (write(pipe, confirmed, sizeof confirmed) != sizeof confirmed) _exit(2);
    }
}

// The life of the process that is killed: it says of each event that it was confirmed.
[[noreturn]] void take_webhooks(const std::string& path, int round, int pipe) {
    gateway::metrics measured;
    boost::asio::io_context io;
    const auto inbox = gateway::make_sqlite_inbox(path, gateway::sqlite_options(), measured);
    for (int sender = 0; sender < senders; ++sender)
        boost::asio::co_spawn(io, send_for_ever(*inbox, round, sender, pipe),
                              [](std::exception_ptr) { _exit(3); });
    io.run();
    _exit(4);
}

// Starts the process, kills it when it confirmed so many events, and says which those were.
std::vector<std::pair<int, int>> confirmed_until_killed(const std::string& path, int round,
                                                        std::size_t kill_after) {
    int ends[2];
    BOOST_REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        take_webhooks(path, round, ends[1]);
    }
    close(ends[1]);

    std::vector<std::pair<int, int>> confirmed;
    int one[2];
    while (read(ends[0], one, sizeof one) == sizeof one) {
        confirmed.emplace_back(one[0], one[1]);
        if (confirmed.size() == kill_after) kill(child, SIGKILL);
    }
    close(ends[0]);
    int status = 0;
    BOOST_REQUIRE(waitpid(child, &status, 0) == child);
    BOOST_TEST(WIFSIGNALED(status));
    return confirmed;
}

boost::asio::awaitable<void> count_lost(gateway::inbox& store, int round,
                                        const std::vector<std::pair<int, int>>& confirmed,
                                        int& lost) {
    for (const auto& [sender, number] : confirmed) {
        const std::string receipt = "receipt of acme/" + event_id(round, sender, number);
        const auto status = co_await store.find_receipt(receipt);
        if (status.empty()) ++lost;
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(keeps_what_a_killed_process_confirmed) {
    constexpr int rounds = 20;
    const std::uint32_t seed = std::random_device()();
    std::mt19937 random(seed);
    testing::temporary_folder folder;
    const std::string path = (folder.path() / "inbox.db").string();

    BOOST_TEST_CONTEXT("seed " << seed) {
        for (int round = 0; round < rounds; ++round) {
            const auto confirmed = confirmed_until_killed(path, round, 1 + random() % 300);

            gateway::metrics measured;
            boost::asio::io_context io;
            const auto inbox =
                gateway::make_sqlite_inbox(path, gateway::sqlite_options(), measured);
            int lost = 0;
            testing::run(io, count_lost(*inbox, round, confirmed, lost));
            BOOST_TEST(!confirmed.empty());
            BOOST_TEST(lost == 0);
        }
    }
}
