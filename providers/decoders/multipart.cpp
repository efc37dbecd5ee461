#include "providers/decoders/multipart.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "mapping/transforms/text.hpp"
#include "providers/decoders/header_value.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::equals_ignoring_case;
using mapping::errc;

constexpr std::size_t longest_head = 8 * 1024;      // of one part
constexpr std::size_t longest_content = 64 * 1024;  // of a file in the document
constexpr std::string_view line_break = "\r\n";

// One part as it stands in the body.
struct part {
    std::string_view head, content;
    std::size_t position;  // of its head in the body
};

// What the head of a part says.
struct part_head {
    std::optional<header_value> disposition, type;
};

mapping::problems problem_at(std::size_t position, errc code, std::string what) {
    return {code, "byte " + std::to_string(position), std::move(what)};
}

// Cuts the body into its parts, from front to back.
class part_reader {
public:
    part_reader(std::string_view body, std::string_view boundary)
        : body_(body), delimiter_("\r\n--" + std::string(boundary)) {}

    // To the first part, over what stands before it.
    mapping::result<void> start() {
        const std::string_view opening = std::string_view(delimiter_).substr(line_break.size());
        if (body_.starts_with(opening)) return pass_delimiter(opening.size());
        const std::size_t found = body_.find(delimiter_);
        if (found == std::string_view::npos)
            return problem_at(0, errc::malformed, "the boundary is nowhere in the body");
        return pass_delimiter(found + delimiter_.size());
    }

    bool is_at_end() const noexcept { return is_at_end_; }

    mapping::result<part> next() {
        part found{{}, {}, position_};
        const std::string_view start = body_.substr(position_, longest_head + 4);
        const std::size_t head_end = start.find("\r\n\r\n");
        if (head_end == std::string_view::npos)
            return start.size() > longest_head
                       ? problem_at(position_, errc::too_large,
                                    "the headers of a part exceed 8 KiB")
                       : problem_at(position_, errc::malformed, "the headers of a part do not end");
        found.head = start.substr(0, head_end);

        // An empty content's line break is the one that ends the head.
        const std::size_t content_start = position_ + head_end + 2 * line_break.size();
        const std::size_t end = body_.find(delimiter_, content_start - line_break.size());
        if (end == std::string_view::npos)
            return problem_at(body_.size(), errc::malformed, "the end boundary is missing");
        if (end >= content_start) found.content = body_.substr(content_start, end - content_start);
        const auto passed = pass_delimiter(end + delimiter_.size());
        if (!passed) return passed.error();
        return found;
    }

private:
    // After a delimiter: the end is marked by two hyphens, anything else by the end of the line.
    mapping::result<void> pass_delimiter(std::size_t position) {
        const std::string_view rest = body_.substr(position);
        is_at_end_ = rest.starts_with("--");
        if (is_at_end_) return {};
        const std::size_t blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
        if (!rest.substr(blanks).starts_with(line_break))
            return problem_at(position, errc::malformed, "text follows a boundary on its line");
        position_ = position + blanks + line_break.size();
        return {};
    }

    std::string_view body_;
    std::string delimiter_;
    std::size_t position_ = 0;
    bool is_at_end_ = false;
};

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; }

// Reads one header of a part; says what is wrong with it, or nothing.
std::optional<std::string> read_header(std::string_view line, part_head& head) {
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || line.front() == ' ' ||
        std::any_of(line.begin(), line.end(), is_control) || first_not_utf8(line))
        return "a header of the part cannot be read";
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equals_ignoring_case(name, "Content-Transfer-Encoding")) {
        const std::string coding = mapping::to_lower(value);
        if (coding != "7bit" && coding != "8bit" && coding != "binary")
            return "the part has a transfer encoding";
    }
    const bool is_disposition = equals_ignoring_case(name, "Content-Disposition");
    if (!is_disposition && !equals_ignoring_case(name, "Content-Type")) return std::nullopt;
    auto& parsed = is_disposition ? head.disposition : head.type;
    if (parsed) return "a header of the part is given twice";
    parsed = parse_header_value(value);
    if (!parsed) return "a header of the part cannot be read";
    return std::nullopt;
}

std::optional<std::string> read_head(std::string_view text, part_head& head) {
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find(line_break, start), text.size());
        if (auto wrong = read_header(text.substr(start, end - start), head)) return wrong;
        start = end + line_break.size();
    }
    if (!head.disposition || head.disposition->word != "form-data" ||
        !head.disposition->find("name"))
        return "the part does not say which field it is";
    return std::nullopt;
}

bool is_utf8(const part_head& head, std::string_view content) {
    const std::string* charset = head.type ? head.type->find("charset") : nullptr;
    return (!charset || is_utf8_charset(*charset)) && !first_not_utf8(content);
}

json::value file_of(const std::string& filename, const part_head& head, std::string_view content) {
    const std::string type = head.type ? head.type->word : "text/plain";
    json::object file{{"filename", filename}, {"content_type", type}, {"size", content.size()}};
    const bool is_text =
        type.starts_with("text/") || type == "application/json" || type.ends_with("+json");
    if (is_text && content.size() <= longest_content && is_utf8(head, content))
        file["content"] = content;
    return file;
}

// Adds what the part says to the document.
mapping::result<void> add_part(const part& one, std::size_t number, field_tree& tree) {
    const std::string where = "field " + std::to_string(number);
    part_head head;
    if (const auto wrong = read_head(one.head, head))
        return mapping::problems(errc::malformed, where, *wrong);
    const std::string& name = *head.disposition->find("name");
    if (const std::string* filename = head.disposition->find("filename"))
        return tree.add(name, file_of(*filename, head, one.content));
    if (!is_utf8(head, one.content))
        return mapping::problems(errc::malformed, where, "the text is not UTF-8");
    return tree.add(name, json::value(one.content));
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    const auto parsed = parse_header_value(content_type);
    if (!parsed || parsed->word != "multipart/form-data") return std::nullopt;
    const std::string* boundary = parsed->find("boundary");
    if (!boundary || boundary->empty() || boundary->size() > 70 || boundary->back() == ' ')
        return std::nullopt;
    const auto is_allowed = [](char c) { return c >= ' ' && c <= '~'; };
    if (!std::all_of(boundary->begin(), boundary->end(), is_allowed)) return std::nullopt;
    return *boundary;
}

mapping::result<json::value> decode_multipart(std::string_view content_type, std::string_view body,
                                              name_nesting nesting) {
    const auto boundary = multipart_boundary(content_type);
    if (!boundary)
        return mapping::problems(errc::missing, "Content-Type", "names no boundary between parts");
    part_reader parts(body, *boundary);
    const auto started = parts.start();
    if (!started) return started.error();
    field_tree tree(nesting);
    for (std::size_t number = 1; !parts.is_at_end(); ++number) {
        const auto one = parts.next();
        if (!one) return one.error();
        if (number > most_fields)
            return problem_at(one->position, errc::too_large, "more than 1000 parts");
        const auto added = add_part(*one, number, tree);
        if (!added) return added.error();
    }
    return tree.document();
}

}  // namespace providers
