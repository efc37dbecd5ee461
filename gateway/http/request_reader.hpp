#pragma once

#include <memory>
#include <string_view>

#include "gateway/http/framing.hpp"
#include "gateway/http/message.hpp"

// Internal to gateway/http.
namespace gateway::http {

// Why a request is refused before its owner sees it whole. The label is for metrics, the reason for
// the sender.
struct objection {
    unsigned status = 0;
    std::string_view label, reason;
};

// One request while it takes shape from the bytes of a connection. Does no I/O: it is shown what
// has been received and not used yet, and says how much of that it has used now.
class request_reader {
public:
    enum class progress { needs_more, complete, refused };

    explicit request_reader(std::size_t header_bytes);
    ~request_reader();

    // First, until it is complete.
    progress read_head(std::string_view received);

    // Then these are known, and `message` without the body.
    bool keeps_alive() const { return keeps_alive_; }
    bool announces_body() const;
    bool awaits_invitation() const { return awaits_invitation_; }  // 100 Continue

    // Then, `limit_body` once, and `read_body` until it is complete.
    progress limit_body(std::size_t most);
    progress read_body(std::string_view received);

    std::size_t used() const { return used_; }  // by the last call, from the front
    request& message() { return message_; }
    const objection& refusal() const { return refusal_; }  // when it was refused

private:
    progress open(std::string_view head);
    progress take_head();
    progress refuse(const objection& found);
    bool is_wasteful(std::size_t pending) const;

    struct parser;
    std::unique_ptr<parser> parser_;  // once the head has passed the gate
    head_scan scan_;
    std::size_t header_bytes_;
    std::size_t used_ = 0;
    std::size_t body_wire_bytes_ = 0;  // with the sizes, extensions and trailers of chunks
    bool keeps_alive_ = false;
    bool awaits_invitation_ = false;
    request message_;
    objection refusal_;
};

}  // namespace gateway::http
