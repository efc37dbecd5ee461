#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace sandbox {

namespace json = boost::json;

using texts_by_name = std::map<std::string, std::string>;

// A request as it was read. Header names and query names are in lower case: the original tells no
// cases apart.
struct request {
    std::string method{};
    std::string path{};  // still percent-encoded
    texts_by_name query{};
    texts_by_name headers{};
    std::string body{};
};

// "" when there is none of that name.
std::string_view value_of(const texts_by_name& texts, const std::string& name);

std::string percent_decoded(std::string_view text, bool plus_is_space);

// Sets path and query from what stands in the request line.
void set_target(request& received, std::string_view target);

// "name=value&name=value", percent-decoded, with + for a space.
texts_by_name parse_form(std::string_view text);

std::string lower_case(std::string_view text);

// An answer, and what becomes of it on its way.
struct answer {
    enum class delivery {
        whole,
        half,  // the connection ends in the middle of the body
        none,  // the connection ends without an answer
    };
    int status = 200;
    std::string body{};
    std::string content_type = "application/json; charset=utf-8";
    texts_by_name headers{};  // besides Content-Type and Content-Length
    delivery delivered = delivery::whole;
    std::chrono::milliseconds delay{0};
};

answer json_answer(int status, const json::value& body);

}  // namespace sandbox
