#pragma once

#include <filesystem>
#include <string>

#include "providers/connection.hpp"

namespace gateway {

// What a connection's file says. Resolves its secrets; whether they and the rest suit the provider
// is for providers::connection::make to decide.
struct connection_file {
    std::string provider;
    providers::connection_settings settings;
    // References to secrets that cannot be had here. The settings lack those secrets, so that they
    // still do for reading, but nobody must be served with them.
    mapping::problems absent_secrets;
};

// `config` is the file as one JSON value; `name` is its file name without ".yaml". Problems carry
// pointers into the file.
mapping::result<connection_file> read_connection(const boost::json::value& config, std::string name,
                                                 const std::filesystem::path& folder);

// A name that may stand in a URL and a metric label: [a-z0-9-], 1 to 64 characters.
bool is_plain_name(std::string_view name);

}  // namespace gateway
