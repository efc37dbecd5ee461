#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace testing {

// A disk for SQLite that does what disks do at the worst moment. Everything still reaches the real
// files, which are what the running process sees; what a power cut would leave is kept beside.
class faulty_disk {
public:
    faulty_disk();   // registers itself with SQLite under a name of its own
    ~faulty_disk();  // when every database on it is closed
    faulty_disk(const faulty_disk&) = delete;

    const std::string& name() const noexcept { return name_; }

    std::atomic<bool> full{false};           // no write finds space
    std::atomic<bool> fails_to_sync{false};  // every sync says that it failed
    std::atomic<int> reads{0}, syncs{0};

    // Called after each write, sync, truncation and removal; what they did is then the newest.
    std::function<void()> after_each_change;

    // Writes into the folder what a power cut right now would leave of the files: all that was
    // synced, and of the rest some writes, some of them in part, as chance has it.
    void leave_after_power_cut(const std::filesystem::path& folder, std::mt19937& random);

    // What SQLite calls.
    void wrote(const std::string& path, std::int64_t offset, std::string bytes);
    void truncated(const std::string& path, std::int64_t size);
    void synced(const std::string& path);
    void removed(const std::string& path);

private:
    struct change {
        std::int64_t offset;
        std::string bytes;
        bool is_truncation;  // to the offset
    };
    struct file {
        std::string durable;
        std::vector<change> unsynced;
    };
    static void apply(std::string& content, const change& one);
    void changed();

    std::string name_;
    struct file_layer;
    std::unique_ptr<file_layer> layer_;
    std::mutex mutex_;
    std::map<std::string, file> files_;
};

}  // namespace testing
