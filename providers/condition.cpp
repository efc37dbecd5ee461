#include "providers/condition.hpp"

#include "mapping/transforms/text.hpp"

namespace providers {

using mapping::errc;

std::optional<condition> read_condition(mapping::json_reader& in, const std::string& where,
                                        mapping::source_scope scope) {
    const boost::json::value* equals = in.find(where + "/equals");
    std::optional<std::string> wanted;
    if (equals) wanted = mapping::scalar_text(*equals);
    if (equals && !wanted)
        in.fail(errc::wrong_type, where + "/equals", "must be a text, a number or a boolean");

    const boost::json::value* what = in.find(where + "/when");
    if (!what) {
        if (equals)
            in.fail(errc::missing, where + "/when", "`equals` needs something to compare with");
        return std::nullopt;
    }
    const auto compile = wanted ? mapping::source::compile_one : mapping::source::compile;
    auto compiled = compile(*what, where + "/when", scope);
    if (compiled) return condition{std::move(*compiled), std::move(wanted)};
    in.fail(compiled.error());
    return std::nullopt;
}

bool holds(const condition& one, const mapping::input& in) {
    if (!one.equals) return !one.what.read(in).value.is_null();
    return one.what.read_text(in) == one.equals;
}

}  // namespace providers
