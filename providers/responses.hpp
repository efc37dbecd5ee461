#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "providers/answer.hpp"

namespace providers {

// `respond:` of a definition: what a sender is told instead of the gateway's own answers.
struct responses {
    std::optional<answer_template> stored;      // 2xx; else 202 and the receipt
    std::optional<answer_template> ignored;     // nothing will be done about it; else as stored
    std::optional<answer_template> repeat;      // else what the first one was told
    std::optional<answer_template> rejected;    // not believed; reads nothing of the request
    std::optional<answer_template> unmappable;  // with on_unmappable: reject

    // How long to wait for the delivery before answering; nothing: not at all.
    std::optional<std::chrono::milliseconds> wait;
    std::optional<answer_template> delivered;  // else as stored
    std::optional<answer_template> failed;     // it is a dead letter; else 422
    std::optional<answer_template> late;       // nothing is known yet; else 503

    // Every table that a lookup names.
    std::vector<std::string> tables() const;
};

// Reads /respond; mistakes stay in `in`.
responses read_responses(mapping::json_reader& in);

}  // namespace providers
