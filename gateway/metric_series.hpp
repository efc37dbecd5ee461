#pragma once

#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <type_traits>

namespace gateway {

// A family's series by the values of its labels. Thread-safe. Finding one that was used before
// makes no copy of them: a request touches about ten, and the library's own look-up builds a map
// for each.
template <class Metric, std::size_t Labels>
class series {
public:
    using values = std::array<std::string_view, Labels>;

    series(prometheus::Family<Metric>& family, std::array<const char*, Labels> names,
           prometheus::Histogram::BucketBoundaries buckets = {})
        : family_(family), names_(names), buckets_(std::move(buckets)) {}

    Metric& operator()(const values& labels) {
        {
            const std::shared_lock reading(mutex_);
            if (const auto found = known_.find(labels); found != known_.end())
                return *found->second;
        }
        const std::lock_guard adding(mutex_);
        std::array<std::string, Labels> key;
        std::copy(labels.begin(), labels.end(), key.begin());
        return *known_.try_emplace(std::move(key), &add(labels)).first->second;
    }

private:
    struct in_order {
        using is_transparent = void;
        bool operator()(const auto& a, const auto& b) const {
            return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                                std::less<std::string_view>());
        }
    };

    Metric& add(const values& labels) {
        prometheus::Labels named;
        for (std::size_t i = 0; i < Labels; ++i) named.emplace(names_[i], labels[i]);
        if constexpr (std::is_same_v<Metric, prometheus::Histogram>)
            return family_.Add(named, buckets_);
        else
            return family_.Add(named);
    }

    prometheus::Family<Metric>& family_;
    const std::array<const char*, Labels> names_;
    const prometheus::Histogram::BucketBoundaries buckets_;
    std::shared_mutex mutex_;
    std::map<std::array<std::string, Labels>, Metric*, in_order> known_;
};

}  // namespace gateway
