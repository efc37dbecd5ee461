#include "providers/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <sstream>

#include "mapping/json_reader.hpp"
#include "providers/encodings.hpp"
#include "providers/yaml_scalar.hpp"

namespace providers {
namespace {

namespace json = boost::json;
using mapping::errc;

constexpr std::size_t deepest_nesting = 64;

// What a document may take in memory, roughly in bytes, with every alias counted as if it had been
// written out: so that a file of a few lines cannot become gigabytes. A hundred times what a large
// table of jobs needs.
constexpr std::size_t most_memory = 16 * 1024 * 1024;
constexpr std::size_t memory_of_node = 32;

std::string at_line(int line) { return "line " + std::to_string(line); }
std::string at_line(const YAML::Mark& mark) { return at_line(std::max(mark.line, 0) + 1); }

// Stops the parser: what follows could not be understood.
struct refusal {
    mapping::problem why;
};

[[noreturn]] void refuse(errc code, const YAML::Mark& mark, std::string what) {
    throw refusal{{code, at_line(mark), std::move(what), {}}};
}

// Builds the value as the parser reads along. Keeps to what JSON and the core schema know, and
// counts what it builds, which the library's own tree of nodes does not.
class document_builder final : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark& mark) override {
        if (documents_++ > 0) refuse(errc::not_allowed, mark, "a second document starts here");
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (expects_key()) refuse(errc::wrong_type, mark, "a key is missing or not a text");
        add(mark, {nullptr, memory_of_node, 0}, anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (expects_key()) refuse(errc::wrong_type, mark, "a key must be a text, not an alias");
        const auto found = anchored_.find(anchor);
        if (found == anchored_.end())
            refuse(errc::not_allowed, mark, "an alias stands within what it refers to");
        add(mark, found->second, YAML::NullAnchor);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        const bool is_plain = tag == "?";
        if (!is_plain && tag != "!") problems_.add(errc::not_allowed, at_line(mark), no_tags);
        if (expects_key()) return take_key(mark, anchor, text, is_plain);
        auto value = is_plain ? plain_scalar(text, at_line(mark)) : json::value(text);
        if (!value) problems_.add(value.error());
        add(mark, {value ? std::move(*value) : nullptr, memory_of_node + text.size(), 0}, anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, json::array());
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, json::object());
    }
    void OnMapEnd() override { close(); }

    mapping::result<yaml_document> finish() && {
        if (!problems_.empty()) return std::move(problems_);
        return std::move(document_);
    }

private:
    static constexpr const char* no_tags = "tags are not supported";

    // A value with what it takes: memory, and how deep lists and objects are nested in it.
    struct measured {
        json::value value;
        std::size_t memory = 0;
        std::size_t depth = 0;
    };

    // A list or an object that is not complete yet.
    struct container {
        json::value value;
        std::string pointer;
        YAML::Mark mark;
        YAML::anchor_t anchor;
        std::size_t memory_before;
        std::size_t depth = 1;
        std::optional<std::string> key;
        YAML::Mark key_mark;
    };

    bool expects_key() const {
        return !open_.empty() && open_.back().value.is_object() && !open_.back().key;
    }

    void take_key(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& key,
                  bool is_plain) {
        container& parent = open_.back();
        if (anchor != YAML::NullAnchor)
            problems_.add(errc::not_allowed, at_line(mark), "a key cannot have an anchor");
        if (is_plain && key == "<<")
            problems_.add(errc::not_allowed, at_line(mark), "merge keys are not supported");
        if (parent.value.as_object().contains(key))
            problems_.add(errc::duplicate, at_line(mark),
                          parent.pointer + mapping::pointer_token(key) + " is given twice");
        parent.key = key;
        parent.key_mark = mark;
    }

    // The pointer of the value that comes next.
    std::string next_pointer() const {
        if (open_.empty()) return {};
        const container& parent = open_.back();
        if (parent.key) return parent.pointer + mapping::pointer_token(*parent.key);
        return parent.pointer + "/" + std::to_string(parent.value.as_array().size());
    }

    void spend(const YAML::Mark& mark, std::size_t memory) {
        memory_ += memory;
        if (memory_ + memory_of_copies_ > most_memory)
            refuse(errc::too_large, mark, "the document is too large");
    }

    void check_depth(const YAML::Mark& mark, std::size_t more) const {
        if (open_.size() + more > deepest_nesting)
            refuse(errc::too_large, mark, "nested deeper than 64");
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              json::value empty) {
        if (expects_key()) refuse(errc::wrong_type, mark, "a key must be a text");
        if (!tag.empty() && tag != "?") problems_.add(errc::not_allowed, at_line(mark), no_tags);
        check_depth(mark, 1);
        const std::size_t memory_before = memory_;
        spend(mark, memory_of_node);
        std::string pointer = next_pointer();
        open_.push_back(
            {std::move(empty), std::move(pointer), mark, anchor, memory_before, 1, {}, {}});
    }

    void close() {
        container closed = std::move(open_.back());
        open_.pop_back();
        const std::size_t memory = memory_ - closed.memory_before;
        memory_ = closed.memory_before;  // is spent again, as a whole, when it is added
        add(closed.mark, {std::move(closed.value), memory, closed.depth}, closed.anchor);
    }

    // Puts a complete value where it belongs.
    void add(const YAML::Mark& mark, measured one, YAML::anchor_t anchor) {
        std::string pointer = next_pointer();
        check_depth(mark, one.depth);
        if (anchor != YAML::NullAnchor) memory_of_copies_ += one.memory;
        spend(mark, one.memory + pointer.size());
        if (anchor != YAML::NullAnchor) anchored_.emplace(anchor, one);
        // A member stands where its key does: what is below it may begin lines later.
        const bool is_member = !open_.empty() && open_.back().key;
        const YAML::Mark& place = is_member ? open_.back().key_mark : mark;
        document_.lines.insert_or_assign(std::move(pointer), place.line + 1);
        put(std::move(one));
    }

    void put(measured one) {
        if (open_.empty()) {
            document_.value = std::move(one.value);
            return;
        }
        container& parent = open_.back();
        parent.depth = std::max(parent.depth, one.depth + 1);
        if (parent.key) {
            parent.value.as_object().insert_or_assign(*parent.key, std::move(one.value));
            parent.key.reset();
        } else {
            parent.value.as_array().push_back(std::move(one.value));
        }
    }

    yaml_document document_;
    mapping::problems problems_;
    std::vector<container> open_;
    std::map<YAML::anchor_t, measured> anchored_;
    std::size_t memory_ = 0;            // of the document
    std::size_t memory_of_copies_ = 0;  // in anchored_
    int documents_ = 0;
};

// The parser takes some control bytes for the end of the text and replaces what is not UTF-8, both
// without a word: so neither gets that far.
std::optional<std::size_t> first_unreadable(std::string_view text) noexcept {
    const auto is_control = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
    };
    const auto control = std::find_if(text.begin(), text.end(), is_control);
    if (control != text.end()) return static_cast<std::size_t>(control - text.begin());
    return first_not_utf8(text);
}

// A quoted text that is not closed, and a last key without a colon, pass the parser when they reach
// the end of the file: the quote would swallow all that follows it. A comment in a last line of its
// own makes the parser see both.
std::string with_visible_end(std::string_view text) {
    std::string ended(text.substr(0, text.find_last_not_of(" \t") + 1));
    ended += ended.ends_with('\n') || ended.ends_with('\r') ? "#" : "\n#";
    return ended;
}

mapping::result<yaml_document> build(std::string_view text) {
    std::istringstream stream(with_visible_end(text));
    document_builder builder;
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) continue;
    return std::move(builder).finish();
}

}  // namespace

int yaml_document::line_of(std::string_view pointer) const {
    while (true) {
        const auto found = lines.find(pointer);
        if (found != lines.end()) return found->second;
        if (pointer.empty()) return 1;
        const std::size_t slash = pointer.rfind('/');
        pointer = pointer.substr(0, slash == std::string_view::npos ? 0 : slash);
    }
}

mapping::result<yaml_document> parse_yaml(std::string_view text) {
    if (const auto offset = first_unreadable(text)) {
        const auto breaks =
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*offset), '\n');
        return mapping::problems(errc::malformed, at_line(static_cast<int>(breaks) + 1),
                                 "a byte here is not UTF-8 text");
    }
    try {
        return build(text);
    } catch (const refusal& stopped) {
        return mapping::problems(stopped.why.code, stopped.why.where, stopped.why.what);
    } catch (const YAML::Exception& failure) {
        return mapping::problems(errc::malformed, at_line(failure.mark),
                                 "not YAML: " + failure.msg);
    }
}

std::string describe(const std::string& file, const yaml_document& document,
                     const mapping::problem& problem) {
    constexpr std::string_view by_line = "line ";
    const bool names_line = problem.where.starts_with(by_line);
    std::string text = file + ":";
    if (names_line)
        text += problem.where.substr(by_line.size()) + ": ";
    else
        text += std::to_string(document.line_of(problem.where)) + ": ";
    if (!names_line && !problem.where.empty()) text += problem.where + ": ";
    text += mapping::to_string(problem.code);
    if (!problem.what.empty()) text += ": " + problem.what;
    return text;
}

}  // namespace providers
