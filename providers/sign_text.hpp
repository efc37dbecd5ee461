#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"
#include "mapping/timestamp.hpp"
#include "providers/signed_text.hpp"
#include "providers/webhook.hpp"

namespace providers {

// How a text of the request is signed, see signed_text_settings: what verifying does, backwards.
struct text_signing {
    const signed_text_settings& settings;
    std::string_view public_url;  // for {url}
    std::string_view secret;      // for {secret}
    std::string_view id;          // for {id}, if the request has none yet
    mapping::timestamp now;       // for {timestamp}, if the request has none yet
    std::function<std::string(std::string_view message)> signature_of;
};

// The webhook with its signature, and with the timestamp and the id that are signed. Problems have
// the place of what is missing or in the way.
mapping::result<webhook> sign_text(webhook hook, const text_signing& how);

// Adds a header that shows something; a problem when the request has one of that name.
mapping::problems add_credential(webhook& hook, const std::string& header, std::string value);

// Likewise a parameter of the query.
mapping::problems add_parameter(webhook& hook, const std::string& name, std::string_view value);

}  // namespace providers
