#include "tests/sandbox/limits.hpp"

#include <algorithm>

namespace sandbox {

std::optional<ticks> limits::take(std::int64_t tenant, instant now) {
    if (rate_ <= 0) return std::nullopt;
    using seconds = std::chrono::duration<double>;
    const double rate = rate_;

    auto& own = buckets_.try_emplace(tenant, bucket{rate, now}).first->second;
    const double gained = rate * seconds(now - own.filled).count();
    own = {std::min(rate, own.level + std::max(gained, 0.0)), now};
    if (own.level < 1) return std::chrono::ceil<ticks>(seconds((1 - own.level) / rate));
    own.level -= 1;
    return std::nullopt;
}

}  // namespace sandbox
