#include "providers/decoders/xml.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <pugixml.hpp>

#include "mapping/json_reader.hpp"
#include "mapping/transforms/text.hpp"
#include "providers/decoders/xml_text.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::errc;

constexpr std::size_t deepest_nesting = 64;
constexpr std::ptrdiff_t most_tags = 20'000;

// References stay as they are: the library passes over those that it does not know. The DOCTYPE and
// what stands beside the root are kept, so that they can be refused.
constexpr unsigned parsing = pugi::parse_cdata | pugi::parse_eol | pugi::parse_wconv_attribute |
                             pugi::parse_ws_pcdata | pugi::parse_doctype | pugi::parse_fragment;

mapping::problems problem_at(std::size_t position, errc code, std::string what) {
    return {code, "byte " + std::to_string(position), std::move(what)};
}

bool is_forbidden(char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r';
}

// What must hold before the library looks at the document.
mapping::result<void> check_text(std::string_view body) {
    if (const auto position = first_not_utf8(body))
        return problem_at(*position, errc::malformed, "the text is not UTF-8");
    const auto forbidden = std::find_if(body.begin(), body.end(), is_forbidden);
    if (forbidden != body.end())
        return problem_at(static_cast<std::size_t>(forbidden - body.begin()), errc::malformed,
                          "there is a control character");
    const std::string_view encoding = declared_xml_encoding(body);
    if (!encoding.empty() && !is_utf8_charset(encoding))
        return problem_at(0, errc::not_allowed, "the declared encoding is not UTF-8");
    if (std::count(body.begin(), body.end(), '<') > most_tags)
        return problem_at(0, errc::too_large, "more than 20000 tags");
    return {};
}

// Makes objects of elements, from the root down.
class element_reader {
public:
    element_reader(const element_paths& lists, std::size_t skipped)
        : lists_(lists), skipped_(skipped) {}

    mapping::result<json::value> read_document(const pugi::xml_document& document) {
        json::object read;
        for (const pugi::xml_node& node : document) {
            if (node.type() == pugi::node_doctype)
                return problem(node, errc::not_allowed, "a DOCTYPE is refused");
            if (node.type() == pugi::node_pcdata && trimmed(node.value()).empty()) continue;
            if (node.type() != pugi::node_element || !read.empty())
                return problem(node, errc::malformed, "something else than one root element");
            const auto added = add_element(node, read);
            if (!added) return added.error();
        }
        if (read.empty()) return problem_at(skipped_, errc::malformed, "no root element");
        return json::value(std::move(read));
    }

private:
    mapping::result<void> add_element(const pugi::xml_node& element, json::object& members) {
        if (++depth_ > deepest_nesting)
            return problem(element, errc::too_large, "nested deeper than 64");
        const std::size_t parent_length = path_.size();
        path_ += mapping::pointer_token(element.name());
        auto value = read_element(element);
        if (!value) return value.error();
        add_member(members, element.name(), std::move(*value));
        path_.resize(parent_length);
        --depth_;
        return {};
    }

    void add_member(json::object& members, std::string_view name, json::value value) {
        const bool is_list = lists_.contains(path_);
        const auto present = members.find(name);
        if (present == members.end()) {
            members.emplace(name, is_list ? json::array({std::move(value)}) : std::move(value));
            return;
        }
        json::value& earlier = present->value();
        if (!earlier.is_array()) earlier = json::array({std::move(earlier)});
        earlier.get_array().push_back(std::move(value));
    }

    mapping::result<json::value> read_element(const pugi::xml_node& element) {
        json::object members;
        const auto attributes = add_attributes(element, members);
        if (!attributes) return attributes.error();
        std::string text;
        for (const pugi::xml_node& child : element) {
            const auto added = child.type() == pugi::node_element ? add_element(child, members)
                                                                  : add_text(child, text);
            if (!added) return added.error();
        }
        const std::string_view said = trimmed(text);
        if (members.empty()) return json::value(said);
        if (!said.empty()) members["#text"] = said;
        return json::value(std::move(members));
    }

    mapping::result<void> add_attributes(const pugi::xml_node& element, json::object& members) {
        for (const pugi::xml_attribute& attribute : element.attributes()) {
            const auto value = from_xml_text(attribute.value());
            if (!value) return problem(element, errc::not_allowed, unknown_reference);
            if (!members.emplace("@" + std::string(attribute.name()), *value).second)
                return problem(element, errc::duplicate, "an attribute is given twice");
        }
        return {};
    }

    mapping::result<void> add_text(const pugi::xml_node& piece, std::string& text) {
        if (piece.type() == pugi::node_cdata) {
            text += piece.value();
            return {};
        }
        const auto plain = from_xml_text(piece.value());
        if (!plain) return problem(piece, errc::not_allowed, unknown_reference);
        text += *plain;
        return {};
    }

    mapping::problems problem(const pugi::xml_node& node, errc code, std::string what) const {
        const auto offset =
            static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
        return problem_at(skipped_ + offset, code, std::move(what));
    }

    static constexpr const char* unknown_reference =
        "a reference to something else than a predefined entity or a character";

    const element_paths& lists_;
    std::size_t skipped_;
    std::size_t depth_ = 0;
    std::string path_;  // of the element being read
};

}  // namespace

mapping::result<json::value> decode_xml(std::string_view body, const element_paths& lists) {
    const auto checked = check_text(body);
    if (!checked) return checked.error();
    const std::size_t skipped = body.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    body.remove_prefix(skipped);

    pugi::xml_document document;
    const auto parsed =
        document.load_buffer(body.data(), body.size(), parsing, pugi::encoding_utf8);
    if (!parsed)
        return problem_at(skipped + static_cast<std::size_t>(parsed.offset), errc::malformed,
                          std::string("not XML: ") + parsed.description());
    return element_reader(lists, skipped).read_document(document);
}

}  // namespace providers
