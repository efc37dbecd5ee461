#pragma once

#include <memory>
#include <string>

#include "gateway/inbox/sqlite_inbox.hpp"
#include "gateway/metrics.hpp"
#include "tests/support/temporary_folder.hpp"

namespace testing {

// The SQLite inbox on the real disk.
class sqlite_harness {
public:
    std::string path() const { return (folder_.path() / "inbox.db").string(); }
    gateway::metrics& measured() { return metrics_; }
    std::unique_ptr<gateway::inbox> open() {
        return gateway::make_sqlite_inbox(path(), gateway::sqlite_options(), metrics_);
    }

private:
    temporary_folder folder_;
    gateway::metrics metrics_;
};

}  // namespace testing
