#pragma once

#include <atomic>

#include "gateway/clock.hpp"

namespace testing {

// A clock that stands still until it is moved.
class manual_clock final : public gateway::clock {
public:
    explicit manual_clock(mapping::timestamp start) : now_(start) {}
    mapping::timestamp now() const override { return now_.load(); }
    void advance(std::chrono::milliseconds by) { now_ = now_.load() + by; }

private:
    std::atomic<mapping::timestamp> now_;
};

}  // namespace testing
