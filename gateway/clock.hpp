#pragma once

#include "mapping/timestamp.hpp"

namespace gateway {

// The wall clock, an interface so that tests can set the time.
class clock {
public:
    virtual ~clock() = default;
    virtual mapping::timestamp now() const = 0;  // thread-safe
};

class system_clock final : public clock {
public:
    mapping::timestamp now() const override {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
};

}  // namespace gateway
