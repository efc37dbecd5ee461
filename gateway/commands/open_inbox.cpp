#include "gateway/commands/open_inbox.hpp"

#include "gateway/commands/connection_option.hpp"

namespace gateway {

inbox_reader open_inbox(const std::string& config_file) {
    const auto path = inbox_path(config_file);
    if (!path) throw misconfigured(path.error());
    try {
        return inbox_reader(path->string());
    } catch (const std::runtime_error& e) {
        throw cannot_start(exit_status::no_input, e.what());
    }
}

}  // namespace gateway
