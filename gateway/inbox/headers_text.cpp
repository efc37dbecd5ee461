#include "gateway/inbox/headers_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace gateway::rows {

namespace json = boost::json;

std::string to_text(const std::vector<providers::header>& headers) {
    json::array pairs;
    pairs.reserve(headers.size());
    for (const providers::header& one : headers)
        pairs.emplace_back(json::array{json::string(one.name), json::string(one.value)});
    return json::serialize(pairs);
}

std::vector<providers::header> headers_from(std::string_view text) {
    json::parse_options as_received;
    as_received.allow_invalid_utf8 = true;
    const json::value pairs = json::parse(text, json::storage_ptr(), as_received);

    std::vector<providers::header> headers;
    for (const json::value& pair : pairs.as_array())
        headers.push_back(
            {std::string(pair.at(0).as_string()), std::string(pair.at(1).as_string())});
    return headers;
}

}  // namespace gateway::rows
