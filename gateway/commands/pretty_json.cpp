#include "gateway/commands/pretty_json.hpp"

#include <boost/json/serialize.hpp>

namespace gateway {

namespace json = boost::json;

namespace {

void write(const json::value& value, const std::string& margin, std::string& out);

// `begin_each` gives the container's next part: its key, if it has one, and its value.
template <class Container, class WriteOne>
void write_all(const Container& all, char open, char close, const std::string& margin,
               std::string& out, WriteOne write_one) {
    out += open;
    const char* before = "\n";
    for (const auto& one : all) {
        out.append(before).append(margin).append("  ");
        write_one(one);
        before = ",\n";
    }
    if (!all.empty()) out.append("\n").append(margin);
    out += close;
}

void write(const json::value& value, const std::string& margin, std::string& out) {
    const std::string inside = margin + "  ";
    if (const auto* object = value.if_object())
        write_all(*object, '{', '}', margin, out, [&](const json::key_value_pair& member) {
            out.append(json::serialize(member.key())).append(": ");
            write(member.value(), inside, out);
        });
    else if (const auto* list = value.if_array())
        write_all(*list, '[', ']', margin, out,
                  [&](const json::value& element) { write(element, inside, out); });
    else
        out += json::serialize(value);
}

}  // namespace

std::string pretty(const json::value& value) {
    std::string text;
    write(value, "", text);
    return text + "\n";
}

}  // namespace gateway
