#include "gateway/inbox/file_lock.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <memory>

#include "tests/support/temporary_folder.hpp"

using gateway::file_lock;

namespace {

struct fixture {
    testing::temporary_folder folder;
    std::string path = (folder.path() / "x.lock").string();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(locked_file, fixture)

BOOST_AUTO_TEST_CASE(is_held_by_one_at_a_time) {
    auto first = std::make_unique<file_lock>(path);

    BOOST_CHECK_THROW(file_lock second(path), std::runtime_error);
    first.reset();
    BOOST_CHECK_NO_THROW(file_lock second(path));
}

BOOST_AUTO_TEST_CASE(tells_who_holds_it) {
    const file_lock first(path);

    BOOST_CHECK_EXCEPTION(file_lock second(path), std::runtime_error, [&](const auto& refusal) {
        const std::string_view what = refusal.what();
        return what.find(path) != what.npos && what.find(std::to_string(getpid())) != what.npos;
    });
}

BOOST_AUTO_TEST_CASE(is_not_where_no_file_can_be) {
    BOOST_CHECK_THROW(file_lock(path + "/beneath/a/file"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
