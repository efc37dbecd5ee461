#include "providers/split.hpp"

#include <boost/json/serialize.hpp>

#include "mapping/json_reader.hpp"
#include "providers/digest.hpp"

namespace providers {

using mapping::errc;

namespace {

struct splitter {
    const json::value& root;
    const std::vector<std::string>& lists;
    std::vector<event_part> parts;
    mapping::problems wrong;

    // `where` is the place of `from` in the document.
    void take(const json::value& from, const std::string& where, std::size_t level) {
        boost::system::error_code absent;
        const json::value* list = from.find_pointer(lists[level], absent);
        const std::string here = where + lists[level];
        if (!list || list->is_null()) {
            // Inside an element there may be none. The first one is what the request is about.
            if (level == 0) wrong.add(errc::missing, here, "there is no list of events");
            return;
        }
        if (!list->is_array()) {
            wrong.add(errc::wrong_type, here, "must be a list of events");
            return;
        }
        const json::array& elements = list->get_array();
        const bool is_last = level + 1 == lists.size();
        for (std::size_t i = 0; i < elements.size() && wrong.empty(); ++i) {
            if (!is_last)
                take(elements[i], here + "/" + std::to_string(i), level + 1);
            else if (parts.size() < most_parts)
                parts.push_back({&elements[i], &from, &root});
            else
                wrong.add(errc::too_large, here,
                          "a request holds at most " + std::to_string(most_parts) + " events");
        }
    }
};

}  // namespace

mapping::result<std::vector<event_part>> split(const json::value& document,
                                               const std::vector<std::string>& lists) {
    if (lists.empty()) return std::vector<event_part>{{&document, nullptr, &document}};
    splitter splitting{document, lists, {}, {}};
    splitting.take(document, "", 0);
    if (!splitting.wrong.empty()) return std::move(splitting.wrong);
    return std::move(splitting.parts);
}

std::string fingerprint(const event_part& part) { return sha256(json::serialize(*part.item)); }

}  // namespace providers
