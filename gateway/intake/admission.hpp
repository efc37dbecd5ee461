#pragma once

#include "gateway/http/listener.hpp"
#include "gateway/intake/routes.hpp"
#include "providers/connection.hpp"

namespace gateway {

// What the head of a request decides before its body is read: path, method, media type and how much
// body there may be. `through` is the connection of a hook; null where there is none of that name.
// Pure.
http::service::admission admission_of(const http::request& head, const route& where,
                                      const providers::connection* through);

}  // namespace gateway
