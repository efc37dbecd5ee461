#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace providers {

// Text between tags or in an attribute with its references replaced: the five predefined entities
// and characters by number. Nothing when one stands for something else or for no character of XML.
std::optional<std::string> from_xml_text(std::string_view text);

// The encoding that the declaration before the root names, as it is written there; "" for none.
std::string_view declared_xml_encoding(std::string_view document);

}  // namespace providers
