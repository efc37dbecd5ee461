#include "providers/signed_text.hpp"

#include <charconv>

#include "mapping/transforms/text.hpp"
#include "mapping/transforms/time.hpp"
#include "providers/choice.hpp"

namespace providers {
namespace {

using mapping::errc;
using std::chrono::milliseconds;
using part = message_template::part;

constexpr choice<timestamp_unit> units[] = {{"s", timestamp_unit::seconds},
                                            {"ms", timestamp_unit::milliseconds},
                                            {"rfc3339", timestamp_unit::rfc3339}};

constexpr milliseconds default_tolerance = std::chrono::seconds(300);
// Shorter than event ids are remembered: a recorded request that is sent again is then either too
// old or known.
constexpr milliseconds longest_tolerance = std::chrono::hours(24 * 7);

// As many digits as cannot overflow in milliseconds; far beyond any moment that matters.
constexpr std::size_t most_timestamp_digits = 15;

// Decimal digits and nothing else: no sign, no exponent, no "Infinity".
std::optional<mapping::timestamp> parse_epoch(std::string_view text, milliseconds unit) {
    if (text.empty() || text.size() > most_timestamp_digits) return std::nullopt;
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return mapping::timestamp(count * unit);
}

// Mappings read a time however it is written; here it must be written as the partner says.
std::optional<mapping::timestamp> parse_rfc3339(std::string_view text) {
    constexpr std::size_t date_size = 10, longest = 40;
    if (text.size() <= date_size || text.size() > longest) return std::nullopt;
    if (text[4] != '-' || (text[date_size] != 'T' && text[date_size] != 't')) return std::nullopt;
    if (text.find_first_not_of("0123456789-+:.TtZz") != std::string_view::npos) return std::nullopt;
    const auto read = mapping::parse_time(text, "");
    if (!read) return std::nullopt;
    return read->when;
}

std::optional<mapping::timestamp> parse_timestamp(std::string_view text, timestamp_unit unit) {
    switch (unit) {
        case timestamp_unit::seconds: return parse_epoch(text, milliseconds(1000));
        case timestamp_unit::milliseconds: return parse_epoch(text, milliseconds(1));
        case timestamp_unit::rfc3339: return parse_rfc3339(text);
    }
    return std::nullopt;
}

// When the partner says that it signed: as written, because that is what is signed.
struct signed_moment {
    std::string text;
    mapping::timestamp when;
};

sent<std::string> sent_moment_text(const webhook& hook, const timestamp_settings& settings,
                                   const std::string& in_signature) {
    if (!settings.key.empty()) return in_signature;
    if (!settings.pointer.empty()) {
        const auto value = sent_body_value(hook, settings.pointer);
        if (!value) return value.error();
        const auto text = mapping::scalar_text(*value);
        if (!text) return rejection::timestamp_malformed;
        return *text;
    }
    const auto header = sent_header(hook, settings.headers);
    if (!header) return header.error();
    return std::string(*header);
}

sent<signed_moment> sent_moment(const webhook& hook, const timestamp_settings& settings,
                                const std::string& in_signature) {
    auto text = sent_moment_text(hook, settings, in_signature);
    if (!text && text.error() == rejection::credentials_missing)
        return rejection::timestamp_missing;
    if (!text) return text.error();
    const auto when = parse_timestamp(*text, settings.unit);
    if (!when) return rejection::timestamp_malformed;
    return signed_moment{std::move(*text), *when};
}

class signed_text_verifier final : public verifier {
public:
    signed_text_verifier(const signed_text_settings& settings, signature_checks keys,
                         std::string public_url)
        : settings_(settings), keys_(std::move(keys)), public_url_(std::move(public_url)) {}

    verification verify(const webhook& hook, mapping::timestamp now) const override {
        const auto signature = sent_signature(hook, settings_.signature);
        if (!signature) return signature.error();
        signed_moment moment;
        if (settings_.timestamp) {
            auto found = sent_moment(hook, *settings_.timestamp, signature->timestamp);
            if (!found) return found.error();
            moment = std::move(*found);
        }
        const auto id = sent_id(hook);
        if (!id) return id.error();

        message_template::values given;
        given.url = public_url_;
        given.timestamp = moment.text;
        given.id = *id;
        const auto verdict = match(hook, given, signature->signatures);

        // Only now, so that "skew" always means a request that was once sent by the partner.
        if (verdict && !is_in_time(moment.when, now)) return rejection::timestamp_skew;
        return verdict;
    }

private:
    sent<std::string_view> sent_id(const webhook& hook) const {
        if (settings_.id_headers.empty()) return std::string_view();
        return sent_header(hook, settings_.id_headers);
    }

    bool is_in_time(mapping::timestamp when, mapping::timestamp now) const {
        return !settings_.timestamp ||
               std::chrono::abs(now - when) <= settings_.timestamp->tolerance;
    }

    // Every key is tried, in the same time whichever of them fits.
    verification match(const webhook& hook, message_template::values given,
                       const std::vector<std::string>& signatures) const {
        verification verdict = rejection::credentials_wrong;
        for (std::size_t i = keys_.size(); i-- > 0;) {
            given.secret = keys_[i]->secret();
            const auto message = settings_.message.render(hook, given);
            if (!message) return message.error();
            if (keys_[i]->accepts(*message, signatures)) verdict = proof{i};
        }
        return verdict;
    }

    signed_text_settings settings_;
    signature_checks keys_;
    std::string public_url_;
};

void check_timestamp_key(mapping::json_reader& in, const std::string& pointer,
                         const signature_settings& signature, const std::string& key) {
    if (signature.how != signature_settings::form::pairs)
        in.fail(errc::not_allowed, pointer, "goes with signatures of the form pairs only");
    else if (key == signature.key)
        in.fail(errc::not_allowed, pointer, "is the key of the signature");
}

timestamp_settings read_timestamp(mapping::json_reader& in, const std::string& pointer,
                                  const signature_settings& signature) {
    in.object(pointer, {"header", "key", "body", "unit", "tolerance"});
    timestamp_settings out;
    const bool has_header = in.find(pointer + "/header") != nullptr;
    const bool has_key = in.find(pointer + "/key") != nullptr;
    const bool has_body = in.find(pointer + "/body") != nullptr;
    const int places = has_header + has_key + has_body;
    if (places != 1)
        in.fail(places == 0 ? errc::missing : errc::not_allowed, pointer,
                "must have either a header, a key or a place in the body");
    if (has_header) out.headers = read_header_names(in, pointer + "/header");
    if (has_body) out.pointer = read_body_pointer(in, pointer + "/body");
    if (has_key) {
        out.key = in.text(pointer + "/key");
        check_timestamp_key(in, pointer + "/key", signature, out.key);
    }
    out.unit = read_choice(in, pointer + "/unit", units, "s");
    const std::string tolerance = pointer + "/tolerance";
    out.tolerance = in.duration_or(tolerance, default_tolerance);
    if (in.find(tolerance) &&
        (out.tolerance < std::chrono::seconds(1) || out.tolerance > longest_tolerance))
        in.fail(errc::out_of_range, tolerance, "must be between 1s and 7d");
    return out;
}

// What must be there for the signature to prove the body, and all that was set to matter.
class message_check {
public:
    message_check(mapping::json_reader& in, const std::string& pointer,
                  const signed_text_settings& settings)
        : in_(in), pointer_(pointer), settings_(settings) {}

    void run(secret_in_message secret) {
        if (!uses(part::body) && !uses(part::sorted_form))
            fail(errc::missing, "must contain {body} or {sorted_form}: else it signs nothing");
        if (secret == secret_in_message::required && !uses(part::secret))
            fail(errc::missing, "must contain {secret}: else anybody can compute the plain digest");
        if (secret == secret_in_message::refused && uses(part::secret))
            fail(errc::not_allowed, "contains {secret}, but a public key is none");
        check_timestamp();
        check_id();
    }

private:
    // One that stands in the body is signed with it.
    void check_timestamp() {
        const bool is_in_body = settings_.timestamp && !settings_.timestamp->pointer.empty();
        if (uses(part::timestamp) && !settings_.timestamp)
            fail(errc::not_allowed, "contains {timestamp}, but no timestamp is given");
        if (!uses(part::timestamp) && settings_.timestamp && !is_in_body)
            fail(errc::missing,
                 "must contain {timestamp}: a timestamp that is not signed proves nothing");
    }

    void check_id() {
        const bool has_id = !settings_.id_headers.empty();
        if (uses(part::id) && !has_id) fail(errc::not_allowed, "contains {id}, but no id is given");
        if (!uses(part::id) && has_id)
            fail(errc::missing, "must contain {id}: else the id is not signed");
    }

    bool uses(part what) const { return settings_.message.uses(what); }
    void fail(errc code, const char* what) { in_.fail(code, pointer_, what); }

    mapping::json_reader& in_;
    const std::string& pointer_;
    const signed_text_settings& settings_;
};

}  // namespace

signed_text_settings read_signed_text(mapping::json_reader& in, const std::string& pointer,
                                      secret_in_message secret) {
    signed_text_settings settings;
    settings.signature = read_signature_settings(in, pointer + "/signature");
    if (in.find(pointer + "/timestamp")) {
        settings.timestamp = read_timestamp(in, pointer + "/timestamp", settings.signature);
        settings.signature.timestamp_key = settings.timestamp->key;
    }
    if (in.find(pointer + "/id")) {
        in.object(pointer + "/id", {"header"});
        settings.id_headers = read_header_names(in, pointer + "/id/header");
    }

    const std::string where = pointer + "/message";
    auto message = message_template::compile(in.text_or(where, "{body}"), where);
    if (message) {
        settings.message = std::move(*message);
        message_check(in, where, settings).run(secret);
    } else {
        for (const mapping::problem& one : message.error()) in.fail(one.code, one.where, one.what);
    }
    return settings;
}

mapping::result<std::unique_ptr<const verifier>> make_signed_text_verifier(
    const signed_text_settings& settings, signature_checks keys, const std::string& public_url) {
    if (settings.message.uses(part::url) && public_url.empty())
        return mapping::problems(errc::missing, "/public_url",
                                 "is needed: the partner signs the URL that it was given");
    return std::make_unique<const signed_text_verifier>(settings, std::move(keys), public_url);
}

}  // namespace providers
