#include "providers/signature_check.hpp"

namespace providers {
namespace {

class mac_check final : public signature_check {
public:
    mac_check(digest how, std::string key) : how_(how), key_(std::move(key)) {}

    bool accepts(std::string_view message,
                 const std::vector<std::string>& signatures) const override {
        const std::string expected = compute(how_, key_, message);
        bool found = false;
        for (const std::string& one : signatures)
            if (equal_in_constant_time(expected, one)) found = true;
        return found;
    }
    std::string_view secret() const noexcept override { return key_; }

private:
    digest how_;
    std::string key_;
};

// Nothing here is secret, so it may stop at the first signature that is right.
class public_key_check final : public signature_check {
public:
    explicit public_key_check(public_key key) : key_(std::move(key)) {}

    bool accepts(std::string_view message,
                 const std::vector<std::string>& signatures) const override {
        for (const std::string& one : signatures)
            if (key_.verifies(message, one)) return true;
        return false;
    }

private:
    public_key key_;
};

}  // namespace

std::unique_ptr<const signature_check> make_mac_check(digest how, std::string key) {
    return std::make_unique<const mac_check>(how, std::move(key));
}

mapping::result<signature_checks> make_public_key_checks(key_algorithm algorithm,
                                                         const std::vector<std::string>& secrets,
                                                         const std::string& where) {
    signature_checks checks;
    mapping::problems found;
    for (const std::string& secret : secrets) {
        auto key = public_key::parse(algorithm, secret, where);
        if (key)
            checks.push_back(std::make_unique<const public_key_check>(std::move(*key)));
        else
            found.add(key.error());
    }
    if (!found.empty()) return found;
    return checks;
}

}  // namespace providers
