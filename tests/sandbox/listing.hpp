#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <vector>

#include "tests/sandbox/instant.hpp"
#include "tests/sandbox/message.hpp"

namespace sandbox {

// Something that a list operation may show.
struct listed {
    std::int64_t id;
    instant created, modified;
    const json::object* shown;
};

// The page of `candidates` that the query asks for: ids, created* and modified*, sort, page,
// pageSize and includeTotal. 400 for a value that is not valid; parameters that are not known are
// ignored.
answer list_page(const request& received, std::vector<listed> candidates);

}  // namespace sandbox
