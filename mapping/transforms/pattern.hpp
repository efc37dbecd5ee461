#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"

namespace re2 {
class RE2;
}

namespace mapping {

// A regular expression (RE2's syntax) that takes a part out of a text. Searching takes time linear
// in the text and bounded memory, whatever the two look like. Immutable; may be shared between
// threads.
class pattern {
public:
    // `where` is the place of the expression in its file, for problems.
    static result<pattern> compile(std::string_view expression, std::string where);

    // How many groups it has.
    int groups() const;
    // The number of a group that is written (?P<name>...).
    std::optional<int> group_named(const std::string& name) const;

    // What the group holds in the first match, the whole match for group 0. Nothing when there is
    // no match, or the group has no part in it.
    std::optional<std::string> find(std::string_view text, int group) const;

private:
    explicit pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace mapping
