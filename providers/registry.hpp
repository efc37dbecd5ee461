#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "providers/connection.hpp"

namespace providers {

// The connections by name. Immutable: a reload makes a new one and swaps it in whole.
class registry {
public:
    registry() = default;
    explicit registry(std::map<std::string, std::shared_ptr<const connection>, std::less<>> all)
        : connections_(std::move(all)) {}

    // Null when there is none of that name.
    std::shared_ptr<const connection> find(std::string_view name) const {
        const auto found = connections_.find(name);
        return found == connections_.end() ? nullptr : found->second;
    }
    const auto& connections() const noexcept { return connections_; }

    // The names of those that believe whatever is posted to them.
    std::vector<std::string> unverified() const {
        std::vector<std::string> names;
        for (const auto& [name, one] : connections_)
            if (!one->proves_anything()) names.push_back(name);
        return names;
    }

private:
    std::map<std::string, std::shared_ptr<const connection>, std::less<>> connections_;
};

}  // namespace providers
