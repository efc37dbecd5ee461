#pragma once

#include <boost/system/result.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "mapping/problem.hpp"
#include "providers/yaml.hpp"

namespace gateway {

// One text for each mistake: "config/connections/acme.yaml:7: /tenant: unknown: ...".
struct configuration_problems {
    std::vector<std::string> all;
};
std::string to_text(const configuration_problems& problems);  // a line each
[[noreturn]] void throw_exception_from_error(const configuration_problems& problems,
                                             const boost::source_location&);

// A file of the configuration that was read and is YAML.
struct yaml_file {
    std::filesystem::path path;
    providers::yaml_document document;

    // As texts that name the file and the line.
    std::vector<std::string> describe(const mapping::problems& found) const;
};

boost::system::result<yaml_file, configuration_problems> read_yaml_file(
    const std::filesystem::path& path);

}  // namespace gateway
