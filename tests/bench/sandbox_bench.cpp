// What a call to the sandbox's CRM takes when it holds a million bookings: no sockets, but all the
// rest of a call, from its headers to the text of its answer.

#include <benchmark/benchmark.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "tests/sandbox/crm.hpp"

namespace {

namespace json = boost::json;

constexpr int bookings = 1'000'000;
const std::string path = "/crm/v2/tenant/1234567/booking-provider/5678/bookings";

json::object booking(int number) {
    return {{"source", "Direct"},
            {"name", "Ada Example"},
            {"summary", "Water heater leaks"},
            {"isFirstTimeClient", true},
            {"externalId", "lead-" + std::to_string(number)},
            {"contacts", {{{"type", "Phone"}, {"value", "2125550143"}}}}};
}

class full_crm {
public:
    full_crm() : crm_(unlimited(), now_) {
        sandbox::request asking{.method = "POST", .path = "/connect/token"};
        asking.headers["content-type"] = "application/x-www-form-urlencoded";
        asking.body =
            "grant_type=client_credentials&client_id=cid.sandbox&client_secret=cs1.sandbox";
        const auto answered = json::parse(crm_.handle(asking, now_).body);
        headers_ = {{"authorization", std::string(answered.at("access_token").as_string())},
                    {"st-app-key", "ak1.sandbox"},
                    {"content-type", "application/json"}};
        for (int i = 0; i < bookings; ++i) create(i);
    }

    sandbox::answer create(int number) {
        return call("POST", path, json::serialize(booking(number)));
    }
    sandbox::answer call(const std::string& method, const std::string& target,
                         const std::string& body = "") {
        sandbox::request made{.method = method, .headers = headers_, .body = body};
        set_target(made, target);
        return crm_.handle(made, now_);
    }

private:
    static sandbox::settings unlimited() {
        sandbox::settings wanted;
        wanted.calls_per_second = 0;
        return wanted;
    }

    sandbox::instant now_ = *sandbox::parse_instant("2026-03-02T09:00:00Z");
    sandbox::crm crm_;
    sandbox::texts_by_name headers_;
};

full_crm& crm() {
    static full_crm made;
    return made;
}

// Numbers all over the million, and none twice for long.
int scattered(int& last) { return last = (last + 611'953) % bookings; }

void find_by_external_id(benchmark::State& state) {
    int number = 0;
    crm();
    for (auto _ : state) {
        const auto id = "lead-" + std::to_string(scattered(number));
        const auto found = crm().call("GET", path + "?externalId=" + id);
        if (found.body.find('"' + id + '"') == std::string::npos) state.SkipWithError("not found");
    }
}

void get_by_id(benchmark::State& state) {
    int number = 0;
    crm();
    for (auto _ : state) {
        const auto id = std::to_string(5'000'000'001 + scattered(number));
        if (crm().call("GET", path + "/" + id).status != 200) state.SkipWithError("not found");
    }
}

void create(benchmark::State& state) {
    int number = bookings;
    crm();
    for (auto _ : state)
        if (crm().create(number++).status != 200) state.SkipWithError("not made");
}

BENCHMARK(find_by_external_id)->Unit(benchmark::kMicrosecond);
BENCHMARK(get_by_id)->Unit(benchmark::kMicrosecond);
BENCHMARK(create)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
