#include "gateway/config/configuration.hpp"

#include <set>

#include "gateway/clock.hpp"
#include "gateway/config/connection_file.hpp"
#include "gateway/config/files.hpp"
#include "gateway/config/tls_files.hpp"
#include "providers/examples.hpp"

namespace gateway {

namespace fs = std::filesystem;
using mapping::errc;

namespace {

using definitions =
    std::map<std::string, std::shared_ptr<const providers::definition>, std::less<>>;

// One load: gathers the problems of all files.
class loader {
public:
    explicit loader(fs::path gateway_yaml) : file_(std::move(gateway_yaml)) {}

    boost::system::result<configuration, configuration_problems> load() {
        configuration loaded;
        loaded.file = file_;
        read_gateway_yaml(loaded);
        definitions_ = read_definitions();
        loaded.registry = read_connections(loaded.process);
        if (!problems_.all.empty()) return std::move(problems_);

        for (const std::string& name : loaded.registry->unverified())
            loaded.warnings.push_back("connection " + name +
                                      " has `verify: none`: anybody who knows its URL can post");
        return loaded;
    }

    // Runs the examples of every definition that compiles.
    std::vector<std::string> run_examples() {
        const fs::path folder = file_.parent_path() / "providers";
        std::vector<std::string> unmet;
        for (const auto& [name, definition] : read_definitions())
            for (const providers::example& one : definition->examples)
                run_example(folder, definition, one, unmet);
        return unmet;
    }

private:
    std::vector<fs::path> files_of(const char* folder) {
        auto found = yaml_files(file_.parent_path() / folder);
        if (found) return std::move(*found);
        note(found.error());
        return {};
    }

    // Nothing when the file cannot be read or is not YAML; the problem is noted.
    std::optional<yaml_file> read_yaml(const fs::path& path) {
        auto file = read_yaml_file(path);
        if (file) return std::move(*file);
        note_texts(file.error().all);
        return std::nullopt;
    }

    static void run_example(const fs::path& folder,
                            const std::shared_ptr<const providers::definition>& definition,
                            const providers::example& one, std::vector<std::string>& unmet) {
        mapping::problems unread;
        const auto text_of = [&](const std::string& path) {
            if (path.empty()) return std::string();
            auto text = read_file(folder / path);
            if (text) return std::move(*text);
            unread.add(text.error());
            return std::string();
        };
        providers::example_texts texts{text_of(one.request), text_of(one.expect), {}};
        for (const auto& [name, path] : one.fetched) texts.fetched[name] = text_of(path);
        for (const mapping::problem& file : unread)
            unmet.push_back(definition->name + ".yaml: " + file.where + ": " + file.what);
        if (!unread.empty()) return;
        // A challenge's expectation stands in the definition itself.
        const std::string where =
            one.reply ? (folder / (definition->name + ".yaml")).string() + ": " + one.where
                      : (folder / one.expect).string() + ": ";
        for (const auto& one_difference : providers::run_example(definition, one, std::move(texts)))
            unmet.push_back(where + one_difference.where + ": " + one_difference.what);
    }

    void note(const mapping::problems& found) {
        for (const mapping::problem& one : found)
            problems_.all.push_back(one.where + ": " + one.what);
    }

    void note(const yaml_file& file, const mapping::problems& found) {
        note_texts(file.describe(found));
    }

    void note_texts(const std::vector<std::string>& texts) {
        problems_.all.insert(problems_.all.end(), texts.begin(), texts.end());
    }

    void note_second(const fs::path& path, const std::string& what) {
        problems_.all.push_back(path.string() + ": duplicate: there is another " + what +
                                " of that name");
    }

    void read_gateway_yaml(configuration& loaded) {
        const auto file = read_yaml(file_);
        if (!file) return;
        auto read = read_settings(file->document.value, file_.parent_path());
        if (!read) {
            note(*file, read.error());
            return;
        }
        loaded.process = std::move(*read);
        settings_known_ = true;

        auto certificate = read_certificate(loaded.process, system_clock().now());
        if (!certificate) {
            note(*file, certificate.error());
        } else {
            loaded.certificate = std::move(certificate->shown);
            if (!certificate->warning.empty()) loaded.warnings.push_back(certificate->warning);
        }
        note(*file, check_ca_file(loaded.process));
    }

    definitions read_definitions() {
        definitions all;
        for (const fs::path& path : files_of("providers")) {
            broken_definitions_.insert(path.stem().string());
            const auto file = read_yaml(path);
            if (!file) continue;
            auto compiled =
                providers::compile_definition(path.stem().string(), file->document.value);
            if (!compiled) {
                note(*file, compiled.error());
                continue;
            }
            broken_definitions_.erase(path.stem().string());
            if (!all.emplace(path.stem().string(), with_members(**compiled, path)).second)
                note_second(path, "provider");
        }
        return all;
    }

    // An example that cannot be read is for `check` to complain of.
    static std::shared_ptr<const providers::definition> with_members(
        const providers::definition& compiled, const fs::path& path) {
        auto made = std::make_shared<providers::definition>(compiled);
        for (const providers::example& one : compiled.examples) {
            if (one.reply) continue;  // it has no events
            if (auto request = read_file(path.parent_path() / one.request))
                made->members_of_examples.merge(
                    providers::members_of(compiled, one, std::move(*request)));
        }
        return made;
    }

    std::shared_ptr<const providers::registry> read_connections(const settings& process) {
        std::map<std::string, std::shared_ptr<const providers::connection>, std::less<>> all;
        for (const fs::path& path : files_of("connections")) {
            auto connection = read_one_connection(path, process);
            if (!connection) continue;
            if (!all.emplace(path.stem().string(), std::move(connection)).second)
                note_second(path, "connection");
        }
        check_external_ids(all);
        return std::make_shared<const providers::registry>(std::move(all));
    }

    std::shared_ptr<const providers::connection> read_one_connection(const fs::path& path,
                                                                     const settings& process) {
        const auto yaml = read_yaml(path);
        if (!yaml) return nullptr;
        auto file = read_connection(yaml->document.value, path.stem().string(), path.parent_path());
        if (!file) {
            note(*yaml, file.error());
            return nullptr;
        }

        // Of a gateway.yaml that cannot be read nobody knows; its own problems are enough.
        file->settings.has_client_ca = !settings_known_ || !process.listen.client_ca.empty();
        mapping::problems found = file->absent_secrets;
        const auto provider = definitions_.find(file->provider);
        // One that has mistakes of its own has told them.
        if (provider == definitions_.end() && !broken_definitions_.contains(file->provider))
            found.add(errc::unknown, "/provider",
                      "there is no definition providers/" + file->provider + ".yaml");
        if (settings_known_ && !process.tenants.contains(file->settings.tenant))
            found.add(errc::unknown, "/tenant",
                      "gateway.yaml has no tenant " + file->settings.tenant);
        std::shared_ptr<const providers::connection> made;
        if (provider != definitions_.end()) {
            // Without all secrets the rest can still be looked at.
            auto compiled =
                file->absent_secrets.empty()
                    ? providers::connection::make(provider->second, file->settings)
                    : providers::connection::make_disbelieving(provider->second, file->settings);
            if (compiled)
                made = std::move(*compiled);
            else
                found.add(compiled.error());
        }
        note(*yaml, found);
        return found.empty() ? made : nullptr;
    }

    // Two connections that make bookings under one booking provider must not be able to give two
    // bookings the same externalId: a look-up would then adopt the wrong one. Prefixes of which
    // none begins another make that impossible, whatever the partners' ids are.
    void check_external_ids(
        const std::map<std::string, std::shared_ptr<const providers::connection>, std::less<>>&
            all) {
        std::map<std::pair<std::string, std::int64_t>, std::vector<const providers::connection*>>
            users;
        for (const auto& [name, connection] : all) {
            const auto& mine = connection->settings();
            auto& others = users[{mine.tenant, mine.booking_provider}];
            for (const providers::connection* other : others) {
                const std::string& theirs = other->settings().external_id_prefix;
                if (!mine.external_id_prefix.starts_with(theirs) &&
                    !theirs.starts_with(mine.external_id_prefix))
                    continue;
                problems_.all.push_back(
                    (file_.parent_path() / "connections" / (name + ".yaml")).string() +
                    ": /external_id_prefix: not_allowed: connection " + other->settings().name +
                    " makes bookings under the same tenant and booking provider; give each of them "
                    "an external_id_prefix, none beginning with another");
            }
            others.push_back(connection.get());
        }
    }

    fs::path file_;
    configuration_problems problems_;
    definitions definitions_;
    std::set<std::string> broken_definitions_;
    bool settings_known_ = false;
};

}  // namespace

boost::system::result<configuration, configuration_problems> load_configuration(
    const fs::path& gateway_yaml) {
    return loader(gateway_yaml).load();
}

std::vector<std::string> run_examples(const fs::path& gateway_yaml) {
    return loader(gateway_yaml).run_examples();
}

}  // namespace gateway
