#include "providers/connection_settings.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "mapping/transforms/phone.hpp"
#include "mapping/transforms/text.hpp"
#include "mapping/transforms/time.hpp"
#include "providers/request_target.hpp"

namespace providers {

using mapping::errc;
using mapping::json_reader;
using mapping::pointer_token;

namespace {

// A setting under `defaults`. The ones of the CRM are those that can be the same for every booking
// of a connection: the others must come from the partner or not at all.
enum class default_type { text, customer_type, priority, identifier, flag, locale };
struct default_setting {
    std::string_view name;
    default_type type;
};
constexpr std::array known_defaults = {
    default_setting{"source", default_type::text},
    default_setting{"name", default_type::text},
    default_setting{"summary", default_type::text},
    default_setting{"customerType", default_type::customer_type},
    default_setting{"priority", default_type::priority},
    default_setting{"campaignId", default_type::identifier},
    default_setting{"businessUnitId", default_type::identifier},
    default_setting{"jobTypeId", default_type::identifier},
    default_setting{"isFirstTimeClient", default_type::flag},
    default_setting{"isSendConfirmationEmail", default_type::flag},
    default_setting{"region", default_type::locale},
    default_setting{"time_zone", default_type::locale},
};

void check_word(json_reader& in, const std::string& where,
                std::span<const std::string_view> allowed, const char* complaint) {
    const std::string word = in.text(where);
    const bool is_allowed = std::any_of(allowed.begin(), allowed.end(), [&](std::string_view one) {
        return mapping::equals_ignoring_case(one, word);
    });
    if (!word.empty() && !is_allowed) in.fail(errc::not_allowed, where, complaint);
}

void check_default(json_reader& in, const std::string& where, default_type type) {
    switch (type) {
        case default_type::text: in.text(where); break;
        case default_type::customer_type:
            check_word(in, where, mapping::customer_types, "must be Residential or Commercial");
            break;
        case default_type::priority:
            check_word(in, where, mapping::priorities, "must be Low, Normal, High or Urgent");
            break;
        case default_type::identifier: in.integer(where, 1); break;
        case default_type::flag: in.boolean_or(where, false); break;
        case default_type::locale: break;  // known and checked by check_locale
    }
}

void check_defaults(json_reader& in, const json::object& defaults) {
    for (const auto& member : defaults) {
        const std::string where = "/defaults" + pointer_token(member.key());
        const auto* known = std::find_if(
            known_defaults.begin(), known_defaults.end(),
            [&](const default_setting& one) { return one.name == std::string_view(member.key()); });
        if (known == known_defaults.end())
            in.fail(errc::unknown, where, "is no field of a booking that can have a default");
        else
            check_default(in, where, known->type);
    }
}

void check_locale(json_reader& in, const mapping::locale& locale) {
    if (!mapping::is_time_zone(locale.time_zone))
        in.fail(errc::unknown, "/defaults/time_zone",
                "is no time zone of the IANA database, such as America/New_York, nor of Windows");
    if (!mapping::is_phone_region(locale.region))
        in.fail(errc::unknown, "/defaults/region", "is no region (ISO 3166-1), such as US");
}

void check_tables(json_reader& in, const lookup_tables& given, const definition& provider) {
    for (const auto& [name, need] : provider.tables)
        if (need == table_need::required && !given.contains(name))
            in.fail(errc::missing, "/tables" + pointer_token(name),
                    "the definition " + provider.name + " looks values up in this table");
    for (const auto& [name, rows] : given)
        if (!provider.tables.contains(name))
            in.fail(errc::unknown, "/tables" + pointer_token(name),
                    "the definition " + provider.name + " uses no table of that name");
}

void check_origins(json_reader& in, const fetch_origins& given, const definition& provider) {
    for (const auto& [name, origin] : given) {
        const std::string where = "/origins" + pointer_token(name);
        const bool is_known = std::any_of(provider.fetch.begin(), provider.fetch.end(),
                                          [&](const fetch_step& one) { return one.name == name; });
        if (!is_known)
            in.fail(errc::unknown, where,
                    "the definition " + provider.name + " has no fetch of that name");
        if (!is_origin(origin)) in.fail(errc::malformed, where, not_an_origin);
    }
}

}  // namespace

lookup_tables read_tables(json_reader& in, const std::string& pointer) {
    lookup_tables tables;
    const auto* given = in.object(pointer);
    if (!given) return tables;
    for (const auto& [name, rows] : *given) {
        const std::string where = pointer + pointer_token(name);
        mapping::lookup_table& table = tables[std::string(name)];
        const auto* members = in.object(where);
        if (!members) continue;
        for (const auto& [key, value] : *members) {
            if (value.is_structured() || value.is_null())
                in.fail(errc::wrong_type, where + pointer_token(key),
                        "must be a text, a number or a boolean");
            else
                table.emplace(key, value);
        }
    }
    return tables;
}

mapping::locale read_locale(json_reader& in, const std::string& pointer) {
    mapping::locale locale;
    locale.region = in.text_or(pointer + "/region", locale.region);
    locale.time_zone = in.text_or(pointer + "/time_zone", locale.time_zone);
    return locale;
}

mapping::problems check_settings(const connection_settings& settings, const definition& provider) {
    const json::value file = json::object{{"defaults", settings.defaults}};
    json_reader in(file);
    check_defaults(in, settings.defaults);
    check_locale(in, settings.locale);
    check_tables(in, settings.tables, provider);
    check_origins(in, settings.origins, provider);
    const auto checked = std::move(in).finish(true);
    return checked ? mapping::problems() : checked.error();
}

}  // namespace providers
