#include "mapping/source.hpp"

#include <algorithm>

#include "mapping/source_compiler.hpp"
#include "mapping/transforms/text.hpp"

namespace mapping {

result<source> source::compile(const json::value& config, std::string where, source_scope scope) {
    problems wrong;
    auto root = std::make_shared<const form>(source_compiler(wrong, scope).compile(config, where));
    if (!wrong.empty()) return wrong;
    return source(std::move(root));
}

result<source> source::compile_one(const json::value& config, std::string where,
                                   source_scope scope) {
    auto made = compile(config, where, scope);
    if (made && made->gives_list())
        return problems(errc::not_allowed, where, "takes one value, not a list of them");
    return made;
}

source::found source::read(const input& in) const { return root_->root->read(in); }

std::optional<std::string> source::read_text(const input& in) const {
    return scalar_text(read(in).value);
}

bool source::reads_header(std::string_view name) const {
    const auto& headers = root_->headers;
    return std::find(headers.begin(), headers.end(), to_lower(name)) != headers.end();
}

bool source::gives_list() const { return root_->gives_list; }

std::vector<std::string> source::tables() const { return root_->tables; }

std::vector<std::string> source::fetches() const { return root_->fetches; }

}  // namespace mapping
