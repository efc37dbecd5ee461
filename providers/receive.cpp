#include "providers/receive.hpp"

#include "providers/choice.hpp"
#include "providers/decoders/unwrap.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;

constexpr choice<body_format> formats[] = {
    {"json", body_format::json}, {"form", body_format::form}, {"multipart", body_format::multipart},
    {"xml", body_format::xml},   {"text", body_format::text}, {"jwt", body_format::jwt}};

constexpr choice<name_nesting> nestings[] = {{"brackets", name_nesting::brackets},
                                             {"underscores", name_nesting::underscores},
                                             {"none", name_nesting::none}};

constexpr std::size_t largest_body = 16 * 1024 * 1024;

name_nesting read_nesting(json_reader& in, body_format format) {
    const bool has_fields = format == body_format::form || format == body_format::multipart;
    if (in.find("/receive/nesting") && !has_fields)
        in.fail(errc::not_allowed, "/receive/nesting", "is for form and multipart");
    return read_choice(in, "/receive/nesting", nestings, "brackets");
}

std::string read_pointer(json_reader& in, const std::string& where) {
    std::string pointer = in.text(where);
    if (!pointer.empty() && !mapping::is_json_pointer(pointer))
        in.fail(errc::malformed, where, "is not a JSON Pointer such as /key");
    return pointer;
}

// The texts of a list at the pointer, each a JSON Pointer.
std::vector<std::string> read_pointers(json_reader& in, const std::string& where) {
    std::vector<std::string> pointers;
    const json::array* list = in.array(where);
    for (std::size_t i = 0; list && i < list->size(); ++i)
        pointers.push_back(read_pointer(in, where + "/" + std::to_string(i)));
    return pointers;
}

element_paths read_lists(json_reader& in, body_format format) {
    if (in.find("/receive/lists") && format != body_format::xml)
        in.fail(errc::not_allowed, "/receive/lists", "is for xml");
    const auto pointers = read_pointers(in, "/receive/lists");
    return {pointers.begin(), pointers.end()};
}

std::vector<std::string> read_unwrap(json_reader& in) {
    auto pointers = read_pointers(in, "/receive/unwrap");
    if (pointers.size() > most_unwrapped)
        in.fail(errc::too_large, "/receive/unwrap", "has more than 8 pointers");
    return pointers;
}

// A pointer to the list of events, or one for each level of lists within lists. "" is a body that
// is a list itself.
std::vector<std::string> read_split(json_reader& in) {
    const std::string where = "/receive/split";
    const json::value* config = in.find(where);
    if (config && *config == "") return {""};
    if (config && config->is_string()) return {read_pointer(in, where)};
    auto pointers = read_pointers(in, where);
    if (config && config->is_array() && pointers.empty())
        in.fail(errc::missing, where, "an empty list of pointers");
    return pointers;
}

}  // namespace

receive_settings read_receive_settings(json_reader& in) {
    receive_settings read;
    in.object("/receive", {"format", "limit", "nesting", "lists", "unwrap", "split"});
    read.format = read_choice(in, "/receive/format", formats);
    read.limit = in.bytes_or("/receive/limit", read.limit);
    if (read.limit == 0 || read.limit > largest_body)
        in.fail(errc::out_of_range, "/receive/limit", "must be from 1 to 16MiB");
    read.nesting = read_nesting(in, read.format);
    read.lists = read_lists(in, read.format);
    read.unwrap = read_unwrap(in);
    read.split = read_split(in);
    return read;
}

}  // namespace providers
