#include "gateway/inbox/storage_thread.hpp"

#include <boost/asio/post.hpp>

#include "gateway/inbox/inbox.hpp"

namespace gateway {

void operation::finish(std::unique_ptr<operation> done, std::exception_ptr failure) {
    const auto caller = done->caller_;
    boost::asio::post(caller, [done = std::move(done), failure = std::move(failure)]() mutable {
        done->resume(std::move(failure));
    });
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
    if (one)
        operation::finish(
            std::move(one),
            std::make_exception_ptr(inbox_busy("too much is waiting for the disk already")));
    else
        changed_.notify_one();
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
