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
    std::string file;  // its body; "" for none
    std::string method, path, query;
    std::vector<std::string> headers;  // "Name: value"
};

// Whether the command line describes one: it has a body, or something that a GET can have instead.
bool is_given(const request_options& described);
inline constexpr const char* file_or_get = "FILE, or --query or --path of a GET,";

// Returns the option of the file.
CLI::Option* add_request_options(CLI::App& command, request_options& into);

// A POST if it has a body and no method is given, else a GET. A body has the Content-Type that is
// usual for the format, if no header says another. Throws cannot_start when the file cannot be
// read.
providers::webhook read_webhook(const request_options& given, providers::body_format format);

}  // namespace gateway
