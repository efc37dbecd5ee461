#include "gateway/crm/crm.hpp"

namespace gateway {

using outcome = crm_result::outcome;

std::string_view reason_of(outcome what) noexcept {
    switch (what) {
        case outcome::ok: return "unexpected_answer";
        case outcome::invalid: return "breaks_contract";
        case outcome::refused: return "refused";
        case outcome::unauthorized: return "unauthorized";
        case outcome::forbidden: return "forbidden";
        case outcome::throttled: return "throttled";
        case outcome::server_error: return "server_error";
        case outcome::unknown: return "no_answer";
        case outcome::not_sent: return "not_sent";
    }
    return "no_answer";
}

}  // namespace gateway
