#include "providers/mac_verifier.hpp"

#include <charconv>
#include <optional>

#include "providers/choice.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using std::chrono::milliseconds;
using part = message_template::part;
using encoding = mac_settings::encoding;

constexpr choice<encoding> encodings[] = {
    {"utf8", encoding::utf8}, {"base64", encoding::base64}, {"hex", encoding::hex}};
constexpr choice<digest> digests[] = {{"hmac-sha256", digest::hmac_sha256},
                                      {"hmac-sha1", digest::hmac_sha1},
                                      {"hmac-sha512", digest::hmac_sha512},
                                      {"sha256", digest::sha256}};
constexpr choice<milliseconds> units[] = {{"s", milliseconds(1000)}, {"ms", milliseconds(1)}};

constexpr milliseconds default_tolerance = std::chrono::seconds(300);
// Shorter than event ids are remembered: a recorded request that is sent again is then either too
// old or known.
constexpr milliseconds longest_tolerance = std::chrono::hours(24 * 7);

// As many digits as cannot overflow in milliseconds; far beyond any moment that matters.
constexpr std::size_t most_timestamp_digits = 15;

// Decimal digits and nothing else: no sign, no exponent, no "Infinity".
std::optional<mapping::timestamp> parse_timestamp(std::string_view text, milliseconds unit) {
    if (text.empty() || text.size() > most_timestamp_digits) return std::nullopt;
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return mapping::timestamp(count * unit);
}

class mac_verifier final : public verifier {
public:
    mac_verifier(const mac_settings& settings, std::vector<std::string> keys,
                 std::string public_url)
        : settings_(settings), keys_(std::move(keys)), public_url_(std::move(public_url)) {}

    verification verify(const webhook& hook, mapping::timestamp now) const override {
        const auto signature = sent_signature(hook, settings_.signature);
        if (!signature) return signature.error();
        const auto moment = sent_moment(hook, signature->timestamp);
        if (!moment) return moment.error();
        const auto id = sent_id(hook);
        if (!id) return id.error();

        message_template::values given;
        given.url = public_url_;
        given.timestamp = moment->text;
        given.id = *id;
        const auto verdict = match(hook, given, signature->signatures);

        // Only now, so that "skew" always means a request that was once sent by the partner.
        const bool is_in_time =
            !settings_.has_timestamp || std::chrono::abs(now - moment->when) <= settings_.tolerance;
        if (verdict && !is_in_time) return rejection::timestamp_skew;
        return verdict;
    }

private:
    // When the partner says that it signed: as written, because that is what is signed.
    struct signed_moment {
        std::string text;
        mapping::timestamp when;
    };

    sent<signed_moment> sent_moment(const webhook& hook, const std::string& in_signature) const {
        if (!settings_.has_timestamp) return signed_moment{};
        std::string text = in_signature;
        if (!settings_.timestamp_headers.empty()) {
            const auto header = sent_header(hook, settings_.timestamp_headers);
            if (!header)
                return header.error() == rejection::credentials_missing
                           ? rejection::timestamp_missing
                           : header.error();
            text = *header;
        }
        const auto when = parse_timestamp(text, settings_.timestamp_unit);
        if (!when) return rejection::timestamp_malformed;
        return signed_moment{std::move(text), *when};
    }

    sent<std::string_view> sent_id(const webhook& hook) const {
        if (settings_.id_headers.empty()) return std::string_view();
        return sent_header(hook, settings_.id_headers);
    }

    // Every secret and every signature is tried, in the same time whichever of them fits.
    verification match(const webhook& hook, message_template::values given,
                       const std::vector<std::string>& signatures) const {
        verification verdict = rejection::credentials_wrong;
        for (std::size_t i = keys_.size(); i-- > 0;) {
            given.secret = keys_[i];
            const auto message = settings_.message.render(hook, given);
            if (!message) return message.error();
            const std::string expected = compute(settings_.how, keys_[i], *message);
            for (const std::string& signature : signatures)
                if (equal_in_constant_time(expected, signature)) verdict = proof{i};
        }
        return verdict;
    }

    mac_settings settings_;
    std::vector<std::string> keys_;
    std::string public_url_;
};

void read_timestamp(mapping::json_reader& in, mac_settings& settings) {
    settings.has_timestamp = true;
    in.object("/mac/timestamp", {"header", "key", "unit", "tolerance"});
    const bool has_header = in.find("/mac/timestamp/header") != nullptr;
    const bool has_key = in.find("/mac/timestamp/key") != nullptr;
    if (has_header == has_key)
        in.fail(has_key ? mapping::errc::not_allowed : mapping::errc::missing, "/mac/timestamp",
                "must have either a header or a key");
    if (has_header) settings.timestamp_headers = read_header_names(in, "/mac/timestamp/header");
    if (has_key) {
        settings.signature.timestamp_key = in.text("/mac/timestamp/key");
        if (settings.signature.how != signature_settings::form::pairs)
            in.fail(mapping::errc::not_allowed, "/mac/timestamp/key",
                    "goes with signatures of the form pairs only");
        else if (settings.signature.timestamp_key == settings.signature.key)
            in.fail(mapping::errc::not_allowed, "/mac/timestamp/key",
                    "is the key of the signature");
    }
    settings.timestamp_unit = read_choice(in, "/mac/timestamp/unit", units, "s");
    settings.tolerance = in.duration_or("/mac/timestamp/tolerance", default_tolerance);
    if (in.find("/mac/timestamp/tolerance") &&
        (settings.tolerance < std::chrono::seconds(1) || settings.tolerance > longest_tolerance))
        in.fail(mapping::errc::out_of_range, "/mac/timestamp/tolerance",
                "must be between 1s and 7d");
}

// What must be there for the signature to prove the body, and all that was set to matter.
void check_message(mapping::json_reader& in, const mac_settings& settings) {
    const message_template& message = settings.message;
    const auto fail = [&](mapping::errc code, const char* what) {
        in.fail(code, "/mac/message", what);
    };
    if (!message.uses(part::body) && !message.uses(part::sorted_form))
        fail(mapping::errc::missing, "must contain {body} or {sorted_form}: else it signs nothing");
    if (settings.how == digest::sha256 && !message.uses(part::secret))
        fail(mapping::errc::missing,
             "must contain {secret}: else anybody can compute the plain digest");
    if (message.uses(part::timestamp) && !settings.has_timestamp)
        fail(mapping::errc::not_allowed, "contains {timestamp}, but /mac/timestamp is not given");
    if (!message.uses(part::timestamp) && settings.has_timestamp)
        fail(mapping::errc::missing,
             "must contain {timestamp}: a timestamp that is not signed proves nothing");
    if (message.uses(part::id) && settings.id_headers.empty())
        fail(mapping::errc::not_allowed, "contains {id}, but /mac/id is not given");
    if (!message.uses(part::id) && !settings.id_headers.empty())
        fail(mapping::errc::missing, "must contain {id}: else the id is not signed");
}

void read_message(mapping::json_reader& in, mac_settings& settings) {
    const std::string where = "/mac/message";
    auto message = message_template::compile(in.text_or(where, "{body}"), where);
    if (message) {
        settings.message = std::move(*message);
        check_message(in, settings);
    } else {
        for (const mapping::problem& one : message.error()) in.fail(one.code, one.where, one.what);
    }
}

// The bytes of the secret; nothing when it is not written in the encoding, or nothing is left.
std::optional<std::string> key_from(std::string_view secret, const mac_settings& settings) {
    if (secret.starts_with(settings.secret_prefix))
        secret.remove_prefix(settings.secret_prefix.size());
    std::optional<std::string> key(secret);
    if (settings.secret_encoding == encoding::base64)
        key = from_base64(secret, spare_bits::ignored);
    if (settings.secret_encoding == encoding::hex) key = from_hex(secret);
    if (key && key->empty()) return std::nullopt;
    return key;
}

std::string_view word_for(encoding wanted) noexcept {
    for (const choice<encoding>& one : encodings)
        if (one.value == wanted) return one.word;
    return {};
}

}  // namespace

mac_settings read_mac_settings(mapping::json_reader& in) {
    in.object("", {"mac"});
    in.object("/mac", {"secret", "secret_encoding", "secret_prefix", "digest", "message",
                       "signature", "timestamp", "id"});
    mac_settings settings;
    settings.secret = in.text("/mac/secret");
    settings.secret_encoding = read_choice(in, "/mac/secret_encoding", encodings, "utf8");
    settings.secret_prefix = in.text_or("/mac/secret_prefix", "");
    settings.how = read_choice(in, "/mac/digest", digests, "hmac-sha256");
    settings.signature = read_signature_settings(in, "/mac/signature");
    if (in.find("/mac/timestamp")) read_timestamp(in, settings);
    if (in.find("/mac/id")) {
        in.object("/mac/id", {"header"});
        settings.id_headers = read_header_names(in, "/mac/id/header");
    }
    read_message(in, settings);
    return settings;
}

mapping::result<std::unique_ptr<const verifier>> make_mac_verifier(
    const mac_settings& settings, const std::vector<std::string>& secrets,
    const std::string& secret_where, const std::string& public_url) {
    mapping::problems found;
    std::vector<std::string> keys;
    for (const std::string& secret : secrets) {
        auto key = key_from(secret, settings);
        if (key)
            keys.push_back(std::move(*key));
        else
            found.add(mapping::errc::malformed, secret_where,
                      "is not written in " + std::string(word_for(settings.secret_encoding)));
    }
    if (settings.message.uses(part::url) && public_url.empty())
        found.add(mapping::errc::missing, "/public_url",
                  "is needed: the partner signs the URL that it was given");
    if (!found.empty()) return found;
    return std::make_unique<const mac_verifier>(settings, std::move(keys), public_url);
}

}  // namespace providers
