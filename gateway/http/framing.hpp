#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

// The gate in front of the parser. A parser that is generous about where a message ends lets one
// sender hide a request inside another's; so the bytes of a head are judged here first, and
// whatever two programs could read in two ways is refused.
namespace gateway::http {

// Finds the end of a request's head while it arrives, and notices the first byte that no head may
// contain: a control byte, or a line that does not end with CR LF. Costs one look at each byte,
// however slowly they come.
class head_scan {
public:
    enum class verdict { incomplete, complete, malformed };

    // `received` is all that has arrived since the first byte of the head, and perhaps more.
    verdict look(std::string_view received);

    // The bytes of the complete head, with the empty line that ends it.
    std::size_t size() const { return seen_; }

private:
    std::size_t seen_ = 0;
};

// Why a complete head (as head_scan finds it) is refused with 400, or nothing. The reasons are
// fixed texts without any of the sender's bytes.
std::optional<std::string_view> framing_problem(std::string_view head);

}  // namespace gateway::http
