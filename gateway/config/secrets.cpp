#include "gateway/config/secrets.hpp"

#include <cstdlib>

#include "gateway/config/files.hpp"
#include "mapping/json_reader.hpp"

namespace gateway {

using mapping::errc;
using mapping::problems;

namespace {

mapping::result<std::string> from_environment(const std::string& name, const std::string& where) {
    const char* value = std::getenv(name.c_str());
    if (!value) return problems(errc::missing, where, "the environment has no variable " + name);
    if (*value == '\0') return problems(errc::missing, where, "the variable " + name + " is empty");
    return std::string(value);
}

mapping::result<std::string> from_file(const std::filesystem::path& path,
                                       const std::string& where) {
    auto content = read_file(path);
    if (!content) {
        const mapping::problem first = content.error()[0];  // error() returns a copy
        return problems(first.code, where, first.where + ": " + first.what);
    }
    if (content->ends_with('\n')) content->pop_back();
    if (content->ends_with('\r')) content->pop_back();
    if (content->empty()) return problems(errc::missing, where, path.string() + " is empty");
    return std::move(*content);
}

}  // namespace

mapping::result<std::string> resolve_secret(const boost::json::value& reference,
                                            const std::string& where,
                                            const std::filesystem::path& folder) {
    const auto* object = reference.if_object();
    if (!object || object->size() != 1)
        return problems(errc::wrong_type, where,
                        "a secret is a reference, {env: NAME} or {file: path}, never its value");

    mapping::json_reader in(reference, where);
    in.object("", {"env", "file"});
    const std::string variable = in.text_or("/env", "");
    const std::string file = in.text_or("/file", "");
    if (in.failed()) return std::move(in).finish(std::string());

    if (!variable.empty()) return from_environment(variable, where);
    if (!file.empty()) return from_file(folder / file, where);
    return problems(errc::missing, where, "the reference names nothing");
}

mapping::result<std::vector<std::string>> resolve_secrets(const boost::json::value& references,
                                                          const std::string& where,
                                                          const std::filesystem::path& folder) {
    std::vector<std::string> values;
    problems found;
    const auto resolve = [&](const boost::json::value& reference, const std::string& place) {
        auto value = resolve_secret(reference, place, folder);
        if (value)
            values.push_back(std::move(*value));
        else
            found.add(value.error());
    };

    if (const auto* list = references.if_array()) {
        if (list->empty()) return problems(errc::missing, where, "an empty list of secrets");
        for (std::size_t i = 0; i < list->size(); ++i)
            resolve((*list)[i], where + "/" + std::to_string(i));
    } else {
        resolve(references, where);
    }
    if (!found.empty()) return found;
    return values;
}

}  // namespace gateway
