#include "mapping/check/contacts.hpp"

#include <algorithm>

#include "mapping/check/fields.hpp"
#include "mapping/transforms/phone.hpp"
#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

// Whether the text has the shape of an address; if mail arrives there, only mail can tell.
bool is_email(std::string_view text) {
    const auto at = text.find('@');
    if (at == 0 || at == text.npos || text.size() > 254) return false;
    const auto domain = text.substr(at + 1);
    const auto dot = domain.find('.');
    return text.find_first_of(" \t,;<>()") == text.npos && domain.find('@') == domain.npos &&
           dot != domain.npos && dot != 0 && !domain.ends_with('.') &&
           domain.find("..") == domain.npos;
}

std::string_view noun_of(contact_type type) {
    switch (type) {
        case contact_type::email: return "e-mail address";
        case contact_type::fax: return "fax number";
        default: return "phone number";
    }
}

// Reads the contacts one after another.
class contact_list {
public:
    contact_list(const std::string& region, findings& found) : region_(region), found_(found) {}

    void add(const drafted_contact& draft);
    std::vector<contact> take() && { return std::move(usable_); }

private:
    void add_email(const drafted_contact& draft, contact read);
    void add_number(const drafted_contact& draft, contact read);
    void add_usable(contact read);
    // Leaves a contact out, but keeps what the partner wrote before the eyes of a person.
    void leave_out(const drafted_contact& draft, const contact& read, errc code, std::string what,
                   const std::string& note);

    const std::string& region_;
    findings& found_;
    std::vector<contact> usable_;
};

void contact_list::add(const drafted_contact& draft) {
    contact read{contact_type::phone, line_of(draft.value, draft.where + "/value", found_),
                 line_of(draft.memo, draft.where + "/memo", found_)};
    const std::string type_name = line_of(draft.type, draft.where + "/type", found_);
    if (read.value.empty() || draft.type.value.is_structured()) return;

    const auto type = contact_type_from(type_name);
    if (!type) {
        found_.tolerable.add(type_name.empty() ? errc::missing : errc::not_allowed,
                             draft.where + "/type", "must be Phone, Email, Fax or MobilePhone",
                             draft.type.from);
        found_.notes.push_back("A contact of no known type was given: " + read.value);
        return;
    }
    read.type = *type;
    if (read.type == contact_type::email)
        add_email(draft, std::move(read));
    else
        add_number(draft, std::move(read));
}

void contact_list::add_email(const drafted_contact& draft, contact read) {
    if (is_email(read.value))
        add_usable(std::move(read));
    else
        leave_out(draft, read, errc::malformed, "is not an e-mail address", "could not be read");
}

void contact_list::add_number(const drafted_contact& draft, contact read) {
    if (is_placeholder_phone(read.value)) {
        leave_out(draft, read, errc::not_allowed, "is a placeholder, not a number",
                  "is a placeholder");
        return;
    }
    auto phone = parse_phone(read.value, region_);
    if (!phone) {
        leave_out(draft, read, errc::malformed, "is not a phone number", "could not be read");
        return;
    }
    read.value = std::move(phone->number);
    if (!phone->extension.empty()) append_with(read.memo, ", ", "ext. " + phone->extension);
    add_usable(std::move(read));
}

void contact_list::add_usable(contact read) {
    const auto same = std::find_if(usable_.begin(), usable_.end(), [&](const contact& one) {
        return one.type == read.type && equals_ignoring_case(one.value, read.value);
    });
    if (same == usable_.end())
        usable_.push_back(std::move(read));
    else if (!contains_ignoring_case(same->memo, read.memo))
        append_with(same->memo, ", ", read.memo);
}

void contact_list::leave_out(const drafted_contact& draft, const contact& read, errc code,
                             std::string what, const std::string& note) {
    found_.tolerable.add(code, draft.where + "/value", std::move(what), draft.value.from);
    std::string line = "The " + std::string(noun_of(read.type)) + " given " + note +
                       " and was left out: " + read.value;
    if (!read.memo.empty()) line += " (" + read.memo + ")";
    found_.notes.push_back(std::move(line));
}

}  // namespace

std::vector<contact> check_contacts(const std::vector<drafted_contact>& drafts,
                                    const std::string& region, findings& found) {
    contact_list contacts(region, found);
    for (const drafted_contact& draft : drafts) contacts.add(draft);
    return std::move(contacts).take();
}

}  // namespace mapping
