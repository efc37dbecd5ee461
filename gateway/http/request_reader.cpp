#include "gateway/http/request_reader.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "mapping/transforms/text.hpp"

namespace gateway::http {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::system::error_code;
using progress = request_reader::progress;

namespace {

constexpr objection illegal_byte{400, "framing",
                                 "the head has a control byte or a bare line break"};
constexpr objection unreadable_head{400, "framing", "the head is malformed"};
constexpr objection unreadable_body{400, "framing", "the chunked body is malformed"};
constexpr objection wasteful_body{400, "framing", "the chunked body is mostly not body"};
constexpr objection large_head{431, "header_too_large", "the header is too large"};
constexpr objection large_body{413, "body_too_large", "the body is too large"};
constexpr objection unknown_expectation{417, "expectation", "only 100-continue can be expected"};

}  // namespace

struct request_reader::parser : beast_http::request_parser<beast_http::string_body> {};

request_reader::request_reader(std::size_t header_bytes) : header_bytes_(header_bytes) {}
request_reader::~request_reader() = default;

progress request_reader::read_head(std::string_view received) {
    const auto verdict = scan_.look(received);
    if (verdict == head_scan::verdict::malformed) return refuse(illegal_byte);
    if (scan_.size() > header_bytes_) return refuse(large_head);
    if (verdict == head_scan::verdict::incomplete) return progress::needs_more;
    used_ = scan_.size();
    return open(received.substr(0, used_));
}

progress request_reader::open(std::string_view head) {
    if (head.starts_with("\r\n")) head.remove_prefix(2);  // some clients end a body with it
    if (const auto found = framing_problem(head)) return refuse({400, "framing", *found});

    parser_ = std::make_unique<parser>();
    parser_->header_limit(static_cast<std::uint32_t>(head.size()));
    parser_->body_limit(boost::none);  // comes with limit_body
    parser_->eager(true);
    error_code failed;
    parser_->put(asio::buffer(head), failed);
    if (failed || !parser_->is_header_done()) return refuse(unreadable_head);
    return take_head();
}

// The header fields are taken now, because the parser will add the trailers of a chunked body to
// them.
progress request_reader::take_head() {
    const auto& head = parser_->get();
    message_.method = head.method_string();
    message_.target = head.target();
    for (const auto& one : head)
        message_.headers.push_back({std::string(one.name_string()), std::string(one.value())});

    if (head.version() != 11)
        return progress::complete;  // knows neither kept connections nor Expect
    keeps_alive_ = head.keep_alive();
    for (const field& one : message_.headers) {
        if (!mapping::equals_ignoring_case(one.name, "expect")) continue;
        if (!mapping::equals_ignoring_case(one.value, "100-continue"))
            return refuse(unknown_expectation);
        awaits_invitation_ = announces_body();
    }
    return progress::complete;
}

bool request_reader::announces_body() const {
    return parser_->chunked() || parser_->content_length().value_or(0) > 0;
}

progress request_reader::limit_body(std::size_t most) {
    if (parser_->content_length().value_or(0) > most) return refuse(large_body);
    parser_->body_limit(most);
    return progress::complete;
}

progress request_reader::read_body(std::string_view received) {
    used_ = 0;
    if (!parser_->is_done() && !received.empty()) {
        error_code failed;
        used_ = parser_->put(asio::buffer(received), failed);
        body_wire_bytes_ += used_;
        if (failed == beast_http::error::body_limit) return refuse(large_body);
        if (failed && failed != beast_http::error::need_more) return refuse(unreadable_body);
        const std::size_t pending = parser_->is_done() ? 0 : received.size() - used_;
        if (is_wasteful(pending)) return refuse(wasteful_body);
    }
    if (!parser_->is_done()) return progress::needs_more;
    message_.body = std::move(parser_->get().body());
    return progress::complete;
}

// The framing of chunks may cost as much as the body they carry, and a header, but no more: it is
// work that no limit on the body sees.
bool request_reader::is_wasteful(std::size_t pending) const {
    return body_wire_bytes_ + pending > 2 * parser_->get().body().size() + header_bytes_;
}

progress request_reader::refuse(const objection& found) {
    refusal_ = found;
    return progress::refused;
}

}  // namespace gateway::http
