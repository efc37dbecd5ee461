#include "tests/sandbox/paging.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "tests/sandbox/instant.hpp"
#include "tests/sandbox/parameters.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

constexpr std::int64_t default_page_size = 50;

instant time_at(const json::object& query, std::string_view name, instant otherwise) {
    const json::value* const found = query.if_contains(name);
    return found ? *parse_instant(found->get_string()) : otherwise;
}

void keep_ranges(const json::object& query, std::vector<row*>& rows) {
    const auto created_from = time_at(query, "createdOnOrAfter", instant::min());
    const auto created_before = time_at(query, "createdBefore", instant::max());
    const auto modified_from = time_at(query, "modifiedOnOrAfter", instant::min());
    const auto modified_before = time_at(query, "modifiedBefore", instant::max());
    std::erase_if(rows, [&](const row* one) {
        return one->created < created_from || one->created >= created_before ||
               one->modified < modified_from || one->modified >= modified_before;
    });
}

bool contains(const json::array& items, const json::value& wanted) {
    return std::find(items.begin(), items.end(), wanted) != items.end();
}

bool equals(const std::string& name, const json::value& wanted, const json::value* known) {
    if (!known) return wanted == "Any";
    if (known->is_bool() && wanted.is_string())
        return wanted == "Any" || known->get_bool() == (wanted == "True");
    if (known->is_number() && wanted.is_number())
        return known->to_number<double>() == wanted.to_number<double>();
    if (!known->is_string() || !wanted.is_string()) return *known == wanted;
    return name == "externalId" ? *known == wanted
                                : same_text(known->get_string(), wanted.get_string());
}

// What of a row a parameter is about; null when it has nothing of that name, `is_known` tells
// whether anything of the kind could have.
const json::value* member(const mapping::json_schema& shown, const row& of, const std::string& name,
                          bool& is_known) {
    is_known = true;
    if (shown.find(name)) return given(of.fields, name);
    const auto* const address = shown.find("address");
    is_known = address && address->schema->find(name);
    const json::value* const known = given(of.fields, "address");
    return known && is_known ? given(known->get_object(), name) : nullptr;
}

bool is_wanted(const mapping::json_schema& shown, const row& one, const std::string& name,
               const json::value& wanted) {
    if (name == "ids") return contains(wanted.get_array(), one.number);
    bool is_known = false;
    if (name.ends_with("Ids")) {
        const json::value* const id = member(shown, one, name.substr(0, name.size() - 1), is_known);
        return id && contains(wanted.get_array(), *id);
    }
    const json::value* const known = member(shown, one, name, is_known);
    return !is_known || equals(name, wanted, known);
}

void keep_wanted(const call& by, std::vector<row*>& rows) {
    const mapping::json_schema& shown = *listed_by(by.operation);
    json::object query = by.query;
    if (by.operation.query_parameter("active")) query.emplace("active", "True");
    for (const auto& [name, wanted] : query)
        std::erase_if(rows, [&](const row* one) {
            return !is_wanted(shown, *one, std::string(name), wanted);
        });
}

void sort(const json::object& query, std::vector<row*>& rows) {
    const json::value* const wanted = query.if_contains("sort");
    const std::string order = wanted ? lower_case(wanted->get_string()) : "+id";
    const auto before = [&](const row* a, const row* b) {
        if (order.ends_with("createdon") && a->created != b->created)
            return a->created < b->created;
        if (order.ends_with("modifiedon") && a->modified != b->modified)
            return a->modified < b->modified;
        return a->number < b->number;
    };
    std::sort(rows.begin(), rows.end(), [&](const row* a, const row* b) {
        return order.starts_with('-') ? before(b, a) : before(a, b);
    });
}

std::int64_t number_at(const json::object& query, std::string_view name, std::int64_t otherwise) {
    const json::value* const found = query.if_contains(name);
    return found ? found->get_int64() : otherwise;
}

}  // namespace

bool same_text(std::string_view a, std::string_view b) { return lower_case(a) == lower_case(b); }

std::vector<row*> listed(const call& by, std::vector<row*> rows) {
    std::erase_if(rows, [&](const row* one) { return one->created + by.list_lag > by.now; });
    return rows;
}

answer page_of(const call& by, std::vector<row*> rows) {
    keep_ranges(by.query, rows);
    keep_wanted(by, rows);
    sort(by.query, rows);

    const auto page = number_at(by.query, "page", 1);
    const auto page_size = number_at(by.query, "pageSize", default_page_size);
    const auto total = static_cast<std::int64_t>(rows.size());
    const auto first = std::min(total, (page - 1) * page_size);
    const auto last = std::min(total, first + page_size);
    json::array data;
    for (auto i = first; i < last; ++i) data.push_back(whole(*rows[static_cast<std::size_t>(i)]));
    const json::value* const total_wanted = by.query.if_contains("includeTotal");
    return shown(by, json::object{{"page", page},
                                  {"pageSize", page_size},
                                  {"hasMore", last < total},
                                  {"totalCount", total_wanted && total_wanted->get_bool()
                                                     ? json::value(total)
                                                     : json::value()},
                                  {"data", std::move(data)}});
}

}  // namespace sandbox
