#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "providers/decoders/field_tree.hpp"
#include "providers/decoders/xml.hpp"

namespace providers {

enum class body_format { json, form, multipart, xml, text, jwt };

// `receive:` of a definition: how large a body may be, and how it becomes a document.
struct receive_settings {
    body_format format = body_format::json;
    std::size_t limit = 256 * 1024;                 // bytes
    name_nesting nesting = name_nesting::brackets;  // of names in form, multipart
    element_paths lists;                            // of xml
    std::vector<std::string> unwrap;                // pointers to texts that hold JSON
    std::vector<std::string> split;                 // pointers to the list of events, see split.hpp
};

// Reads /receive of a definition, which must be an object. Mistakes stay in `in`.
receive_settings read_receive_settings(mapping::json_reader& in);

}  // namespace providers
