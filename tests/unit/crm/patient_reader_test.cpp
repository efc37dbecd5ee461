#include "gateway/crm/patient_reader.hpp"

#include <boost/test/unit_test.hpp>
#include <deque>

#include "tests/support/run.hpp"

using namespace std::chrono_literals;
using gateway::crm_result;
using outcome = crm_result::outcome;

namespace {

// A CRM that gives these answers, one after the other.
struct answering_crm final : gateway::crm {
    std::deque<outcome> answers;
    std::size_t calls = 0;
    std::function<void()> when_called = [] {};

    std::int64_t tenant_id() const noexcept override { return 12; }
    boost::asio::awaitable<crm_result> perform(gateway::crm_call) override {
        ++calls;
        when_called();
        crm_result result;
        result.what = answers.front();
        answers.pop_front();
        co_return result;
    }
};

struct desk {
    boost::asio::io_context io;
    answering_crm upstream;
    gateway::patient_reader reader{io, upstream, {10'000, 3, 1ms, 2ms}};

    outcome read() {
        outcome got = outcome::not_sent;
        const auto task = [&]() -> boost::asio::awaitable<void> {
            gateway::crm_call call{"Bookings_GetList2", {}, {}, nullptr};
            const crm_result result = co_await reader.perform(std::move(call));
            got = result.what;
        };
        testing::run(io, task());
        return got;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(asks_again_while_there_is_no_usable_answer) {
    for (const auto passing :
         {outcome::throttled, outcome::server_error, outcome::unknown, outcome::not_sent}) {
        desk with;
        with.upstream.answers = {passing, passing, outcome::ok};

        BOOST_TEST((with.read() == outcome::ok));
        BOOST_TEST(with.upstream.calls == 3u);
    }
}

BOOST_AUTO_TEST_CASE(gives_up_after_so_many_tries) {
    desk with;
    with.upstream.answers = {outcome::unknown, outcome::unknown, outcome::server_error,
                             outcome::ok};

    BOOST_TEST((with.read() == outcome::server_error));
    BOOST_TEST(with.upstream.calls == 3u);
}

BOOST_AUTO_TEST_CASE(does_not_ask_again_what_was_answered) {
    for (const auto final : {outcome::ok, outcome::refused, outcome::forbidden,
                             outcome::unauthorized, outcome::invalid}) {
        desk with;
        with.upstream.answers = {final};

        BOOST_TEST((with.read() == final));
    }
}

BOOST_AUTO_TEST_CASE(asks_nothing_more_once_it_was_stopped) {
    desk with;
    with.upstream.answers = {outcome::unknown, outcome::ok};
    with.upstream.when_called = [&] { with.reader.stop(); };

    BOOST_TEST((with.read() == outcome::unknown));
    BOOST_TEST((with.read() == outcome::not_sent));
    BOOST_TEST(with.upstream.calls == 1u);
}
