#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "mapping/problem.hpp"

namespace gateway {

// Secrets never stand in configuration files, only references to them: {env: NAME} or {file: path}.
// A relative path is relative to `folder`. What the reference names is read here and now; one line
// break at the end of a file is not part of the secret. Missing or empty secrets are problems, with
// `where` the reference's pointer; the secret's value never appears in one.
mapping::result<std::string> resolve_secret(const boost::json::value& reference,
                                            const std::string& where,
                                            const std::filesystem::path& folder);

// One reference, or a list of them while the secret rotates, newest first.
mapping::result<std::vector<std::string>> resolve_secrets(const boost::json::value& references,
                                                          const std::string& where,
                                                          const std::filesystem::path& folder);

}  // namespace gateway
