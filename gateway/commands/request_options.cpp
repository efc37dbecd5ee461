#include "gateway/commands/request_options.hpp"

#include <CLI/CLI.hpp>

#include "gateway/config/files.hpp"
#include "gateway/exit_status.hpp"
#include "providers/credentials.hpp"
#include "providers/encodings.hpp"
#include "providers/media_type.hpp"

namespace gateway {

namespace {

std::string mistake_in_header(const std::string& text) {
    const std::size_t colon = text.find(':');
    const bool is_one = colon != std::string::npos &&
                        providers::is_header_name(std::string_view(text).substr(0, colon));
    return is_one ? "" : "must be written as 'Name: value'";
}

std::string mistake_in_path(const std::string& text) {
    return text.empty() || text.starts_with('/') ? "" : "must begin with a slash";
}

providers::header header_in(std::string_view text) {
    const std::size_t colon = text.find(':');
    return {std::string(text.substr(0, colon)),
            std::string(providers::trimmed(text.substr(colon + 1)))};
}

}  // namespace

CLI::Option* add_request_options(CLI::App& command, request_options& into) {
    auto* file = command.add_option("FILE", into.file,
                                    "The body of the webhook, byte for byte; a GET needs none");
    command.add_option("--header", into.headers, "A header that it is sent with; may be repeated")
        ->type_name("'NAME: VALUE'")
        ->allow_extra_args(false)
        ->check(mistake_in_header);
    command.add_option("--path", into.path, "What follows /hooks/CONNECTION")
        ->type_name("/REST")
        ->check(mistake_in_path);
    command.add_option("--query", into.query, "What follows the question mark, percent-encoded")
        ->type_name("QUERY");
    command.add_option("--method", into.method, "The method [POST with a FILE, else GET]")
        ->type_name("METHOD");
    return file;
}

bool is_given(const request_options& described) {
    return !described.file.empty() || !described.method.empty() || !described.path.empty() ||
           !described.query.empty();
}

providers::webhook read_webhook(const request_options& given, providers::body_format format) {
    const bool has_body = !given.file.empty();
    providers::webhook hook;
    hook.method = given.method.empty() ? (has_body ? "POST" : "GET") : given.method;
    hook.path = given.path;
    hook.query = given.query;
    for (const std::string& one : given.headers) hook.headers.push_back(header_in(one));
    if (!has_body) return hook;

    auto body = read_file(given.file);
    if (!body) throw cannot_start(exit_status::no_input, mapping::to_text(body.error()));
    const std::string usual(providers::usual_content_type(format));
    if (!usual.empty() && !providers::sole_header(hook, "Content-Type"))
        hook.headers.push_back({"Content-Type", usual});
    hook.body = std::move(*body);
    return hook;
}

}  // namespace gateway
