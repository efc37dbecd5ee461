#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"

namespace mapping {

namespace json = boost::json;

// Reads a JSON value from outside by pointer, remembers every failure and goes on, so that a person
// sees all the mistakes at once. A read that fails returns an empty value; ask `finish` at the end.
class json_reader {
public:
    // `base` is put before every pointer in problems: where the value stands in its file.
    explicit json_reader(const json::value& from, std::string base = {})
        : from_(from), base_(std::move(base)) {}

    // Required; the text is not blank.
    std::string text(std::string_view pointer);
    // Required, within the bounds.
    std::int64_t integer(std::string_view pointer,
                         std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                         std::int64_t most = std::numeric_limits<std::int64_t>::max());

    // Optional: the fallback when absent or null; of the wrong type is a failure.
    std::string text_or(std::string_view pointer, std::string fallback);
    std::int64_t integer_or(std::string_view pointer, std::int64_t fallback,
                            std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                            std::int64_t most = std::numeric_limits<std::int64_t>::max());
    bool boolean_or(std::string_view pointer, bool fallback);
    // "250ms", "20s", "10m", "3h", "8d".
    std::chrono::milliseconds duration_or(std::string_view pointer,
                                          std::chrono::milliseconds fallback);
    // 1024, "256KiB", "1MiB".
    std::size_t bytes_or(std::string_view pointer, std::size_t fallback);

    // The value there, or null when there is none; an empty object or array of the wrong type
    // fails.
    const json::value* find(std::string_view pointer) const;
    // Optional; null when absent; a failure when it is of another type.
    const json::object* object(std::string_view pointer);
    // Likewise; and each of its keys that is not among these is a failure.
    const json::object* object(std::string_view pointer,
                               std::initializer_list<std::string_view> allowed);
    const json::array* array(std::string_view pointer);

    void fail(errc code, std::string_view pointer, std::string what);
    void fail(const problems& others) { problems_.add(others); }
    bool failed() const noexcept { return !problems_.empty(); }

    // The value, or every problem so far.
    template <class T>
    result<T> finish(T value) && {
        if (failed()) return std::move(problems_);
        return value;
    }

private:
    const json::value& from_;
    std::string base_;
    problems problems_;
};

// `key` as one reference token of a JSON Pointer, slash included: "a/b" -> "/a~1b".
std::string pointer_token(std::string_view key);

// Whether the text is a JSON Pointer to a part of a document: "/a/0". "" is the whole and no part.
bool is_json_pointer(std::string_view text) noexcept;

}  // namespace mapping
