#include "tests/sandbox/listing.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>
#include <optional>

#include "tests/sandbox/errors.hpp"

namespace sandbox {

namespace {

constexpr std::int64_t default_page_size = 50, most_page_size = 5000;
constexpr std::size_t most_ids = 50;

std::optional<std::int64_t> to_number(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

// Reads query parameters and remembers those that are not valid.
class query_reader {
public:
    explicit query_reader(const texts_by_name& query) : query_(query) {}

    std::string_view text(const std::string& name) const {
        return value_of(query_, lower_case(name));
    }

    std::int64_t number(const std::string& name, std::int64_t otherwise, std::int64_t most) {
        if (text(name).empty()) return otherwise;
        const auto number = to_number(text(name));
        if (number && *number >= 1 && *number <= most) return *number;
        fail(name);
        return otherwise;
    }

    bool flag(const std::string& name) {
        const auto value = lower_case(text(name));
        if (!value.empty() && value != "true" && value != "false") fail(name);
        return value == "true";
    }

    instant time(const std::string& name, instant otherwise) {
        if (text(name).empty()) return otherwise;
        const auto when = parse_instant(text(name));
        if (!when) fail(name);
        return when.value_or(otherwise);
    }

    std::vector<std::int64_t> numbers(const std::string& name) {
        std::vector<std::int64_t> numbers;
        for (auto rest = text(name); !rest.empty();) {
            const auto one = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), one.size() + 1));
            const auto number = to_number(one);
            if (!number) fail(name);
            numbers.push_back(number.value_or(0));
        }
        if (numbers.size() > most_ids) fail(name);
        return numbers;
    }

    void fail(const std::string& name) {
        errors_[name] = {"The value '" + std::string(text(name)) + "' is not valid for " +
                         std::string(1, static_cast<char>(name[0] - 'a' + 'A')) + name.substr(1) +
                         "."};
    }

    const field_errors& errors() const { return errors_; }

private:
    const texts_by_name& query_;
    field_errors errors_;
};

void filter(query_reader& in, std::vector<listed>& items) {
    const auto ids = in.numbers("ids");
    const auto created_from = in.time("createdOnOrAfter", instant::min());
    const auto created_before = in.time("createdBefore", instant::max());
    const auto modified_from = in.time("modifiedOnOrAfter", instant::min());
    const auto modified_before = in.time("modifiedBefore", instant::max());
    std::erase_if(items, [&](const listed& item) {
        const bool wanted =
            (ids.empty() || std::find(ids.begin(), ids.end(), item.id) != ids.end()) &&
            item.created >= created_from && item.created < created_before &&
            item.modified >= modified_from && item.modified < modified_before;
        return !wanted;
    });
}

// "+Id", "-ModifiedOn": the sign is a part of it, and has to be sent as %2B.
void sort(query_reader& in, std::vector<listed>& items) {
    const auto wanted = in.text("sort");
    const bool descending = wanted.starts_with('-');
    const auto field = wanted.substr(wanted.empty() ? 0 : 1);
    const bool known = field == "Id" || field == "CreatedOn" || field == "ModifiedOn";
    if (!wanted.empty() && !(known && (descending || wanted.starts_with('+')))) in.fail("sort");

    const auto before = [&](const listed& a, const listed& b) {
        if (field == "CreatedOn" && a.created != b.created) return a.created < b.created;
        if (field == "ModifiedOn" && a.modified != b.modified) return a.modified < b.modified;
        return a.id < b.id;
    };
    std::sort(items.begin(), items.end(), [&](const listed& a, const listed& b) {
        return descending ? before(b, a) : before(a, b);
    });
}

}  // namespace

answer list_page(const request& received, std::vector<listed> candidates) {
    query_reader in(received.query);
    filter(in, candidates);
    sort(in, candidates);
    const auto page = in.number("page", 1, std::numeric_limits<std::int32_t>::max());
    const auto page_size = in.number("pageSize", default_page_size, most_page_size);
    const bool include_total = in.flag("includeTotal");
    if (!in.errors().empty()) return invalid(in.errors());

    const auto total = static_cast<std::int64_t>(candidates.size());
    const auto first = std::min(total, (page - 1) * page_size);
    const auto last = std::min(total, first + page_size);
    json::array data;
    for (auto i = first; i < last; ++i)
        data.push_back(*candidates[static_cast<std::size_t>(i)].shown);
    return json_answer(200, {{"page", page},
                             {"pageSize", page_size},
                             {"hasMore", last < total},
                             {"totalCount", include_total ? json::value(total) : json::value()},
                             {"data", std::move(data)}});
}

}  // namespace sandbox
