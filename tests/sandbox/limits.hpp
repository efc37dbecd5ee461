#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "tests/sandbox/instant.hpp"
#include "tests/sandbox/settings.hpp"

namespace sandbox {

// For each tenant a bucket, as deep as a second's worth of calls. It refills little by little, or
// at once with each second that begins.
class limits {
public:
    explicit limits(const settings& set)
        : rate_(set.calls_per_second), fixed_window_(set.fixed_window) {}

    // Takes one call's worth. When there is none: how long until there is.
    std::optional<ticks> take(std::int64_t tenant, instant now);
    void clear() { buckets_.clear(); }

private:
    struct bucket {
        double level;
        instant filled;
    };
    int rate_;
    bool fixed_window_;
    std::map<std::int64_t, bucket> buckets_;
};

}  // namespace sandbox
