#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>

#include "tests/sandbox/instant.hpp"
#include "tests/sandbox/message.hpp"
#include "tests/sandbox/routes.hpp"
#include "tests/sandbox/settings.hpp"

namespace sandbox {

// The booking provider tags of all tenants.
class tags {
public:
    explicit tags(const settings& settings) : settings_(settings) {}

    // Forgets all of them; every tenant gets the booking providers of the settings.
    void reset(instant now);

    answer list(const route& at, const request& received) const;
    answer get(const route& at) const;
    answer create(const route& at, const request& received, instant now);
    answer update(const route& at, const request& received, instant now);

    bool has(std::int64_t tenant, std::int64_t id) const;

private:
    struct tag {
        std::int64_t tenant, id;
        instant created, modified;
        json::object shown;  // GetBookingProviderTagResponse
    };
    const tag* find(std::int64_t tenant, std::int64_t id) const;
    bool is_taken(std::int64_t tenant, const json::value& name, std::int64_t but_for) const;
    tag& add(std::int64_t tenant, std::int64_t id, const json::object& fields, instant now);

    const settings& settings_;
    std::map<std::pair<std::int64_t, std::int64_t>, tag> tags_;  // by tenant and id
    std::int64_t next_id_ = 3'100'000'001;
};

}  // namespace sandbox
