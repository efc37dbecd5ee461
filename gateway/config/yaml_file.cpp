#include "gateway/config/yaml_file.hpp"

#include <stdexcept>

#include "gateway/config/files.hpp"

namespace gateway {

std::string to_text(const configuration_problems& problems) {
    std::string text;
    for (const std::string& one : problems.all) text += one + "\n";
    return text;
}

void throw_exception_from_error(const configuration_problems& problems,
                                const boost::source_location&) {
    throw std::runtime_error(to_text(problems));
}

std::vector<std::string> yaml_file::describe(const mapping::problems& found) const {
    std::vector<std::string> texts;
    for (const mapping::problem& one : found)
        texts.push_back(providers::describe(path.string(), document, one));
    return texts;
}

boost::system::result<yaml_file, configuration_problems> read_yaml_file(
    const std::filesystem::path& path) {
    configuration_problems wrong;
    const auto text = read_file(path);
    if (!text) {
        for (const mapping::problem& one : text.error())
            wrong.all.push_back(one.where + ": " + one.what);
        return wrong;
    }
    auto document = providers::parse_yaml(*text);
    if (!document) {
        for (const mapping::problem& one : document.error())
            wrong.all.push_back(path.string() + ": " + one.where + ": " + one.what);
        return wrong;
    }
    return yaml_file{path, std::move(*document)};
}

}  // namespace gateway
