#include "mapping/transforms/pattern.hpp"

#include <re2/re2.h>

#include <array>

namespace mapping {
namespace {

constexpr std::size_t longest_expression = 1000;  // bytes
constexpr int most_groups = 16;
constexpr std::int64_t most_memory = 256 * 1024;  // bytes, for the expression and its automaton

}  // namespace

result<pattern> pattern::compile(std::string_view expression, std::string where) {
    if (expression.size() > longest_expression)
        return problems(errc::too_large, std::move(where), "is longer than 1000 bytes");
    re2::RE2::Options options;
    options.set_max_mem(most_memory);
    options.set_log_errors(false);
    auto compiled = std::make_shared<const re2::RE2>(
        re2::StringPiece(expression.data(), expression.size()), options);
    if (!compiled->ok())
        return problems(errc::malformed, std::move(where),
                        "is not a pattern: " + compiled->error());
    if (compiled->NumberOfCapturingGroups() > most_groups)
        return problems(errc::too_large, std::move(where), "has more than 16 groups");
    return pattern(std::move(compiled));
}

int pattern::groups() const { return compiled_->NumberOfCapturingGroups(); }

std::optional<int> pattern::group_named(const std::string& name) const {
    const auto& numbers = compiled_->NamedCapturingGroups();
    const auto found = numbers.find(name);
    if (found == numbers.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> pattern::find(std::string_view text, int group) const {
    std::array<re2::StringPiece, most_groups + 1> parts;
    const re2::StringPiece whole(text.data(), text.size());
    if (!compiled_->Match(whole, 0, whole.size(), re2::RE2::UNANCHORED, parts.data(), group + 1))
        return std::nullopt;
    const re2::StringPiece& part = parts.at(static_cast<std::size_t>(group));
    if (!part.data()) return std::nullopt;
    return std::string(part.data(), part.size());
}

}  // namespace mapping
