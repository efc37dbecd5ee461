#include "providers/definition.hpp"

#include <algorithm>
#include <set>

#include "mapping/json_reader.hpp"
#include "providers/connection_settings.hpp"
#include "providers/media_type.hpp"
#include "providers/scheme.hpp"
#include "providers/verifier.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
using mapping::pointer_token;
using mapping::source;
using mapping::source_scope;

// True when the source finds something where there is nothing: its value does not depend on the
// event.
bool is_always_there(const source& what) {
    const json::value document = json::object();
    const json::object request;
    const lookup_tables tables;
    return !what.read(mapping::input{document, request, tables}).value.is_null();
}

// One compilation. Each function reads one part of the file; mistakes gather in `in_`.
class compiler {
public:
    compiler(std::string name, const json::value& config) : config_(config), in_(config) {
        out_->name = std::move(name);
    }

    mapping::result<std::shared_ptr<const definition>> compile() && {
        if (!config_.is_object()) {
            in_.fail(errc::wrong_type, "", "a definition is an object");
            return std::move(in_).finish(std::shared_ptr<const definition>());
        }
        in_.object("", {"receive", "verify", "challenge", "event", "identity", "updates", "fetch",
                        "operations", "booking", "contacts", "cancel", "tables", "on_unmappable",
                        "respond", "examples"});
        read_receive();
        read_verify();
        read_challenge();
        read_event();
        read_fetch();
        read_once_fetched();
        read_operations();
        read_identity();
        read_booking();
        read_cancel();
        read_updates();
        read_on_unmappable();
        read_respond();
        read_tables_needed();
        read_examples();
        return std::move(in_).finish(std::shared_ptr<const definition>(std::move(out_)));
    }

private:
    void read_receive() {
        if (required_object("/receive")) out_->receive = read_receive_settings(in_);
    }

    void read_verify() {
        const json::value* config = in_.find("/verify");
        if (!config || config->is_null())
            return in_.fail(errc::missing, "/verify",
                            "say how a webhook proves its sender; `none` if nothing does");
        in_.fail(check_verification(*config, "/verify"));
        if (const auto scheme = read_scheme(*config, "/verify")) suit_to_format(*scheme);
        out_->verify = *config;
    }

    // What a body is read as and what is proven of it must fit together.
    void suit_to_format(const scheme& verify) {
        const body_format format = out_->receive.format;
        if (format == body_format::jwt && !proves_token_in_body(verify))
            in_.fail(errc::not_allowed, "/verify",
                     "a body that is a token must be verified as one: {jwt: {in: body, ...}}");
        if (reads_secret_from_body(verify) && format != body_format::json &&
            format != body_format::form)
            in_.fail(errc::not_allowed, "/verify",
                     "a secret in the body can be read from json and form only");
    }

    void read_event() {
        if (!required_object("/event")) return;
        in_.object("/event", {"type", "kinds", "otherwise", "once_fetched", "occurred_at"});
        out_->type = varying_source_at("/event/type");
        out_->occurred_at = source_at("/event/occurred_at", source_scope::door);
        if (const auto* kinds = in_.object("/event/kinds"))
            for (const auto& member : *kinds)
                out_->kinds.emplace_back(member.key(),
                                         rules_at("/event/kinds" + pointer_token(member.key())));
        if (is_given("/event/otherwise")) out_->otherwise = rules_at("/event/otherwise");

        if (is_given("/event/kinds") && !is_given("/event/type"))
            in_.fail(errc::missing, "/event/type", "`kinds` needs to know where the type stands");
        if (!is_given("/event/kinds") && !is_given("/event/otherwise"))
            in_.fail(errc::missing, "/event/otherwise", "without `kinds` it must say the kind");
    }

    std::vector<kind_rule> rules_at(const std::string& where) {
        std::vector<kind_rule> rules = read_kind_rules(in_, where);
        use(rules);
        return rules;
    }

    void use(const std::vector<kind_rule>& rules) {
        for (const kind_rule& rule : rules) {
            kinds_used_.insert(rule.then);
            if (rule.when) use_tables(rule.when->what.tables());
        }
    }

    // Rules that read a fetch which no event makes as it comes in would never hold.
    void read_once_fetched() {
        const std::string where = "/event/once_fetched";
        out_->once_fetched = read_rules_once_fetched(in_, where);
        if (is_given(where) && !is_given("/fetch"))
            return in_.fail(errc::not_allowed, where, "needs a `fetch` that tells more");
        bool reads_fetch = false;
        for (const kind_rule& rule : out_->once_fetched) {
            if (rule.then == event_kind::operation)
                in_.fail(errc::not_allowed, where, "cannot make an event an `operation`");
            if (!rule.when) continue;
            const std::vector<std::string> names = rule.when->what.fetches();
            reads_fetch = reads_fetch || !names.empty();
            check_fetched(names, where);
            for (const fetch_step& step : out_->fetch)
                if (std::find(names.begin(), names.end(), step.name) != names.end() &&
                    !is_made_at_first(step))
                    in_.fail(
                        errc::not_allowed, where,
                        "the fetch " + step.name +
                            " is made for none of the kinds that `kinds` and `otherwise` give");
        }
        if (!out_->once_fetched.empty() && !in_.failed() && !reads_fetch)
            in_.fail(errc::not_allowed, where,
                     "reads nothing that is fetched: such rules belong under `kinds`");
        use(out_->once_fetched);
    }

    bool is_made_at_first(const fetch_step& step) const {
        return std::any_of(kinds_used_.begin(), kinds_used_.end(),
                           [&](event_kind kind) { return step.kinds.contains(kind); });
    }

    void read_identity() {
        const bool needed = std::any_of(kinds_used_.begin(), kinds_used_.end(), needs_booking_id);
        const json::value* config = in_.find("/identity");
        if (config && !config->is_null()) {
            if (!in_.object("/identity", {"event", "booking", "previous", "without_id"})) return;
            read_event_id();
            out_->booking_id = varying_source_at("/identity/booking");
            out_->previous_booking = varying_source_at("/identity/previous");
            read_without_id();
        }
        if (needed && !is_given("/identity/booking") && !out_->hash_names_booking)
            in_.fail(errc::missing, "/identity/booking",
                     "say where the partner's id of the booking stands");
    }

    void read_without_id() {
        if (!is_given("/identity/without_id")) return;
        const std::string word = in_.text("/identity/without_id");
        if (!word.empty() && word != "hash")
            in_.fail(errc::not_allowed, "/identity/without_id", "must be hash");
        out_->hash_names_booking = word == "hash";
    }

    // A source, or a list of them: the first that is there; or the word none, alone or as the last.
    void read_event_id() {
        const json::value* config = in_.find("/identity/event");
        if (config && *config == "none") {
            out_->has_no_repeats = true;
            return;
        }
        const auto* list = config ? config->if_array() : nullptr;
        const std::size_t count = list ? list->size() : 1;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string place =
                list ? "/identity/event/" + std::to_string(i) : "/identity/event";
            if (list && i + 1 == count && (*list)[i] == "none") {
                out_->has_no_repeats = true;
                return;
            }
            auto one = varying_source_at(place);
            if (!one && list && !is_given(place))
                in_.fail(errc::missing, place, "a source is required");
            if (!one) continue;
            if (out_->is_split() && one->reads_header("Idempotency-Key"))
                in_.fail(errc::not_allowed, place,
                         "all events of a request would have this id; see receive.split");
            out_->event_id.push_back(std::move(*one));
        }
    }

    void read_fetch() {
        out_->fetch = read_fetch_steps(in_);
        use_tables(tables_of(out_->fetch));
        for (const std::string& name : secrets_of(out_->fetch))
            out_->secrets_besides_verify.insert(name);
    }

    void read_operations() {
        std::vector<std::string> fetches;
        for (const fetch_step& step : out_->fetch) fetches.push_back(step.name);
        out_->operations = read_operation_steps(in_, fetches);
        use_tables(tables_of(out_->operations));
        const bool needed = kinds_used_.contains(event_kind::operation);
        if (needed && !is_given("/operations"))
            in_.fail(errc::missing, "/operations", "say what the kind `operation` calls");
        if (!needed && is_given("/operations"))
            in_.fail(errc::not_allowed, "/operations", "no event is of the kind `operation`");
    }

    void read_booking() {
        const bool needed = std::any_of(kinds_used_.begin(), kinds_used_.end(), needs_booking);
        const json::value* booking = in_.find("/booking");
        if (!booking || booking->is_null()) {
            if (needed) in_.fail(errc::missing, "/booking", "say what a booking is made from");
            if (is_given("/contacts"))
                in_.fail(errc::not_allowed, "/contacts", "needs a booking to belong to");
            return;
        }
        const json::value* contacts = in_.find("/contacts");
        auto compiled = mapping::field_map::compile(*booking, contacts ? *contacts : json::value());
        if (!compiled) return in_.fail(compiled.error());
        out_->booking = std::move(*compiled);
        use_tables(out_->booking->tables());
        check_fetched(out_->booking->fetches(), "/booking");
    }

    void read_cancel() {
        if (!in_.object("/cancel", {"memo"})) return;
        out_->cancel_memo = source_at("/cancel/memo");
        if (out_->cancel_memo) check_fetched(out_->cancel_memo->fetches(), "/cancel/memo");
    }

    // Tables are required unless `tables` says otherwise. One that is declared and that no lookup
    // names is a slip of the pen, unless the lookup was itself among the mistakes.
    void read_tables_needed() {
        const auto* declared = in_.object("/tables");
        if (!declared) return;
        const bool all_are_known = !in_.failed();
        for (const auto& [name, value] : *declared) {
            const std::string where = "/tables" + pointer_token(name);
            const std::string need = in_.text(where);
            if (!need.empty() && need != "required" && need != "optional")
                in_.fail(errc::not_allowed, where, "must be required or optional");
            const auto used = out_->tables.find(std::string_view(name));
            if (used != out_->tables.end())
                used->second = need == "optional" ? table_need::optional : table_need::required;
            else if (all_are_known)
                in_.fail(errc::unknown, where, "no lookup uses a table of that name");
        }
    }

    void read_updates() {
        const std::string word = in_.text_or("/updates", "whole");
        if (word != "whole" && word != "partial")
            in_.fail(errc::not_allowed, "/updates", "must be whole or partial");
        out_->updates_are_partial = word == "partial";
    }

    void read_on_unmappable() {
        const std::string word = in_.text_or("/on_unmappable", "accept");
        if (word != "accept" && word != "reject")
            in_.fail(errc::not_allowed, "/on_unmappable", "must be accept or reject");
        out_->reject_unmappable = word == "reject";
        if (out_->reject_unmappable && is_given("/fetch"))
            in_.fail(errc::not_allowed, "/on_unmappable",
                     "the door does not fetch, so it cannot tell what maps");
    }

    void read_challenge() {
        out_->challenges = read_challenges(in_);
        use_tables(tables_of(out_->challenges));
        for (const std::string& name : secrets_of(out_->challenges))
            out_->secrets_besides_verify.insert(name);
    }

    void read_respond() {
        out_->respond = read_responses(in_);
        use_tables(out_->respond.tables());
        if (is_given("/respond/unmappable") && !out_->reject_unmappable)
            in_.fail(errc::not_allowed, "/respond/unmappable", "needs `on_unmappable: reject`");
        if (out_->respond.wait && out_->is_split())
            in_.fail(errc::not_allowed, "/respond/wait",
                     "nobody can wait for several events; see receive.split");
    }

    void read_examples() {
        out_->examples = providers::read_examples(in_);
        for (const example& one : out_->examples)
            for (const auto& [name, file] : one.fetched)
                if (!is_operation(name))  // whose answer it is
                    check_fetched({name}, one.where + "/with/fetched" + pointer_token(name));
    }

    std::optional<source> source_at(const std::string& where,
                                    source_scope scope = source_scope::event) {
        const json::value* config = in_.find(where);
        if (!config || config->is_null()) return std::nullopt;
        auto compiled = source::compile_one(*config, where, scope);
        if (!compiled) {
            in_.fail(compiled.error());
            return std::nullopt;
        }
        use_tables(compiled->tables());
        return std::move(*compiled);
    }

    // A source that tells events apart. A constant here would make all events one, so that every
    // one but the first would be taken for a repeat, or all bookings one booking.
    std::optional<source> varying_source_at(const std::string& where) {
        auto compiled = source_at(where, source_scope::door);
        if (compiled && is_always_there(*compiled))
            in_.fail(errc::not_allowed, where,
                     "finds something in an empty document: it would not tell events apart");
        return compiled;
    }

    bool is_operation(std::string_view name) const {
        return std::any_of(out_->operations.begin(), out_->operations.end(),
                           [&](const operation_step& one) { return one.name == name; });
    }

    // What a fetch gives is read by its name.
    void check_fetched(const std::vector<std::string>& names, const std::string& where) {
        for (const std::string& name : names)
            if (std::none_of(out_->fetch.begin(), out_->fetch.end(),
                             [&](const fetch_step& one) { return one.name == name; }))
                in_.fail(errc::unknown, where, "there is no fetch of the name " + name);
    }

    const json::object* required_object(const std::string& where) {
        if (is_given(where)) return in_.object(where);
        in_.fail(errc::missing, where, "must be given");
        return nullptr;
    }

    bool is_given(const std::string& where) const {
        const json::value* value = in_.find(where);
        return value && !value->is_null();
    }

    void use_tables(const std::vector<std::string>& names) {
        for (const std::string& name : names) out_->tables.emplace(name, table_need::required);
    }

    const json::value& config_;
    json_reader in_;
    std::shared_ptr<definition> out_ = std::make_shared<definition>();
    std::set<event_kind> kinds_used_;
};

}  // namespace

bool definition::takes(std::optional<std::string_view> content_type) const {
    return is_readable(content_type, receive.format) ||
           std::any_of(challenges.begin(), challenges.end(), [&](const challenge& one) {
               return one.format && is_readable(content_type, *one.format);
           });
}

mapping::result<std::shared_ptr<const definition>> compile_definition(std::string name,
                                                                      const json::value& config) {
    return compiler(std::move(name), config).compile();
}

}  // namespace providers
