// What the sandbox answers for itself, without a token: the part of `crm` that is no CRM. What
// there is stands in docs/crm-sandbox.md.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>
#include <functional>

#include "tests/sandbox/bookings.hpp"
#include "tests/sandbox/crm.hpp"
#include "tests/sandbox/page.hpp"
#include "tests/sandbox/state.hpp"

namespace sandbox {

namespace {

answer control_answer(int status, std::string_view text) {
    return json_answer(status, {{"status", text}});
}

json::array all_bookings(store& data) {
    json::array all;
    for (const auto& [id, tenant] : data.tenants())
        for (const row* const booking : tenant->bookings.all())
            all.push_back(booking_with_contacts(*tenant, *booking));
    return all;
}

// What the CRM has no operation for: a person books the job, or deletes the booking.
answer change_booking(store& data, std::string_view id,
                      const std::function<void(table&, row&)>& change) {
    std::int64_t number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number);
    for (const auto& [tenant, in] : data.tenants())
        if (row* const booking = in->bookings.find(number)) {
            change(in->bookings, *booking);
            return control_answer(200, "done");
        }
    return control_answer(404, "there is no such booking");
}

answer set_status(store& data, std::string_view id, const json::value& wanted, instant now) {
    static const auto& get = *mapping::crm_contract().find("Bookings_Get");
    const auto& known = get.answers.at(200)->find("status")->schema->choices;
    const json::value* const status =
        wanted.is_object() ? given(wanted.get_object(), "status") : nullptr;
    const json::value* const job =
        wanted.is_object() ? given(wanted.get_object(), "jobId") : nullptr;
    const bool is_known = status && status->is_string() &&
                          std::find(known.begin(), known.end(),
                                    std::string_view(status->get_string())) != known.end();
    if (!is_known || (job && !job->is_int64()))
        return control_answer(400, "must have a status, and may have a jobId");
    return change_booking(data, id, [&](table& bookings, row& booking) {
        bookings.change(booking, {{"status", *status}, {"jobId", job ? *job : json::value()}}, now);
    });
}

}  // namespace

answer crm::control(const request& received, instant now) {
    constexpr std::string_view one_booking = "/sandbox/bookings/";
    const auto is = [&](std::string_view method, std::string_view path) {
        return received.method == method && received.path == path;
    };
    boost::system::error_code broken;
    if (is("GET", "/")) return page();
    if (is("GET", "/livez")) return control_answer(200, "alive");
    if (is("GET", "/sandbox/state"))
        return json_answer(200, {{"tenants", state_of(data_)},
                                 {"calls", calls_to_json()},
                                 {"faults", faults_.to_json()}});
    if (is("GET", "/sandbox/bookings")) return json_answer(200, all_bookings(data_));
    if (received.path.starts_with(one_booking)) {
        const auto id = std::string_view(received.path).substr(one_booking.size());
        if (received.method == "POST")
            return set_status(data_, id, json::parse(received.body, broken), now);
        if (received.method == "DELETE")
            return change_booking(
                data_, id, [&](table& bookings, row& booking) { bookings.remove(booking, now); });
    }
    if (is("GET", "/sandbox/calls")) return json_answer(200, calls_to_json());
    if (is("GET", "/sandbox/faults")) return json_answer(200, faults_.to_json());
    if (is("POST", "/sandbox/faults")) {
        const auto wrong = faults_.add(json::parse(received.body, broken));
        return wrong.empty() ? control_answer(200, "switched on") : control_answer(400, wrong);
    }
    if (is("DELETE", "/sandbox/faults")) {
        faults_.clear();
        return control_answer(200, "switched off");
    }
    if (is("POST", "/sandbox/reset")) {
        reset(now);
        return control_answer(200, "reset");
    }
    return control_answer(404, "not found");
}

}  // namespace sandbox
