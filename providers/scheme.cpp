#include "providers/scheme.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "mapping/json_reader.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
using place = token_settings::place;

// Of any_of and all_of within each other: nobody understands more.
constexpr int deepest = 4;

template <place Where>
void read_token(json_reader& in, scheme& into) {
    into.what = read_token_settings(in, Where);
}

void read_mac(json_reader& in, scheme& into) { into.what = read_mac_settings(in); }

void read_public_key(json_reader& in, scheme& into) { into.what = read_public_key_settings(in); }

void read_jwt(json_reader& in, scheme& into) { into.what = read_jwt_settings(in); }

void read_address(json_reader& in, scheme& into) { into.what = read_address_settings(in); }

void read_certificate(json_reader& in, scheme& into) { into.what = read_certificate_settings(in); }

// A scheme is an object with one key that names its kind.
struct kind {
    std::string_view key;
    void (*read)(json_reader&, scheme&);
};
constexpr kind kinds[] = {
    {"basic", read_token<place::basic>},
    {"bearer", read_token<place::bearer>},
    {"header", read_token<place::header>},
    {"query", read_token<place::query>},
    {"path", read_token<place::path>},
    {"body", read_token<place::body>},
    {"mac", read_mac},
    {"public_key", read_public_key},
    {"jwt", read_jwt},
    {"address", read_address},
    {"client_certificate", read_certificate},
};
constexpr std::string_view any_of = "any_of", all_of = "all_of";

std::string words_for_kinds() {
    std::string words;
    for (const kind& one : kinds) words.append(one.key).append(", ");
    return words.append(any_of).append(" or ").append(all_of);
}

// One reading of `verify:`; the mistakes of all its parts gather in `wrong`.
class scheme_reader {
public:
    scheme read(const json::value& config, const std::string& where, int depth) {
        json_reader in(config, where);
        scheme out;
        if (const json::object* object = config.if_object())
            read_object(in, *object, where, depth, out);
        else if (config.is_null())
            in.fail(errc::missing, "", "must say how a webhook is verified, or none");
        else if (config.is_array())
            in.fail(errc::not_allowed, "",
                    "a list needs a word: {any_of: [...]} or {all_of: [...]}");
        else if (config != "none")
            in.fail(errc::not_allowed, "",
                    "must be none or an object with one of the keys " + words_for_kinds());
        else if (depth > 0)
            in.fail(errc::not_allowed, "", "none believes everybody, whatever the others say");
        if (const auto read = std::move(in).finish(true); !read) wrong.add(read.error());
        return out;
    }

    mapping::problems wrong;

private:
    void read_object(json_reader& in, const json::object& object, const std::string& where,
                     int depth, scheme& out) {
        std::vector<std::string_view> found;
        for (const kind& one : kinds)
            if (object.contains(one.key)) found.push_back(one.key);
        for (const std::string_view key : {any_of, all_of})
            if (object.contains(key)) found.push_back(key);
        if (found.size() == 1) return read_kind(in, found.front(), where, depth, out);
        if (found.empty())
            in.fail(errc::missing, "", "must have one of the keys " + words_for_kinds());
        else
            in.fail(errc::not_allowed, "", "must have only one of " + words_for_kinds());
    }

    void read_kind(json_reader& in, std::string_view key, const std::string& where, int depth,
                   scheme& out) {
        const auto known = std::find_if(std::begin(kinds), std::end(kinds),
                                        [&](const kind& one) { return one.key == key; });
        if (known != std::end(kinds)) return known->read(in, out);
        out.what = read_members(in, key, where, depth);
    }

    composition read_members(json_reader& in, std::string_view key, const std::string& where,
                             int depth) {
        composition out;
        out.how = key == any_of ? composition::rule::any_of : composition::rule::all_of;
        const std::string pointer = "/" + std::string(key);
        in.object("", {key});
        const json::array* list = in.array(pointer);
        if (depth == deepest)
            in.fail(errc::too_large, "", "any_of and all_of nested more than 4 deep");
        else if (!list || list->empty())
            in.fail(errc::missing, pointer, "must be a list of at least one way of verifying");
        else
            for (std::size_t i = 0; i < list->size(); ++i)
                out.members.push_back(
                    read((*list)[i], where + pointer + "/" + std::to_string(i), depth + 1));
        return out;
    }
};

// The name that each kind of settings has for its secret.
const std::string* secret_of(const no_settings&) { return nullptr; }
const std::string* secret_of(const composition&) { return nullptr; }
const std::string* secret_of(const address_settings&) { return nullptr; }
const std::string* secret_of(const certificate_settings&) { return nullptr; }
const std::string* secret_of(const token_settings& token) { return &token.secret; }
const std::string* secret_of(const mac_settings& mac) { return &mac.secret; }
const std::string* secret_of(const public_key_settings& signing) { return &signing.key; }
const std::string* secret_of(const jwt_settings& token) { return &token.key; }

}  // namespace

mapping::result<scheme> read_scheme(const json::value& config, const std::string& where) {
    scheme_reader reader;
    scheme read = reader.read(config, where, 0);
    if (!reader.wrong.empty()) return std::move(reader.wrong);
    return read;
}

bool proves_token_in_body(const scheme& one) {
    if (const auto* jwt = std::get_if<jwt_settings>(&one.what))
        return jwt->where == jwt_settings::place::body;
    const auto* several = std::get_if<composition>(&one.what);
    if (!several) return false;
    const auto& members = several->members;
    return several->how == composition::rule::any_of
               ? std::all_of(members.begin(), members.end(), proves_token_in_body)
               : std::any_of(members.begin(), members.end(), proves_token_in_body);
}

bool reads_secret_from_body(const scheme& one) {
    if (const auto* token = std::get_if<token_settings>(&one.what))
        return token->where == token_settings::place::body;
    const auto* several = std::get_if<composition>(&one.what);
    return several &&
           std::any_of(several->members.begin(), several->members.end(), reads_secret_from_body);
}

const std::string* secret_name(const scheme& one) {
    return std::visit([](const auto& settings) { return secret_of(settings); }, one.what);
}

bool is_complete(const scheme& one, const verification_inputs& given) {
    if (const auto* several = std::get_if<composition>(&one.what)) {
        const auto& members = several->members;
        const auto complete = [&](const scheme& member) { return is_complete(member, given); };
        return several->how == composition::rule::any_of
                   ? std::any_of(members.begin(), members.end(), complete)
                   : std::all_of(members.begin(), members.end(), complete);
    }
    if (const auto* address = std::get_if<address_settings>(&one.what))
        return !address->is_left_to_connection || !given.addresses.empty();
    if (std::holds_alternative<certificate_settings>(one.what)) return given.has_client_ca;
    const std::string* name = secret_name(one);
    return !name || given.secrets.contains(*name);
}

}  // namespace providers
