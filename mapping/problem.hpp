#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace mapping {

// Why a piece of input was refused. Stable: the names appear in answers, metrics and logs.
enum class errc {
    missing,       // required and absent, null, empty or blank
    wrong_type,    // present, of another JSON type
    malformed,     // of the right type, but does not parse
    out_of_range,  // parses, but lies outside what is allowed
    not_allowed,   // not one of the values allowed, or not allowed together with another
    unknown,       // names something that does not exist: a key, a table, a secret
    duplicate,     // given twice
    too_large,     // longer, deeper or more than the limit
};

std::string_view to_string(errc code) noexcept;

// One thing that is wrong with a piece of input.
struct problem {
    errc code;
    std::string
        where;  // the place that is wrong: a JSON Pointer (RFC 6901) into the input or the result
    std::string what;  // a sentence for a person; never a secret, never a customer's data
    std::string from;  // for a mapped field: the pointers it was read from, "" elsewhere

    friend bool operator==(const problem&, const problem&) = default;
};

// Everything that is wrong with a piece of input, in the order it was found.
class problems {
public:
    problems() = default;
    // A list of one.
    problems(errc code, std::string where, std::string what, std::string from = {}) {
        add(code, std::move(where), std::move(what), std::move(from));
    }

    void add(errc code, std::string where, std::string what, std::string from = {}) {
        list_.push_back({code, std::move(where), std::move(what), std::move(from)});
    }
    void add(const problems& others) {
        list_.insert(list_.end(), others.list_.begin(), others.list_.end());
    }

    bool empty() const noexcept { return list_.empty(); }
    std::size_t size() const noexcept { return list_.size(); }
    const problem& operator[](std::size_t i) const { return list_[i]; }
    auto begin() const noexcept { return list_.begin(); }
    auto end() const noexcept { return list_.end(); }

    friend bool operator==(const problems&, const problems&) = default;

private:
    std::vector<problem> list_;
};

// One line each: "/start: malformed: not a time (from /data/start)".
std::string to_text(const problems& all);

// The value, or every problem that the input has. A failure never holds an empty list.
template <class T>
using result = boost::system::result<T, problems>;

// What result<T>::value() does on a failure that nobody looked at: throws std::logic_error.
[[noreturn]] void throw_exception_from_error(const problems& all, const boost::source_location&);

}  // namespace mapping
