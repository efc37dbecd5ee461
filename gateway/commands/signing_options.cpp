#include "gateway/commands/signing_options.hpp"

#include <CLI/CLI.hpp>

#include "gateway/clock.hpp"
#include "gateway/config/files.hpp"
#include "gateway/exit_status.hpp"
#include "gateway/intake/receipt.hpp"

namespace gateway {

void add_private_key_option(CLI::App& command, std::string& file) {
    command
        .add_option("--private-key", file,
                    "A key to sign with, in PEM, for partners of which we have the public half")
        ->type_name("FILE");
}

providers::signed_webhook sign_as_partner(const trial& with, providers::webhook hook,
                                          const std::string& private_key_file) {
    providers::signing_means means;
    means.now = system_clock().now();
    means.id = "msg_" + new_receipt(means.now);
    if (!private_key_file.empty()) {
        auto key = read_file(private_key_file);
        if (!key) throw cannot_start(exit_status::no_input, mapping::to_text(key.error()));
        means.private_key = std::move(*key);
    }
    auto made = providers::sign(*with.through, std::move(hook), means);
    if (made) return std::move(*made);

    std::string text = "cannot be signed\n" + mapping::to_text(made.error());
    for (const std::string& absent : with.absent_secrets) text += "\n" + absent;
    throw cannot_start(exit_status::no_input, text);
}

}  // namespace gateway
