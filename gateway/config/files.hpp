#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mapping/problem.hpp"

namespace gateway {

// The whole file, at most 4 MiB: what we read are configuration, certificates and secrets. A
// problem's `where` is the path, its `what` the system's reason.
mapping::result<std::string> read_file(const std::filesystem::path& path);

// The *.yaml and *.yml files of a folder by name, without those that start with a dot. A folder
// that is not there or cannot be read is a problem: it must not pass for an empty one.
mapping::result<std::vector<std::filesystem::path>> yaml_files(const std::filesystem::path& folder);

}  // namespace gateway
