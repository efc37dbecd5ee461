#include <algorithm>
#include <array>

#include "mapping/booking.hpp"
#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

constexpr std::array<std::string_view, 3> never_patched = {"contacts", "externalId",
                                                           "isSendConfirmationEmail"};

// The CRM may hand back a number in another notation than it was sent in.
std::string comparable_value(std::string_view type, std::string_view value) {
    if (equals_ignoring_case(type, to_string(contact_type::email))) return to_lower(trim(value));
    std::string digits;
    std::copy_if(value.begin(), value.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
    return digits;
}

bool are_same(const crm_contact& listed, const contact& ours) {
    return equals_ignoring_case(listed.type, to_string(ours.type)) &&
           comparable_value(listed.type, listed.value) ==
               comparable_value(to_string(ours.type), ours.value);
}

bool are_same(const contact& a, const contact& b) { return a.type == b.type && a.value == b.value; }

// Pairs what is listed with what should be, each at most once.
class pairing {
public:
    pairing(const std::vector<crm_contact>& listed, const std::vector<contact>& sent,
            const std::vector<contact>& now)
        : listed_(listed), sent_(sent), now_(now) {}

    std::vector<contact_change> changes() {
        keep_what_is_there();
        find_ours();
        change_by_type();
        for (const contact& one : now_)
            if (!is_settled(one)) changes_.push_back({contact_change::action::add, 0, one});
        // Removals come last, so that the booking is never left without a contact.
        for (const crm_contact* one : ours_)
            changes_.push_back({contact_change::action::remove, one->id, {}});
        return std::move(changes_);
    }

private:
    bool is_taken(const crm_contact& one) const {
        return std::find(taken_.begin(), taken_.end(), &one) != taken_.end();
    }
    bool is_settled(const contact& one) const {
        return std::find(settled_.begin(), settled_.end(), &one) != settled_.end();
    }
    const crm_contact* find_listed(const contact& wanted) const {
        const auto found = std::find_if(listed_.begin(), listed_.end(), [&](const auto& one) {
            return !is_taken(one) && are_same(one, wanted);
        });
        return found == listed_.end() ? nullptr : &*found;
    }
    void settle(const crm_contact& listed, const contact& now) {
        taken_.push_back(&listed);
        settled_.push_back(&now);
    }

    // A contact that is listed already stays. Its memo changes only when the partner changed it:
    // otherwise the difference is the work of a person.
    void keep_what_is_there() {
        for (const contact& wanted : now_) {
            const crm_contact* there = find_listed(wanted);
            if (!there) continue;
            settle(*there, wanted);
            const auto before = std::find_if(sent_.begin(), sent_.end(), [&](const contact& one) {
                return are_same(one, wanted);
            });
            if (before != sent_.end() && before->memo != wanted.memo && there->memo != wanted.memo)
                changes_.push_back({contact_change::action::change, there->id, wanted});
        }
    }

    // What we sent, is still listed and is wanted no more.
    void find_ours() {
        for (const contact& before : sent_) {
            const bool is_wanted = std::any_of(now_.begin(), now_.end(), [&](const contact& one) {
                return are_same(one, before);
            });
            const crm_contact* there = is_wanted ? nullptr : find_listed(before);
            if (!there) continue;
            taken_.push_back(there);
            ours_.push_back(there);
        }
    }

    void change_by_type() {
        for (const contact& wanted : now_) {
            if (is_settled(wanted)) continue;
            const auto old = std::find_if(ours_.begin(), ours_.end(), [&](const crm_contact* one) {
                return equals_ignoring_case(one->type, to_string(wanted.type));
            });
            if (old == ours_.end()) continue;
            changes_.push_back({contact_change::action::change, (*old)->id, wanted});
            settled_.push_back(&wanted);
            ours_.erase(old);
        }
    }

    const std::vector<crm_contact>& listed_;
    const std::vector<contact>& sent_;
    const std::vector<contact>& now_;
    std::vector<const crm_contact*> taken_;  // of listed_: paired
    std::vector<const crm_contact*> ours_;   // of listed_: to be changed or removed
    std::vector<const contact*> settled_;    // of now_: nothing more to do
    std::vector<contact_change> changes_;
};

}  // namespace

json::object patch_between(const booking* sent, const booking& now) {
    const json::object before = sent ? sent->to_json() : json::object();
    json::object patch;
    for (const auto& member : now.to_json()) {
        const std::string_view name = member.key();
        const bool is_patched =
            std::find(never_patched.begin(), never_patched.end(), name) == never_patched.end();
        const json::value* old = before.if_contains(name);
        if (is_patched && (!old || *old != member.value())) patch.emplace(name, member.value());
    }
    // The patch model has no null, and a unit that is not named would stay.
    if (json::value* address = patch.if_contains("address"))
        if (!address->get_object().contains("unit")) address->get_object()["unit"] = "";
    return patch;
}

std::vector<contact_change> contact_changes(const std::vector<crm_contact>& listed,
                                            const std::vector<contact>& sent,
                                            const std::vector<contact>& now) {
    return pairing(listed, sent, now).changes();
}

}  // namespace mapping
