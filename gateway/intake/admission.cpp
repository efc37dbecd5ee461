#include "gateway/intake/admission.hpp"

#include <algorithm>
#include <initializer_list>

#include "gateway/intake/answers.hpp"
#include "mapping/transforms/text.hpp"

namespace gateway {

namespace {

using methods = std::vector<std::string_view>;

// A hook takes GET where its partner may ask a challenge so.
methods methods_at(const route& where, const providers::connection* through) {
    if (where.what == route::place::receipt) return {"GET", "HEAD"};
    const auto& challenges = through->provider().challenges;
    const bool takes_get =
        std::any_of(challenges.begin(), challenges.end(),
                    [](const providers::challenge& one) { return one.method == "GET"; });
    return takes_get ? methods{"GET", "POST"} : methods{"POST"};
}

http::response method_problem(const methods& allowed) {
    std::string all;
    for (const std::string_view one : allowed) mapping::append_with(all, ", ", one);
    http::response refusal = problem_answer(405, "The method is not allowed here.");
    refusal.headers.push_back({"Allow", std::move(all)});
    return refusal;
}

std::optional<http::response> media_problem(const http::request& head,
                                            const providers::definition& provider) {
    const auto coding = http::find(head.headers, "Content-Encoding");
    if (coding && !mapping::equals_ignoring_case(*coding, "identity"))
        return problem_answer(415, "Content codings are not supported; send the body as it is.");
    if (!provider.takes(http::find(head.headers, "Content-Type"))) return media_type_answer();
    return std::nullopt;
}

}  // namespace

http::service::admission admission_of(const http::request& head, const route& where,
                                      const providers::connection* through) {
    http::service::admission verdict;
    const bool is_hook = where.what == route::place::hook;
    if (where.what == route::place::none || (is_hook && !through)) {
        verdict.refusal = problem_answer(404, "There is nothing at this path.");
        return verdict;
    }
    const methods allowed = methods_at(where, through);
    if (std::find(allowed.begin(), allowed.end(), head.method) == allowed.end()) {
        verdict.refusal = method_problem(allowed);
        return verdict;
    }
    if (is_hook && head.method == "POST") {
        verdict.refusal = media_problem(head, through->provider());
        verdict.body_limit = through->provider().receive.limit;
    }
    return verdict;
}

}  // namespace gateway
