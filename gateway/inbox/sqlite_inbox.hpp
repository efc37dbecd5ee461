#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "gateway/inbox/inbox.hpp"
#include "gateway/metrics.hpp"

namespace gateway {

struct sqlite_options {
    // Bytes of webhooks that may wait for the disk; a new one beyond that is refused with
    // inbox_busy.
    std::size_t waiting_bytes = 32 * 1024 * 1024;

    // Called when the inbox can no longer be trusted, see inbox_failed: end the process with an
    // exit code that is not zero. From any thread, perhaps more than once; must not block.
    std::function<void(const std::string& what)> on_failure;

    // The name of a registered sqlite3_vfs, "" for the system's. Tests put a faulty disk there.
    std::string file_layer;
};

// Opens the inbox at the path, makes it if there is none, and brings its schema up to date. Throws
// std::runtime_error with a sentence for the operator when it is in use by another process, is not
// an inbox, or is newer than this gateway.
//
// When it is destroyed, everything that was asked for is finished first; a purge must have ended
// before. The io_contexts of the callers must outlive it, because its threads post to them.
std::unique_ptr<inbox> make_sqlite_inbox(const std::string& path, sqlite_options options,
                                         metrics& measured);

}  // namespace gateway
