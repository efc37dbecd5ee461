#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"
#include "providers/decoders/field_tree.hpp"

namespace providers {

// The boundary between the parts that a Content-Type of multipart/form-data names; nothing when it
// is of another type or names none that RFC 2046 allows.
std::optional<std::string> multipart_boundary(std::string_view content_type);

// A form with files (RFC 7578) as an object: texts as in other forms, a file as {"filename",
// "content_type", "size"}, with its "content" when that is a text or JSON of at most 64 KiB. At
// most most_fields parts. Line breaks are CRLF, and the end boundary must be there: without it
// nobody knows what was cut off. A problem's `where` is "Content-Type", "byte N" or "field N".
mapping::result<json::value> decode_multipart(std::string_view content_type, std::string_view body,
                                              name_nesting nesting);

}  // namespace providers
