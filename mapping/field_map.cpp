#include "mapping/field_map.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>

#include "mapping/draft_completion.hpp"
#include "mapping/draft_fields.hpp"
#include "mapping/json_reader.hpp"

namespace mapping {
struct field_map::rules {
    struct field {
        drafted booking_draft::*draft;
        source from;
    };
    struct contact {
        std::optional<source> type, value, memo;
    };
    std::vector<field> fields;  // of the booking and of its address
    bool has_address = false;
    std::optional<source> images;
    std::vector<contact> contacts;
    std::optional<source> contact_list;  // with it, `contacts` is one and read from each element

    // What the sources name, without repeating it.
    std::vector<std::string> names(std::vector<std::string> (source::*of)() const) const {
        std::vector<std::string> all;
        const auto add = [&](const source& from) {
            for (std::string& name : (from.*of)())
                if (std::find(all.begin(), all.end(), name) == all.end())
                    all.push_back(std::move(name));
        };
        for (const field& one : fields) add(one.from);
        if (images) add(*images);
        if (contact_list) add(*contact_list);
        for (const contact& one : contacts)
            for (const auto* member : {&one.type, &one.value, &one.memo})
                if (*member) add(**member);
        return all;
    }
};

namespace {

class compiler {
public:
    explicit compiler(problems& wrong) : wrong_(wrong) {}

    void compile_booking(const json::value& config) {
        const json::object* members = config.if_object();
        if (!members) {
            wrong_.add(errc::wrong_type, "/booking", "must be an object");
            return;
        }
        for (const auto& [key, value] : *members) {
            const std::string where = "/booking" + pointer_token(key);
            if (key == "address")
                compile_address(value, where);
            else if (key == "uploadedImages")
                made_.images = compile_source(value, where);
            else
                compile_field(booking_fields, key, value, where);
        }
    }

    // A list of contacts, or one that is read from each element of a list in the document.
    void compile_contacts(const json::value& config) {
        if (config.is_null()) return;
        if (config.is_object()) {
            compile_contact(config, "/contacts", {"each", "type", "value", "memo"});
            compile_contact_list(config.get_object().if_contains("each"));
            return;
        }
        const json::array* list = config.if_array();
        if (!list) {
            wrong_.add(errc::wrong_type, "/contacts", "must be a list, or an object with `each`");
            return;
        }
        if (list->size() > most_contacts)
            wrong_.add(errc::too_large, "/contacts", "has more than 20 contacts");
        for (std::size_t i = 0; i < std::min(list->size(), most_contacts); ++i)
            if ((*list)[i].is_null())
                wrong_.add(errc::missing, "/contacts/" + std::to_string(i),
                           "a contact is required");
            else
                compile_contact((*list)[i], "/contacts/" + std::to_string(i),
                                {"type", "value", "memo"});
    }

    field_map::rules take() && { return std::move(made_); }

private:
    void compile_address(const json::value& config, const std::string& where) {
        const json::object* members = config.if_object();
        if (!members) {
            wrong_.add(errc::wrong_type, where,
                       "must be an object of street, unit, city, state, zip, country or one_line");
            return;
        }
        made_.has_address = true;
        for (const auto& [key, value] : *members)
            compile_field(address_fields, key, value, where + pointer_token(key));
    }

    void compile_field(std::span<const scalar_field> known, std::string_view key,
                       const json::value& config, const std::string& where) {
        const auto field = std::find_if(known.begin(), known.end(),
                                        [&](const auto& one) { return one.name == key; });
        if (field == known.end()) {
            wrong_.add(errc::unknown, where, "is not a field that can be mapped");
            return;
        }
        check_word(config, field->words, where);
        if (auto from = compile_scalar(config, where))
            made_.fields.push_back({field->draft, std::move(*from)});
    }

    void compile_contact_list(const json::value* pointer) {
        const std::string where = "/contacts/each";
        if (pointer && is_place(*pointer))
            made_.contact_list = compile_source(*pointer, where);
        else
            wrong_.add(pointer ? errc::malformed : errc::missing, where,
                       "must be a JSON Pointer to a list");
    }

    // /a, {parent: /a}, {root: /a} or {fetched: /a}
    static bool is_place(const json::value& config) {
        if (const json::string* path = config.if_string()) return path->starts_with('/');
        const json::object* form = config.if_object();
        return form &&
               (form->contains("parent") || form->contains("root") || form->contains("fetched"));
    }

    void compile_contact(const json::value& config, const std::string& where,
                         std::initializer_list<std::string_view> keys) {
        json_reader in(config, where);
        in.object("", keys);
        for (const char* required : {"/type", "/value"})
            if (config.is_object() && !in.find(required))
                in.fail(errc::missing, required, "is required");
        if (const auto read = std::move(in).finish(true); read.has_error())
            wrong_.add(read.error());
        if (!config.is_object()) return;

        const json::object& members = config.get_object();
        const auto compile_member = [&](std::string_view key) -> std::optional<source> {
            const json::value* member = members.if_contains(key);
            if (!member) return std::nullopt;
            return compile_scalar(*member, where + pointer_token(key));
        };
        if (const json::value* type = members.if_contains("type"))
            check_word(*type, contact_types, where + "/type");
        made_.contacts.push_back(
            {compile_member("type"), compile_member("value"), compile_member("memo")});
    }

    // A constant that the CRM would refuse is a mistake already now, in a table of the definition's
    // own too.
    void check_word(const json::value& config, std::span<const std::string_view> words,
                    const std::string& where) {
        const json::string* text = config.if_string();
        const bool is_constant = text && !text->starts_with('/');
        if (!words.empty() && is_constant && find_word(words, *text).empty())
            wrong_.add(errc::not_allowed, where, "is not one of the words that the CRM knows");
        if (const json::array* list = config.if_array())
            for (std::size_t i = 0; i < list->size(); ++i)
                check_word((*list)[i], words, where + "/" + std::to_string(i));
        const json::object* form = config.if_object();
        if (!form || !form->contains("lookup")) return;
        if (const json::value* otherwise = form->if_contains("default"))
            check_word(*otherwise, words, where + "/default");
        const json::value* table = form->if_contains("in");
        if (!table || !table->is_object()) return;
        for (const auto& [key, value] : table->get_object())
            check_word(value, words, where + "/in" + pointer_token(key));
    }

    std::optional<source> compile_source(const json::value& config, const std::string& where) {
        auto made = source::compile(config, where);
        if (made) return std::move(*made);
        wrong_.add(made.error());
        return std::nullopt;
    }

    std::optional<source> compile_scalar(const json::value& config, const std::string& where) {
        auto made = source::compile_one(config, where);
        if (made) return std::move(*made);
        wrong_.add(made.error());
        return std::nullopt;
    }

    problems& wrong_;
    field_map::rules made_;
};

drafted read_draft(const std::optional<source>& from, const input& in) {
    if (!from) return {};
    source::found found = from->read(in);
    return {std::move(found.value), std::move(found.from), drafted::giver::partner,
            std::move(found.why)};
}

std::vector<drafted> read_images(const source& from, const input& in) {
    source::found found = from.read(in);
    if (found.value.is_null()) return {};
    const json::array* several = found.value.if_array();
    if (!several) return {{std::move(found.value), std::move(found.from)}};
    std::vector<drafted> images;
    for (const json::value& one : *several) images.push_back({one, found.from});
    return images;
}

drafted_contact read_contact(const field_map::rules::contact& rule, const input& in,
                             std::size_t position) {
    return {read_draft(rule.type, in), read_draft(rule.value, in), read_draft(rule.memo, in),
            "/contacts/" + std::to_string(position)};
}

// Pointers into an element, as pointers into what holds the list.
void set_inside(const std::string& element, std::string& from) {
    for (std::size_t at = 0; at < from.size(); at += 2) {
        if (from[at] == '/') {
            from.insert(at, element);
            at += element.size();
        }
        at = std::min(from.find(", ", at), from.size());
    }
}

std::vector<drafted_contact> read_each_contact(const field_map::rules& rules, const input& in) {
    std::vector<drafted_contact> contacts;
    const source::found list = rules.contact_list->read(in);
    const json::array* elements = list.value.if_array();
    // One more than a booking may have, for its check to see that there are too many.
    for (std::size_t i = 0; elements && i < std::min(elements->size(), most_contacts + 1); ++i) {
        const input inside{(*elements)[i], in.request,       in.tables,
                           &in.document,   &in.whole_body(), in.fetched};
        drafted_contact read = read_contact(rules.contacts.front(), inside, i);
        for (drafted* part : {&read.type, &read.value, &read.memo})
            set_inside(list.from + "/" + std::to_string(i), part->from);
        contacts.push_back(std::move(read));
    }
    return contacts;
}

std::vector<drafted_contact> read_contacts(const field_map::rules& rules, const input& in) {
    if (rules.contact_list) return read_each_contact(rules, in);
    std::vector<drafted_contact> contacts;
    for (const field_map::rules::contact& rule : rules.contacts)
        contacts.push_back(read_contact(rule, in, contacts.size()));
    return contacts;
}

void add_defaults(booking_draft& draft, const json::object& defaults) {
    for (const scalar_field& field : booking_fields) {
        drafted& mapped = draft.*field.draft;
        const json::value* value = defaults.if_contains(field.name);
        if (mapped.value.is_null() && value) mapped = {*value, "", drafted::giver::connection};
    }
}

}  // namespace

result<field_map> field_map::compile(const json::value& booking, const json::value& contacts) {
    problems wrong;
    compiler compiling(wrong);
    compiling.compile_booking(booking);
    compiling.compile_contacts(contacts);
    if (!wrong.empty()) return wrong;
    return field_map(std::make_shared<const rules>(std::move(compiling).take()));
}

bool field_map::takes_default(std::string_view crm_field) {
    return std::any_of(std::begin(booking_fields), std::end(booking_fields),
                       [&](const auto& field) { return field.name == crm_field; });
}

booking_draft field_map::draft(const input& in, std::string_view external_id,
                               const json::object& defaults, const json::object* sent) const {
    booking_draft draft;
    for (const rules::field& field : rules_->fields)
        draft.*field.draft = read_draft(field.from, in);
    draft.externalId = {json::string(external_id), ""};
    draft.has_address = rules_->has_address;
    if (rules_->images) draft.uploadedImages = read_images(*rules_->images, in);
    draft.contacts = read_contacts(*rules_, in);
    if (sent) complete(draft, *sent);
    add_defaults(draft, defaults);
    return draft;
}

result<booking> field_map::apply(const input& in, std::string_view external_id,
                                 const json::object& defaults, const locale& where,
                                 const json::object* sent) const {
    return booking::check(draft(in, external_id, defaults, sent), where);
}

std::vector<std::string> field_map::tables() const { return rules_->names(&source::tables); }

std::vector<std::string> field_map::fetches() const { return rules_->names(&source::fetches); }

}  // namespace mapping
