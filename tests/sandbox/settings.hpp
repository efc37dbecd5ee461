#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sandbox {

// Who may ask for a token, and the one tenant that the token is then good for.
struct account {
    std::int64_t tenant;
    std::string client_id, client_secret;
};

struct provider_tag {
    std::int64_t id;
    std::string name;
};

// Where the behaviour of the original is not known for certain, a switch gives the other reading.
struct settings {
    std::vector<account> accounts{{1234567, "cid.sandbox", "cs1.sandbox"}};
    std::string app_key = "ak1.sandbox";
    std::vector<provider_tag> booking_providers{{5678, "Sandbox"}};  // every tenant has them

    int calls_per_second = 60;  // per tenant; 0 for no limit
    std::chrono::seconds token_life{900};
    bool opaque_tokens = false;  // otherwise shaped like a JWT

    bool refuse_unknown_members = false;        // otherwise dropped, as seen live
    bool refuse_repeated_external_ids = false;  // otherwise a second booking is made, as seen live
    bool require_address_or_contact = true;     // the prose says so, the schema does not
    std::optional<std::int64_t> restricted_to;  // the one booking provider the application may use
};

}  // namespace sandbox
