#include "gateway/inbox/storage_thread.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>

#include "gateway/inbox/inbox.hpp"

namespace gateway {

void operation::finish(std::vector<ended> all) {
    while (!all.empty()) {
        const auto caller = all.front().one->caller_;
        const auto others = std::stable_partition(
            all.begin(), all.end(), [&](const ended& each) { return each.one->caller_ == caller; });
        std::vector<ended> together(std::move_iterator(all.begin()), std::move_iterator(others));
        all.erase(all.begin(), others);
        boost::asio::post(caller, [together = std::move(together)]() mutable {
            for (ended& each : together) {
                const auto done = std::move(each.one);
                done->resume(std::move(each.failure));
            }
        });
    }
}

storage_thread::storage_thread(limits bounds, std::function<void(batch)> work)
    : bounds_(bounds), work_(std::move(work)), thread_([this] { run(); }) {}

storage_thread::~storage_thread() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void storage_thread::submit(std::unique_ptr<operation> one) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_cost_ + one->cost() <= bounds_.waiting_cost || one->cost() == 0) {
            waiting_cost_ += one->cost();
            waiting_.push_back(std::move(one));
        }
    }
    if (!one) {
        changed_.notify_one();
        return;
    }
    std::vector<operation::ended> refused(1);
    refused.front() = {std::move(one), std::make_exception_ptr(
                                           inbox_busy("too much is waiting for the disk already"))};
    operation::finish(std::move(refused));
}

std::size_t storage_thread::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void storage_thread::run() {
    for (batch next = next_batch(); !next.empty(); next = next_batch()) work_(std::move(next));
}

storage_thread::batch storage_thread::next_batch() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    batch next;
    while (!waiting_.empty() && next.size() < bounds_.batch_size) {
        waiting_cost_ -= waiting_.front()->cost();
        next.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return next;
}

}  // namespace gateway
