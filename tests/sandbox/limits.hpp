#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "tests/sandbox/instant.hpp"

namespace sandbox {

// A token bucket for each tenant, as deep as a second's worth of calls.
class limits {
public:
    explicit limits(int calls_per_second) : rate_(calls_per_second) {}

    // Takes one call's worth. When there is none: how long until there is.
    std::optional<ticks> take(std::int64_t tenant, instant now);
    void clear() { buckets_.clear(); }

private:
    struct bucket {
        double level;
        instant filled;
    };
    int rate_;
    std::map<std::int64_t, bucket> buckets_;
};

}  // namespace sandbox
