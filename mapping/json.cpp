#include "mapping/json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace mapping {
namespace {

constexpr std::size_t deepest_nesting = 64;
constexpr std::size_t longest_number = 100;  // no id, amount or time comes near
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// What the parser tells a document to: builds the value and refuses what the library would let
// pass.
class strict_builder {
public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    strict_builder() { values_.reset(); }

    json::value release() { return values_.release(); }
    // Why the builder stopped the parser, if it did.
    const std::optional<problem>& refusal() const noexcept { return refusal_; }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }

    bool on_object_begin(json::error_code&) {
        open_objects_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t size, json::error_code&) {
        open_objects_.pop_back();
        values_.push_object(size);
        return true;
    }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t size, json::error_code&) {
        values_.push_array(size);
        return true;
    }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        key_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view rest, std::size_t, json::error_code& ec) {
        key_.append(rest.data(), rest.size());
        values_.push_key(key_);
        const bool is_new = open_objects_.back().insert(std::move(key_)).second;
        key_.clear();
        return is_new || refuse(ec, errc::duplicate, "a key is given twice in one object");
    }

    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        values_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view rest, std::size_t, json::error_code&) {
        values_.push_string(rest);
        return true;
    }

    bool on_number_part(json::string_view part, json::error_code& ec) {
        number_.append(part.data(), part.size());
        return is_number_short(ec);
    }
    bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
        number_.clear();
        values_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
        number_.clear();
        values_.push_uint64(number);
        return true;
    }
    bool on_double(double, json::string_view rest, json::error_code& ec) {
        number_.append(rest.data(), rest.size());
        if (!is_number_short(ec)) return false;
        const bool is_integer = number_.find_first_of(".eE") == std::string::npos;
        if (is_integer)
            values_.push_string(number_);
        else if (const auto exact = nearest_double(); std::isfinite(exact))
            values_.push_double(exact);
        else
            return refuse(ec, errc::out_of_range, "a number is too large");
        number_.clear();
        return true;
    }

    bool on_bool(bool value, json::error_code&) {
        values_.push_bool(value);
        return true;
    }
    bool on_null(json::error_code&) {
        values_.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    bool refuse(json::error_code& ec, errc code, std::string what) {
        refusal_ = problem{code, {}, std::move(what), {}};
        ec = json::error::syntax;  // any error stops the parser; the refusal says which
        return false;
    }
    bool is_number_short(json::error_code& ec) {
        return number_.size() <= longest_number ||
               refuse(ec, errc::too_large, "a number has more than 100 characters");
    }
    // The library's own conversion can be off by one in the last place, so 25.67 would not come
    // back as 25.67.
    double nearest_double() const {
        double value = HUGE_VAL;
        const auto end = number_.data() + number_.size();
        const auto read = std::from_chars(number_.data(), end, value);
        if (read.ec == std::errc()) return value;
        const bool is_tiny =
            number_.find("e-") != std::string::npos || number_.find("E-") != std::string::npos;
        return is_tiny ? 0.0 : HUGE_VAL;
    }

    json::value_stack values_;
    // Ordered sets, because the keys come from outside and could be chosen to collide in a hash.
    std::vector<std::set<std::string, std::less<>>> open_objects_;
    std::string key_, number_;
    std::optional<problem> refusal_;
};

problem explain(const json::error_code& ec, std::string where) {
    if (ec == json::error::too_deep)
        return {errc::too_large, std::move(where), "nested deeper than 64", {}};
    if (ec == json::error::incomplete)
        return {errc::malformed, std::move(where), "the JSON text ends too early", {}};
    if (ec == json::error::extra_data)
        return {errc::malformed, std::move(where), "more text follows the JSON value", {}};
    return {errc::malformed, std::move(where), "not JSON: " + ec.message(), {}};
}

}  // namespace

result<json::value> parse_json(std::string_view text) {
    std::size_t skipped = 0;
    if (text.starts_with(byte_order_mark)) skipped = byte_order_mark.size();
    text.remove_prefix(skipped);

    json::parse_options options;
    options.max_depth = deepest_nesting;
    json::basic_parser<strict_builder> parser(options);
    json::error_code ec;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && read < text.size()) ec = json::error::extra_data;
    if (!ec) return parser.handler().release();

    problem found = explain(ec, "byte " + std::to_string(skipped + read));
    if (const auto& refusal = parser.handler().refusal()) {
        found.code = refusal->code;
        found.what = refusal->what;
    }
    return problems(found.code, std::move(found.where), std::move(found.what));
}

}  // namespace mapping
