#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "gateway/http/message.hpp"

// Responses as the bytes that go out. Internal to gateway/http.
namespace gateway::http {

// The value of the Date header, written anew when the second changes.
class http_date {
public:
    std::string_view now() { return at(std::time(nullptr)); }
    std::string_view at(std::time_t second);

private:
    std::time_t written_ = -1;
    std::string text_;
};

// How a response leaves, apart from what it says.
struct delivery {
    std::string_view date;
    bool keep_alive = false;
    bool to_head = false;  // the answer to HEAD: everything but the body
};

// Appends the whole response, head and body together, so that it leaves in one write. A header
// field that could not be sent as one line is left out: it would become a second response.
void write_response(const response& answer, const delivery& how, std::string& out);

}  // namespace gateway::http
