#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/config/yaml_file.hpp"
#include "providers/connection.hpp"

// The configuration as far as it takes to try a connection or a definition out, on whatever machine
// its files are: mistakes in other files do not matter, and neither do secrets that are not there.
namespace gateway {

// A connection that reads and maps, for nobody to be served with.
struct trial {
    std::shared_ptr<const providers::connection> through;
    std::int64_t tenant_id = 0;               // the CRM's number of the connection's tenant
    std::vector<std::string> absent_secrets;  // with any of these it believes nobody
};

// A connection through the definition that it has, and through another one.
struct comparison {
    std::shared_ptr<const providers::connection> now, then;
};

template <class T>
using trial_result = boost::system::result<T, configuration_problems>;

trial_result<trial> load_trial(const std::filesystem::path& gateway_yaml, const std::string& name);

// By name, every connection whose definition has the file name of `definition_yaml`, with that file
// in the place of its definition. None of them believes anybody.
trial_result<std::map<std::string, comparison>> load_comparisons(
    const std::filesystem::path& gateway_yaml, const std::filesystem::path& definition_yaml);

// Where gateway.yaml says that the inbox is.
trial_result<std::filesystem::path> inbox_path(const std::filesystem::path& gateway_yaml);

// Of all connections, whatever is in their files. Empty when there is no such folder.
std::vector<std::string> connection_names(const std::filesystem::path& gateway_yaml);

}  // namespace gateway
