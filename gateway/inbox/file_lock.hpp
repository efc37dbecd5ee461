#pragma once

#include <string>

namespace gateway {

// A file that one process at a time holds; the system lets go of it however the process ends.
class file_lock {
public:
    // Throws std::runtime_error with a sentence for the operator when it is held or cannot be made.
    explicit file_lock(const std::string& path);
    ~file_lock();
    file_lock(const file_lock&) = delete;

private:
    int descriptor_;
};

}  // namespace gateway
