#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/config/settings.hpp"
#include "gateway/config/yaml_file.hpp"
#include "gateway/http/tls.hpp"
#include "providers/definition.hpp"
#include "providers/registry.hpp"

namespace gateway {

// Everything the process is told, read and checked: gateway.yaml with the files it names, and
// beside it the folders providers/ and connections/.
struct configuration {
    std::filesystem::path file;  // gateway.yaml
    settings process;
    std::shared_ptr<const http::server_certificate> certificate;  // of the door
    std::shared_ptr<const providers::registry> registry;
    std::vector<std::string> warnings;  // nothing wrong, but worth a look
};

// Reads every file and reports every mistake in all of them at once. Throws nothing for bad input.
boost::system::result<configuration, configuration_problems> load_configuration(
    const std::filesystem::path& gateway_yaml);

// Runs the examples of every definition in the folder beside gateway.yaml. Empty when all are met.
std::vector<std::string> run_examples(const std::filesystem::path& gateway_yaml);

}  // namespace gateway
