#include "gateway/inbox/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace gateway {

namespace {

std::string holder(int descriptor) {
    char text[32] = {};
    const auto size = pread(descriptor, text, sizeof text, 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : "unknown";
}

}  // namespace

file_lock::file_lock(const std::string& path)
    : descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)) {
    if (descriptor_ < 0)
        throw std::runtime_error("cannot open " + path + ": " +
                                 std::system_category().message(errno));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const std::string who = holder(descriptor_);
        close(descriptor_);
        throw std::runtime_error(path + " is held by another process (id " + who +
                                 "): an inbox belongs to one gateway at a time");
    }
    // For the message of the next one only; the lock does not need it.
    const std::string self = std::to_string(getpid());
    if (ftruncate(descriptor_, 0) != 0 || pwrite(descriptor_, self.data(), self.size(), 0) < 0) {
        const std::string why = std::system_category().message(errno);
        close(descriptor_);
        throw std::runtime_error("cannot write " + path + ": " + why);
    }
}

file_lock::~file_lock() { close(descriptor_); }

}  // namespace gateway
