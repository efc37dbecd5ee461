#pragma once

#include <boost/json/object.hpp>
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
    std::vector<std::string> scopes{};  // none: all that the contract names
};

struct provider_tag {
    std::int64_t id;
    std::string name;
};

// Where the behaviour of the original is not known for certain, a switch gives the other reading.
// The defaults are what is most probable.
struct settings {
    std::vector<account> accounts{{1234567, "cid.sandbox", "cs1.sandbox"}};
    std::string app_key = "ak1.sandbox";
    std::vector<provider_tag> booking_providers{{5678, "Sandbox"}};  // every tenant has them
    boost::json::object seed{};  // what every tenant has besides, see `seed.hpp`

    int calls_per_second = 60;  // per tenant; 0 for no limit
    bool fixed_window = false;  // a count from second to second; otherwise a bucket that refills
    bool retry_after = true;    // with a 429
    std::chrono::seconds token_life{900};
    bool opaque_tokens = false;        // otherwise shaped like a JWT
    bool api_error_responses = false;  // for 401, 429, 500; otherwise as the API gateway words them
    int app_key_status = 401;          // for an application key that is missing or wrong
    std::optional<std::int64_t> restricted_to;  // the one booking provider the application may use
    int other_provider_status = 404;            // for a booking of another booking provider

    bool refuse_unknown_members = false;        // otherwise dropped, as seen live
    bool refuse_repeated_external_ids = false;  // otherwise a second booking is made, as seen live
    bool require_address_or_contact = true;     // the prose says so, the schema does not
    bool accept_partial_addresses = false;      // the definition demands all of it
    bool accept_late_updates = false;           // of a booking that was dismissed or converted
    bool null_clears = false;       // null in an update takes a value away; otherwise it is refused
    bool garble_non_ascii = false;  // characters beyond ASCII that are not escaped become U+FFFD
    std::size_t most_characters = 0;  // code points of any text in a body; 0 for no limit
    std::int64_t most_page_size = 5000;

    std::int64_t export_page_size = 1000;
    std::chrono::seconds export_delay{900};  // until an export shows a change by default
};

}  // namespace sandbox
