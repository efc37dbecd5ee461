#include "gateway/http/reply.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <cstdio>

namespace gateway::http {

namespace beast_http = boost::beast::http;

namespace {

bool is_one_line(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return (c >= '\0' && c < ' ' && c != '\t') || c == '\x7f'; });
}

bool has_no_body(unsigned status) { return status < 200 || status == 204 || status == 304; }

void write_field(std::string_view name, std::string_view value, std::string& out) {
    out.append(name).append(": ").append(value).append("\r\n");
}

std::string_view reason(unsigned status) {
    const auto known = beast_http::obsolete_reason(beast_http::int_to_status(status));
    return {known.data(), known.size()};
}

}  // namespace

std::string_view http_date::at(std::time_t second) {
    if (second == written_) return text_;
    // Not strftime, whose names of days and months follow the locale.
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    gmtime_r(&second, &utc);
    std::array<char, 64> line{};
    const int size = std::snprintf(line.data(), line.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                   days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                   months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                                   utc.tm_hour, utc.tm_min, utc.tm_sec);
    text_.assign(line.data(), static_cast<std::size_t>(size));
    written_ = second;
    return text_;
}

void write_response(const response& answer, const delivery& how, std::string& out) {
    out.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    out.append(reason(answer.status)).append("\r\n");
    write_field("Date", how.date, out);
    for (const field& one : answer.headers)
        if (is_one_line(one.name) && is_one_line(one.value)) write_field(one.name, one.value, out);
    if (!has_no_body(answer.status))
        write_field("Content-Length", std::to_string(answer.body.size()), out);
    if (!how.keep_alive) write_field("Connection", "close", out);
    out.append("\r\n");
    if (!has_no_body(answer.status) && !how.to_head) out.append(answer.body);
}

}  // namespace gateway::http
