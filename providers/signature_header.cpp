#include "providers/signature_header.hpp"

#include <algorithm>

#include "providers/choice.hpp"
#include "providers/digest.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using form = signature_settings::form;

constexpr choice<form> forms[] = {{"bare", form::bare},
                                  {"prefixed", form::prefixed},
                                  {"pairs", form::pairs},
                                  {"tagged", form::tagged}};
// Each one costs a verification with each key; a sender has two of them while its key rotates.
constexpr std::size_t most_signatures = 16;

// One signature, timestamp or whatever else a header names; what has no name has "".
struct item {
    std::string_view name, text;
};

// "t=1,v1=XXX" or "v1,XXX v1,YYY".
sent<std::vector<item>> split_items(std::string_view header, char between, char within) {
    std::vector<item> items;
    while (!header.empty()) {
        const std::size_t end = std::min(header.find(between), header.size());
        const std::string_view one = trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        if (one.empty()) continue;
        const std::size_t separator = one.find(within);
        if (separator == std::string_view::npos) return rejection::credentials_malformed;
        items.push_back({one.substr(0, separator), one.substr(separator + 1)});
    }
    return items;
}

sent<std::vector<item>> read_items(std::string_view header, const signature_settings& settings) {
    switch (settings.how) {
        case form::bare: break;
        case form::prefixed:
            if (!header.starts_with(settings.prefix)) return rejection::credentials_malformed;
            header.remove_prefix(settings.prefix.size());
            break;
        case form::pairs: return split_items(header, ',', '=');
        case form::tagged: return split_items(header, ' ', ',');
    }
    return std::vector<item>{{{}, header}};
}

std::vector<std::string_view> texts_named(const std::vector<item>& items, std::string_view name) {
    std::vector<std::string_view> texts;
    for (const item& one : items)
        if (one.name == name) texts.push_back(one.text);
    return texts;
}

// One that does not decode is passed over when there are others: a sender may add a new kind under
// the same key.
sent<std::vector<std::string>> decode_signatures(const std::vector<std::string_view>& texts,
                                                 digest_encoding written) {
    if (texts.empty()) return rejection::credentials_missing;
    if (texts.size() > most_signatures) return rejection::credentials_malformed;
    std::vector<std::string> signatures;
    for (const std::string_view text : texts) {
        auto bytes = from_text(written, text);
        if (bytes && !bytes->empty()) signatures.push_back(std::move(*bytes));
    }
    if (signatures.empty()) return rejection::credentials_malformed;
    return signatures;
}

sent<std::string> sole_timestamp(const std::vector<std::string_view>& texts) {
    if (texts.size() > 1) return rejection::credentials_repeated;
    if (texts.empty() || texts.front().empty()) return rejection::timestamp_missing;
    return std::string(texts.front());
}

sent<std::string> sent_signature_text(const webhook& hook, const signature_settings& settings) {
    if (!settings.query.empty()) return sent_query_parameter(hook, settings.query);
    const auto header = sent_header(hook, settings.headers);
    if (!header) return header.error();
    return std::string(*header);
}

}  // namespace

signature_settings read_signature_settings(mapping::json_reader& in, const std::string& pointer) {
    in.object(pointer, {"header", "query", "form", "prefix", "key", "encoding"});
    signature_settings settings;
    const bool has_query = in.find(pointer + "/query") != nullptr;
    if (has_query && in.find(pointer + "/header"))
        in.fail(mapping::errc::not_allowed, pointer,
                "must have either a header or a query parameter");
    if (has_query)
        settings.query = in.text(pointer + "/query");
    else
        settings.headers = read_header_names(in, pointer + "/header");
    settings.how = read_choice(in, pointer + "/form", forms, "bare");
    settings.written = read_digest_encoding(in, pointer + "/encoding");

    const bool has_prefix = settings.how == form::prefixed;
    const bool has_key = settings.how == form::pairs || settings.how == form::tagged;
    if (has_prefix) settings.prefix = in.text(pointer + "/prefix");
    if (has_key) settings.key = in.text(pointer + "/key");
    if (!has_prefix && in.find(pointer + "/prefix"))
        in.fail(mapping::errc::not_allowed, pointer + "/prefix",
                "goes with the form prefixed only");
    if (!has_key && in.find(pointer + "/key"))
        in.fail(mapping::errc::not_allowed, pointer + "/key",
                "goes with the forms pairs and tagged only");
    return settings;
}

sent<signature_header> sent_signature(const webhook& hook, const signature_settings& settings) {
    const auto text = sent_signature_text(hook, settings);
    if (!text) return text.error();
    const auto items = read_items(*text, settings);
    if (!items) return items.error();

    signature_header header;
    if (!settings.timestamp_key.empty()) {
        auto timestamp = sole_timestamp(texts_named(*items, settings.timestamp_key));
        if (!timestamp) return timestamp.error();
        header.timestamp = std::move(*timestamp);
    }
    auto signatures = decode_signatures(texts_named(*items, settings.key), settings.written);
    if (!signatures) return signatures.error();
    header.signatures = std::move(*signatures);
    return header;
}

}  // namespace providers
