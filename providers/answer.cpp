#include "providers/answer.hpp"

#include <boost/json/serialize.hpp>

#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
namespace json = boost::json;

constexpr const char* plain_text = "text/plain; charset=utf-8";

unsigned read_status(json_reader& in, const std::string& where, status_range allowed) {
    const auto status =
        static_cast<unsigned>(in.integer_or(where, allowed.usual, allowed.least, allowed.most));
    const bool is_within = status >= allowed.least && status <= allowed.most;
    if (is_within && status >= 300 && status < 400)
        in.fail(errc::out_of_range, where, "an answer is never a redirect");
    return status;
}

}  // namespace

answer_template answer_template::read(json_reader& in, const std::string& where,
                                      status_range allowed, std::string_view besides) {
    answer_template made;
    if (!in.object(where, {"status", "type", "body", "json", besides.empty() ? "json" : besides}))
        return made;
    made.status_ = read_status(in, where + "/status", allowed);

    const json::value* body = in.find(where + "/body");
    const json::value* members = in.find(where + "/json");
    if (body && members)
        in.fail(errc::not_allowed, where + "/json", "an answer has either `body` or `json`");
    if ((body || members) && (made.status_ == 204 || made.status_ == 205))
        in.fail(errc::not_allowed, where + "/status", "a 204 or 205 has no body");
    made.content_type_ = in.text_or(where + "/type", members ? "application/json"
                                                     : body  ? plain_text
                                                             : "");
    if (!is_printable(made.content_type_))
        in.fail(errc::malformed, where + "/type", "must be printable ASCII");

    if (body) {
        auto compiled =
            mapping::source::compile_one(*body, where + "/body", mapping::source_scope::answer);
        if (compiled)
            made.body_ = std::move(*compiled);
        else
            in.fail(compiled.error());
    }
    if (members) {
        auto compiled = mapping::json_template::compile(*members, where + "/json",
                                                        mapping::source_scope::answer);
        if (compiled)
            made.json_ = std::move(*compiled);
        else
            in.fail(compiled.error());
    }
    return made;
}

answer_template answer_template::of_text(mapping::source text) {
    answer_template made;
    made.content_type_ = plain_text;
    made.body_ = std::move(text);
    return made;
}

answer answer_template::fill(const mapping::input& in) const {
    answer filled;
    filled.status = status_;
    filled.content_type = content_type_;
    if (body_) filled.body = body_->read_text(in).value_or("");
    if (json_) filled.body = json::serialize(json_->fill(in));
    return filled;
}

std::vector<std::string> answer_template::tables() const {
    if (body_) return body_->tables();
    if (json_) return json_->tables();
    return {};
}

}  // namespace providers
