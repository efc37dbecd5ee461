// What a call to the sandbox's CRM takes when it holds many bookings: no sockets, but all the rest
// of a call, from its headers to the text of its answer. Fails for a wrong answer, and for a
// look-up by externalId that takes too long.
//
//   sandbox_bench [bookings] [most microseconds of a look-up]

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <stdexcept>
#include <string>

#include "tests/sandbox/crm.hpp"

namespace {

namespace json = boost::json;

const std::string tenant_path = "/crm/v2/tenant/1234567/";
const std::string path = tenant_path + "booking-provider/5678/bookings";

json::object booking(int number) {
    return {{"source", "Direct"},
            {"name", "Ada Example"},
            {"summary", "Water heater leaks"},
            {"isFirstTimeClient", true},
            {"externalId", "lead-" + std::to_string(number)},
            {"contacts", {{{"type", "Phone"}, {"value", "2125550143"}}}}};
}

void require(bool is_so, const std::string& what) {
    if (!is_so) throw std::runtime_error(what);
}

class full_crm {
public:
    explicit full_crm(int bookings) : crm_(unlimited(), now_), bookings_(bookings) {
        sandbox::request asking{.method = "POST", .path = "/connect/token"};
        asking.headers["content-type"] = "application/x-www-form-urlencoded";
        asking.body =
            "grant_type=client_credentials&client_id=cid.sandbox&client_secret=cs1.sandbox";
        const auto answered = json::parse(crm_.handle(asking, now_).body);
        headers_ = {{"authorization", std::string(answered.at("access_token").as_string())},
                    {"st-app-key", "ak1.sandbox"},
                    {"content-type", "application/json"}};
    }

    void create() {
        const auto body = json::serialize(booking(made_++));
        require(call("POST", path, body).status == 200, "a booking was not made");
    }
    void find_by_external_id() {
        const auto id = "lead-" + std::to_string(scattered());
        const auto found = call("GET", path + "?externalId=" + id);
        require(found.body.find('"' + id + '"') != std::string::npos, id + " was not found");
    }
    void get_by_id() {
        const auto id = std::to_string(5'000'000'001 + scattered());
        require(call("GET", path + "/" + id).status == 200, id + " was not found");
    }
    void export_page() {
        const auto target = tenant_path + "export/bookings?includeRecentChanges=true&from=";
        const auto page = json::parse(call("GET", target + continue_from_).body);
        continue_from_ = page.at("continueFrom").as_string();
        exported_ += static_cast<int>(page.at("data").as_array().size());
        is_exported_ = !page.at("hasMore").as_bool();
        require(!is_exported_ || exported_ == made_, "the export is not whole");
    }
    bool is_exported() const { return is_exported_; }

private:
    static sandbox::settings unlimited() {
        sandbox::settings wanted;
        wanted.calls_per_second = 0;
        return wanted;
    }
    sandbox::answer call(const std::string& method, const std::string& target,
                         const std::string& body = "") {
        sandbox::request made{.method = method, .headers = headers_, .body = body};
        set_target(made, target);
        return crm_.handle(made, now_);
    }
    // Numbers all over the bookings, and none twice for long.
    int scattered() { return last_ = (last_ + 611'953) % bookings_; }

    sandbox::instant now_ = *sandbox::parse_instant("2026-03-02T09:00:00Z");
    sandbox::crm crm_;
    sandbox::texts_by_name headers_;
    std::string continue_from_;
    int bookings_, made_ = 0, last_ = 0, exported_ = 0;
    bool is_exported_ = false;
};

// Prints and returns the microseconds of processor time that one takes.
template <class Action>
double measure(const std::string& what, int times, Action action) {
    const std::clock_t start = std::clock();
    for (int i = 0; i < times; ++i) action();
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    const double each = seconds * 1e6 / times;
    std::cout << what << ": " << each << " microseconds" << std::endl;
    return each;
}

}  // namespace

int main(int count, char** words) {
    const int bookings = std::max(1, count > 1 ? std::atoi(words[1]) : 1'000'000);
    const double most_microseconds = count > 2 ? std::atof(words[2]) : 1000;
    const int calls = std::min(bookings, 20'000);
    const int pages = (bookings + 999) / 1000;
    try {
        full_crm crm(bookings);
        measure("create", bookings, [&] { crm.create(); });
        const double found =
            measure("find by externalId", calls, [&] { crm.find_by_external_id(); });
        measure("get by id", calls, [&] { crm.get_by_id(); });
        measure("page of an export", pages, [&] { crm.export_page(); });
        require(crm.is_exported(), "the export does not end");
        require(found <= most_microseconds, "a look-up by externalId takes too long");
    } catch (const std::exception& failure) {
        std::cerr << "sandbox_bench: " << failure.what() << "\n";
        return 1;
    }
    return 0;
}
