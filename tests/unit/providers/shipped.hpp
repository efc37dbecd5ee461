#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "providers/definition.hpp"
#include "providers/yaml.hpp"

// The definitions that come with the gateway, read from their files.
namespace testing {

inline const std::filesystem::path providers_folder = SOURCE_FOLDER "/config/providers";

inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    BOOST_REQUIRE_MESSAGE(in, "cannot read " << file);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> shipped_names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(providers_folder))
        if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

inline std::shared_ptr<const providers::definition> shipped(const std::string& name) {
    const auto file = providers_folder / (name + ".yaml");
    const auto document = providers::parse_yaml(content_of(file));
    BOOST_REQUIRE_MESSAGE(document.has_value(), file << ": " << mapping::to_text(document.error()));
    const auto definition = providers::compile_definition(name, document->value);
    if (definition.has_error())
        for (const mapping::problem& one : definition.error())
            BOOST_TEST_MESSAGE(providers::describe(file.string(), *document, one));
    BOOST_REQUIRE_MESSAGE(definition.has_value(), mapping::to_text(definition.error()));
    return *definition;
}

}  // namespace testing
