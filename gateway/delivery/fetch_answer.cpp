#include "gateway/delivery/fetch_answer.hpp"

#include <algorithm>

#include "gateway/crm/retry_after.hpp"
#include "mapping/json.hpp"
#include "mapping/transforms/text.hpp"

namespace gateway {
namespace {

using outcome = fetch_answer::outcome;
using cause = wait_and_retry::cause;
using std::chrono::milliseconds;
namespace json = boost::json;

// When a 429 does not say for how long; and the shortest rest, because it costs an event nothing
// and must not become a loop.
constexpr milliseconds usual_rest{1'000}, least_rest{250};

outcome meaning_of(int status) {
    if (status == 401 || status == 403) return outcome::unauthorized;
    if (status == 404) return outcome::not_there;
    if (status == 408 || status == 425) return outcome::failed;
    if (status == 429) return outcome::throttled;
    if (status >= 400 && status < 500) return outcome::refused;
    return outcome::failed;  // a redirect too: what it leads to was named by nobody
}

std::string_view error_of(int status, outcome what) {
    switch (what) {
        case outcome::there: return "";
        case outcome::not_there: return "not_there";
        case outcome::refused: return "refused";
        case outcome::unauthorized: return "unauthorized";
        case outcome::throttled: return "throttled";
        case outcome::failed: break;
    }
    return status >= 300 && status < 400 ? "redirect" : "server_error";
}

bool holds(const json::value& document, const std::string& pointer) {
    json::error_code ec;
    const json::value* found = document.find_pointer(pointer, ec);
    return found && !found->is_null();
}

// Of an API that says with 2xx, too, that it has nothing: by an empty body, or by an error where
// something was expected.
void read_document(const std::string& body, const std::string& expected, fetch_answer& got) {
    if (mapping::is_blank(body)) {
        got.what = outcome::not_there;
        got.error = "empty";
        return;
    }
    auto parsed = mapping::parse_json(body);
    if (!parsed) {
        got.what = outcome::failed;
        got.error = "not_json";
    } else if (!expected.empty() && !holds(*parsed, expected)) {
        got.what = outcome::not_there;
        got.error = "nothing at " + expected;
    } else {
        got.what = outcome::there;
        got.document = std::move(*parsed);
    }
}

std::string_view reason_of(outcome what) {
    switch (what) {
        case outcome::not_there: return "fetch_not_there";
        case outcome::unauthorized: return "fetch_unauthorized";
        case outcome::throttled: return "fetch_throttled";
        case outcome::there:
        case outcome::refused:
        case outcome::failed: break;
    }
    return "fetch_failed";
}

// Neither path nor query: they hold what the event said, and perhaps a secret.
std::string story_of(const providers::fetch_request& asked, const fetch_answer& got) {
    const std::string what =
        "The fetch " + asked.name + " (" + asked.method + " from " + asked.origin + ")";
    if (got.status == 0) return what + " got no answer: " + got.error + ".";
    return what + " was answered " + std::to_string(got.status) + " (" + got.error + ").";
}

burial at_the_end(const std::string& story, const delivery_progress& progress) {
    std::string detail = "Tried until the end of the retry schedule. " + story;
    if (progress.create_sent)
        detail +=
            " A create was sent before, and nobody saw what became of it. Look for the "
            "booking at " +
            to_text(*progress.create_sent) +
            ". A replay fetches, and looks it up before it sends anything.";
    return {death::not_fetched, std::move(detail)};
}

}  // namespace

fetch_answer to_fetch_answer(const http::exchange& reply, const providers::fetch_request& asked,
                             timestamp now) {
    fetch_answer got;
    if (reply.what != http::fate::answered) {
        got.error = (reply.what == http::fate::not_sent ? "not_sent: " : "no_answer: ");
        got.error += reply.error;
        return got;
    }
    got.status = static_cast<int>(reply.answer.status);
    if (got.status >= 200 && got.status < 300) {
        read_document(reply.answer.body, asked.expect, got);
    } else {
        got.what = meaning_of(got.status);
        got.error = error_of(got.status, got.what);
        if (const auto wish = http::find(reply.answer.headers, "Retry-After"))
            got.retry_after = parse_retry_after(*wish, now);
    }
    if (got.what == outcome::not_there && asked.is_optional) {
        got.what = outcome::there;
        got.document = nullptr;
        got.error.clear();
    }
    return got;
}

milliseconds rest_after(const fetch_answer& throttled) {
    return std::max(throttled.retry_after.value_or(usual_rest), least_rest);
}

std::variant<wait_and_retry, burial> after_failure(const providers::fetch_request& asked,
                                                   const fetch_answer& got,
                                                   const claimed_event& event, bool budget_over) {
    const std::string story = story_of(asked, got);
    const bool is_final = got.what == outcome::refused ||
                          (got.what == outcome::not_there && event.tries >= tries_until_not_there);
    if (is_final) return burial{death::not_fetched, story};

    wait_and_retry wait{cause::retry, std::nullopt, event.progress.is_in_doubt(),
                        std::string(reason_of(got.what)), at_the_end(story, event.progress)};
    if (got.what == outcome::throttled && !budget_over) {
        wait.why = cause::throttled;
        wait.after = rest_after(got);
    }
    return wait;
}

}  // namespace gateway
