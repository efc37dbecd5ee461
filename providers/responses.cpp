#include "providers/responses.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
using std::chrono::milliseconds;

// Most senders give up after 5 to 30 s.
constexpr milliseconds longest_wait{20'000};

constexpr status_range success{200, 299, 200};
constexpr status_range disbelief{400, 499, 401};
constexpr status_range any_end{200, 599, 422};
constexpr status_range passing{200, 599, 503};

std::optional<answer_template> read_one(json_reader& in, const std::string& where,
                                        status_range allowed) {
    if (!in.object(where)) return std::nullopt;
    return answer_template::read(in, where, allowed);
}

}  // namespace

responses read_responses(json_reader& in) {
    responses read;
    if (!in.object("/respond", {"stored", "ignored", "repeat", "rejected", "unmappable", "wait",
                                "delivered", "failed", "late"}))
        return read;
    read.stored = read_one(in, "/respond/stored", success);
    read.ignored = read_one(in, "/respond/ignored", success);
    read.repeat = read_one(in, "/respond/repeat", success);
    read.rejected = read_one(in, "/respond/rejected", disbelief);
    read.unmappable = read_one(in, "/respond/unmappable", any_end);
    read.delivered = read_one(in, "/respond/delivered", success);
    read.failed = read_one(in, "/respond/failed", any_end);
    read.late = read_one(in, "/respond/late", passing);

    if (const auto* wait = in.find("/respond/wait"); wait && wait->is_null()) {
        in.fail(errc::missing, "/respond/wait", "say for how long, such as 3s, or leave it out");
    } else if (wait) {
        read.wait = in.duration_or("/respond/wait", longest_wait);
        if (*read.wait <= milliseconds::zero() || *read.wait > longest_wait)
            in.fail(errc::out_of_range, "/respond/wait", "must be from 1ms to 20s");
    }
    for (const char* name : {"delivered", "failed", "late"})
        if (in.find("/respond/" + std::string(name)) && !read.wait)
            in.fail(errc::not_allowed, "/respond/" + std::string(name),
                    "is known only to one that waits; see `wait`");
    if (read.repeat && read.wait)
        in.fail(errc::not_allowed, "/respond/repeat",
                "with `wait` a repeat gets what the first one was told");
    return read;
}

std::vector<std::string> responses::tables() const {
    std::vector<std::string> all;
    for (const auto* one :
         {&stored, &ignored, &repeat, &rejected, &unmappable, &delivered, &failed, &late})
        if (*one)
            for (const std::string& name : (*one)->tables()) all.push_back(name);
    return all;
}

}  // namespace providers
