#pragma once

#include <string>
#include <vector>

#include "providers/receive.hpp"
#include "providers/webhook.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace gateway {

// A webhook as the command line describes it.
struct request_options {
    std::string file;  // its body
    std::string method = "POST", path, query;
    std::vector<std::string> headers;  // "Name: value"
};

// Returns the option of the file.
CLI::Option* add_request_options(CLI::App& command, request_options& into);

// With the Content-Type that is usual for the format, if no header says another. Throws
// cannot_start when the file cannot be read.
providers::webhook read_webhook(const request_options& given, providers::body_format format);

}  // namespace gateway
