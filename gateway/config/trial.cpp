#include "gateway/config/trial.hpp"

#include <algorithm>

#include "gateway/config/connection_file.hpp"
#include "gateway/config/files.hpp"
#include "mapping/json_reader.hpp"
#include "providers/definition.hpp"

namespace gateway {

namespace fs = std::filesystem;
using mapping::json_reader;
using providers::connection;

namespace {

template <class T>
trial_result<T> said_of(const yaml_file& file, const mapping::result<T>& read) {
    if (read) return *read;
    return configuration_problems{file.describe(read.error())};
}

fs::path file_of(const fs::path& gateway_yaml, const char* folder, const std::string& name) {
    const fs::path stem = gateway_yaml.parent_path() / folder / name;
    const fs::path other = stem.string() + ".yml";
    std::error_code ignored;
    return fs::exists(other, ignored) ? other : fs::path(stem.string() + ".yaml");
}

trial_result<std::shared_ptr<const providers::definition>> read_definition(const fs::path& path) {
    const auto file = read_yaml_file(path);
    if (!file) return file.error();
    return said_of(*file,
                   providers::compile_definition(path.stem().string(), file->document.value));
}

// A connection's file, and itself for saying what is wrong with it.
struct read_connection_file {
    yaml_file yaml;
    connection_file content;
};

trial_result<read_connection_file> read_connection_at(const fs::path& path) {
    const auto yaml = read_yaml_file(path);
    if (!yaml) return yaml.error();
    const auto content = said_of(
        *yaml, read_connection(yaml->document.value, path.stem().string(), path.parent_path()));
    if (!content) return content.error();
    return read_connection_file{*yaml, *content};
}

trial_result<std::shared_ptr<const connection>> made_of(
    const read_connection_file& file, std::shared_ptr<const providers::definition> provider) {
    return said_of(file.yaml,
                   connection::make_disbelieving(std::move(provider), file.content.settings));
}

// What gateway.yaml has to do with one connection.
struct surroundings {
    std::int64_t tenant_id;
    bool has_client_ca;
};

trial_result<surroundings> read_surroundings(const fs::path& gateway_yaml,
                                             const std::string& tenant) {
    const auto file = read_yaml_file(gateway_yaml);
    if (!file) return file.error();
    json_reader in(file->document.value);
    surroundings read{in.integer("/tenants" + mapping::pointer_token(tenant) + "/id", 1),
                      in.find("/listen/client_ca") != nullptr};
    return said_of(*file, std::move(in).finish(read));
}

}  // namespace

trial_result<trial> load_trial(const fs::path& gateway_yaml, const std::string& name) {
    auto file = read_connection_at(file_of(gateway_yaml, "connections", name));
    if (!file) return file.error();
    const auto around = read_surroundings(gateway_yaml, file->content.settings.tenant);
    if (!around) return around.error();
    const auto provider =
        read_definition(file_of(gateway_yaml, "providers", file->content.provider));
    if (!provider) return provider.error();

    file->content.settings.has_client_ca = around->has_client_ca;
    const bool has_all = file->content.absent_secrets.empty();
    const auto through =
        has_all ? said_of(file->yaml, connection::make(*provider, file->content.settings))
                : made_of(*file, *provider);
    if (!through) return through.error();
    return trial{*through, around->tenant_id, file->yaml.describe(file->content.absent_secrets)};
}

trial_result<std::map<std::string, comparison>> load_comparisons(const fs::path& gateway_yaml,
                                                                 const fs::path& definition_yaml) {
    const std::string name = definition_yaml.stem().string();
    const auto now = read_definition(file_of(gateway_yaml, "providers", name));
    if (!now) return now.error();
    const auto then = read_definition(definition_yaml);
    if (!then) return then.error();

    std::map<std::string, comparison> all;
    for (const std::string& one : connection_names(gateway_yaml)) {
        const auto file = read_connection_at(file_of(gateway_yaml, "connections", one));
        if (!file) return file.error();
        if (file->content.provider != name) continue;
        const auto through_now = made_of(*file, *now);
        if (!through_now) return through_now.error();
        const auto through_then = made_of(*file, *then);
        if (!through_then) return through_then.error();
        all[one] = {*through_now, *through_then};
    }
    return all;
}

trial_result<fs::path> inbox_path(const fs::path& gateway_yaml) {
    const auto file = read_yaml_file(gateway_yaml);
    if (!file) return file.error();
    json_reader in(file->document.value);
    const fs::path path = gateway_yaml.parent_path() / in.text("/inbox/path");
    return said_of(*file, std::move(in).finish(path));
}

std::vector<std::string> connection_names(const fs::path& gateway_yaml) {
    std::vector<std::string> names;
    const auto files = yaml_files(gateway_yaml.parent_path() / "connections");
    if (!files) return names;
    for (const fs::path& one : *files) names.push_back(one.stem().string());
    return names;
}

}  // namespace gateway
