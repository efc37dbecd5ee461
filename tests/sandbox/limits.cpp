#include "tests/sandbox/limits.hpp"

#include <algorithm>

namespace sandbox {

namespace {

using seconds = std::chrono::duration<double>;

instant second_of(instant when) { return std::chrono::floor<std::chrono::seconds>(when); }

}  // namespace

std::optional<ticks> limits::take(std::int64_t tenant, instant now) {
    if (rate_ <= 0) return std::nullopt;
    const double rate = rate_;
    auto& own = buckets_.try_emplace(tenant, bucket{rate, now}).first->second;
    const double gained = fixed_window_ ? (second_of(now) > second_of(own.filled) ? rate : 0)
                                        : rate * seconds(now - own.filled).count();
    own = {std::min(rate, own.level + std::max(gained, 0.0)), now};
    if (own.level < 1)
        return fixed_window_ ? second_of(now) + std::chrono::seconds(1) - now
                             : std::chrono::ceil<ticks>(seconds((1 - own.level) / rate));
    own.level -= 1;
    return std::nullopt;
}

}  // namespace sandbox
