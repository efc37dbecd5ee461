#include "providers/composite_verifier.hpp"

#include <algorithm>
#include <stdexcept>

namespace providers {
namespace {

using verifiers = std::vector<std::unique_ptr<const verifier>>;

// With no members, any_of would believe nobody and all_of everybody. Neither can have been meant.
verifiers at_least_one(verifiers members) {
    if (members.empty()) throw std::logic_error("a composition of no verifiers");
    return members;
}

class any_of_verifier final : public verifier {
public:
    explicit any_of_verifier(verifiers members) : members_(at_least_one(std::move(members))) {}

    verification verify(const webhook& hook, mapping::timestamp now) const override {
        rejection furthest = all_rejections[0];
        for (const auto& one : members_) {
            const verification verdict = one->verify(hook, now);
            if (verdict) return verdict;
            furthest = std::max(furthest, verdict.error());
        }
        return furthest;
    }

private:
    verifiers members_;
};

class all_of_verifier final : public verifier {
public:
    explicit all_of_verifier(verifiers members) : members_(at_least_one(std::move(members))) {}

    verification verify(const webhook& hook, mapping::timestamp now) const override {
        proof all;
        for (const auto& one : members_) {
            const verification verdict = one->verify(hook, now);
            if (!verdict) return verdict;
            if (!all.secret_position) all.secret_position = verdict->secret_position;
        }
        return all;
    }

private:
    verifiers members_;
};

}  // namespace

std::unique_ptr<const verifier> make_any_of(verifiers members) {
    return std::make_unique<const any_of_verifier>(std::move(members));
}

std::unique_ptr<const verifier> make_all_of(verifiers members) {
    return std::make_unique<const all_of_verifier>(std::move(members));
}

}  // namespace providers
