#include "mapping/json_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

struct unit {
    std::string_view name;
    std::int64_t factor;
};
constexpr std::array durations = {unit{"ms", 1}, unit{"s", 1000}, unit{"m", 60'000},
                                  unit{"h", 3'600'000}, unit{"d", 86'400'000}};
constexpr std::array sizes = {unit{"KiB", 1024}, unit{"MiB", 1024 * 1024},
                              unit{"GiB", 1024 * 1024 * 1024}};

// "20s" -> 20000, with at most nine digits, so that no product can overflow.
template <std::size_t Count>
std::optional<std::int64_t> with_unit(std::string_view text, const std::array<unit, Count>& units) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 9) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + digits, number);
    for (const unit& one : units)
        if (text.substr(digits) == one.name) return number * one.factor;
    return std::nullopt;
}

std::optional<std::int64_t> exact_integer(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    return std::nullopt;
}

}  // namespace

std::string json_reader::text(std::string_view pointer) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) {
        fail(errc::missing, pointer, "a text is required");
        return {};
    }
    std::string read = text_or(pointer, {});
    if (value->is_string() && is_blank(read)) fail(errc::missing, pointer, "must not be blank");
    return read;
}

std::int64_t json_reader::integer(std::string_view pointer, std::int64_t least, std::int64_t most) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) {
        fail(errc::missing, pointer, "a whole number is required");
        return {};
    }
    return integer_or(pointer, {}, least, most);
}

std::string json_reader::text_or(std::string_view pointer, std::string fallback) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) return fallback;
    if (value->is_string()) return std::string(value->get_string());
    fail(errc::wrong_type, pointer, "must be a text");
    return {};
}

std::int64_t json_reader::integer_or(std::string_view pointer, std::int64_t fallback,
                                     std::int64_t least, std::int64_t most) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) return fallback;
    const auto number = exact_integer(*value);
    if (!number) {
        fail(errc::wrong_type, pointer, "must be a whole number");
        return {};
    }
    if (*number < least)
        fail(errc::out_of_range, pointer, "must be at least " + std::to_string(least));
    if (*number > most)
        fail(errc::out_of_range, pointer, "must be at most " + std::to_string(most));
    return *number;
}

bool json_reader::boolean_or(std::string_view pointer, bool fallback) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) return fallback;
    if (value->is_bool()) return value->get_bool();
    fail(errc::wrong_type, pointer, "must be true or false");
    return {};
}

std::chrono::milliseconds json_reader::duration_or(std::string_view pointer,
                                                   std::chrono::milliseconds fallback) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) return fallback;
    if (value->is_string())
        if (const auto read = with_unit(value->get_string(), durations))
            return std::chrono::milliseconds(*read);
    fail(value->is_string() ? errc::malformed : errc::wrong_type, pointer,
         "must be a duration with its unit, such as 250ms, 20s, 10m, 3h or 8d");
    return {};
}

std::size_t json_reader::bytes_or(std::string_view pointer, std::size_t fallback) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) return fallback;
    auto read = exact_integer(*value);
    if (value->is_string()) read = with_unit(value->get_string(), sizes);
    if (read && *read >= 0) return static_cast<std::size_t>(*read);
    fail(value->is_string() ? errc::malformed : errc::wrong_type, pointer,
         "must be a number of bytes, such as 1024, 256KiB or 1MiB");
    return {};
}

const json::value* json_reader::find(std::string_view pointer) const {
    json::error_code ec;
    return from_.find_pointer({pointer.data(), pointer.size()}, ec);
}

const json::object* json_reader::object(std::string_view pointer) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) return nullptr;
    if (!value->is_object()) fail(errc::wrong_type, pointer, "must be an object");
    return value->if_object();
}

const json::array* json_reader::array(std::string_view pointer) {
    const json::value* value = find(pointer);
    if (!value || value->is_null()) return nullptr;
    if (!value->is_array()) fail(errc::wrong_type, pointer, "must be a list");
    return value->if_array();
}

const json::object* json_reader::object(std::string_view pointer,
                                        std::initializer_list<std::string_view> allowed) {
    const json::object* members = object(pointer);
    if (!members) return nullptr;
    for (const auto& member : *members) {
        const std::string_view key = member.key();
        if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
            fail(errc::unknown, std::string(pointer) + pointer_token(key),
                 "is not a known setting");
    }
    return members;
}

void json_reader::fail(errc code, std::string_view pointer, std::string what) {
    problems_.add(code, base_ + std::string(pointer), std::move(what));
}

std::string pointer_token(std::string_view key) {
    std::string token = "/";
    for (const char c : key) {
        if (c == '~')
            token += "~0";
        else if (c == '/')
            token += "~1";
        else
            token += c;
    }
    return token;
}

bool is_json_pointer(std::string_view text) noexcept {
    if (!text.starts_with('/')) return false;
    for (std::size_t i = text.find('~'); i != std::string_view::npos; i = text.find('~', i + 1)) {
        const std::string_view escape = text.substr(i, 2);
        if (escape != "~0" && escape != "~1") return false;
    }
    return true;
}

}  // namespace mapping
