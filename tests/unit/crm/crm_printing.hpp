#pragma once

#include <ostream>

#include "gateway/crm/crm.hpp"
#include "gateway/crm/token_source.hpp"

namespace gateway {

inline std::ostream& operator<<(std::ostream& out, crm_result::outcome what) {
    switch (what) {
        case crm_result::outcome::ok: return out << "ok";
        case crm_result::outcome::invalid: return out << "invalid";
        case crm_result::outcome::refused: return out << "refused";
        case crm_result::outcome::unauthorized: return out << "unauthorized";
        case crm_result::outcome::forbidden: return out << "forbidden";
        case crm_result::outcome::throttled: return out << "throttled";
        case crm_result::outcome::server_error: return out << "server_error";
        case crm_result::outcome::unknown: return out << "unknown";
        case crm_result::outcome::not_sent: return out << "not_sent";
    }
    return out;
}

inline std::ostream& operator<<(std::ostream& out, access_token::outcome what) {
    switch (what) {
        case access_token::outcome::granted: return out << "granted";
        case access_token::outcome::refused: return out << "refused";
        case access_token::outcome::unavailable: return out << "unavailable";
    }
    return out;
}

}  // namespace gateway
