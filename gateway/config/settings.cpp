#include "gateway/config/settings.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "gateway/config/connection_file.hpp"
#include "gateway/config/secrets.hpp"
#include "gateway/http/url.hpp"
#include "mapping/json_reader.hpp"

namespace gateway {

namespace fs = std::filesystem;
using mapping::errc;
using mapping::json_reader;
using mapping::pointer_token;
using std::chrono::milliseconds;

namespace {

fs::path path_at(json_reader& in, std::string_view pointer, const fs::path& folder) {
    const std::string given = in.text(pointer);
    return given.empty() ? fs::path() : folder / given;
}

std::uint16_t port_at(json_reader& in, std::string_view pointer, std::uint16_t fallback) {
    return static_cast<std::uint16_t>(in.integer_or(pointer, fallback, 0, 65535));
}

std::string address_at(json_reader& in, std::string_view pointer, const std::string& fallback) {
    const std::string given = in.text_or(pointer, fallback);
    boost::system::error_code ec;
    boost::asio::ip::make_address(given, ec);
    if (ec) in.fail(errc::malformed, pointer, "must be an IP address");
    return given;
}

std::string secret_at(json_reader& in, const std::string& pointer, const fs::path& folder) {
    const auto* reference = in.find(pointer);
    if (!reference) {
        in.fail(errc::missing, pointer, "is required");
        return {};
    }
    auto value = resolve_secret(*reference, pointer, folder);
    if (value) return std::move(*value);
    in.fail(value.error());
    return {};
}

void read_listen(json_reader& in, settings& out, const fs::path& folder) {
    in.object("/listen", {"address", "port", "certificate", "key", "client_ca"});
    out.listen.address = address_at(in, "/listen/address", out.listen.address);
    out.listen.port = port_at(in, "/listen/port", out.listen.port);
    out.listen.certificate = path_at(in, "/listen/certificate", folder);
    out.listen.key = path_at(in, "/listen/key", folder);
    if (in.find("/listen/client_ca"))
        out.listen.client_ca = path_at(in, "/listen/client_ca", folder);
}

void read_admin(json_reader& in, settings& out, const fs::path& folder) {
    in.object("/admin", {"address", "port", "token"});
    out.admin.address = address_at(in, "/admin/address", out.admin.address);
    out.admin.port = port_at(in, "/admin/port", out.admin.port);
    if (in.find("/admin/token")) out.admin.token = secret_at(in, "/admin/token", folder);

    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(out.admin.address, ec);
    if (!ec && !address.is_loopback() && out.admin.token.empty())
        in.fail(errc::missing, "/admin/token", "is required when the address is not loopback");
}

void read_limits(json_reader& in, http::limits& out, arrival_limit& arrivals) {
    in.object("/limits", {"connections", "header", "handshake_timeout", "header_timeout",
                          "body_timeout", "idle_timeout", "write_timeout", "webhooks"});
    out.connections = static_cast<std::size_t>(in.integer_or(
        "/limits/connections", static_cast<std::int64_t>(out.connections), 1, 1'000'000));
    out.header_bytes = in.bytes_or("/limits/header", out.header_bytes);
    out.handshake = in.duration_or("/limits/handshake_timeout", out.handshake);
    out.header = in.duration_or("/limits/header_timeout", out.header);
    out.body = in.duration_or("/limits/body_timeout", out.body);
    out.idle = in.duration_or("/limits/idle_timeout", out.idle);
    out.write = in.duration_or("/limits/write_timeout", out.write);
    in.object("/limits/webhooks", {"per_second", "burst"});
    const auto number_or = [&](std::string_view pointer, double fallback) {
        const auto whole = static_cast<std::int64_t>(fallback);
        return static_cast<double>(in.integer_or(pointer, whole, 1, 1'000'000));
    };
    arrivals.per_second = number_or("/limits/webhooks/per_second", arrivals.per_second);
    arrivals.burst = number_or("/limits/webhooks/burst", arrivals.burst);
}

std::string url_at(json_reader& in, std::string_view pointer) {
    std::string url = in.text(pointer);
    while (url.ends_with('/')) url.pop_back();
    if (!url.empty() && !http::parse_url(url))
        in.fail(errc::malformed, pointer, "must be an https URL (http only to loopback)");
    return url;
}

void read_crm(json_reader& in, settings& out, const fs::path& folder) {
    in.object("/crm", {"environment", "ca_file"});
    const auto* environment = in.find("/crm/environment");
    if (environment && environment->is_object()) {
        in.object("/crm/environment", {"api", "auth"});
        out.crm.where.api_url = url_at(in, "/crm/environment/api");
        out.crm.where.auth_url = url_at(in, "/crm/environment/auth");
    } else {
        const std::string name = in.text("/crm/environment");
        if (const auto known = find_environment(name)) {
            out.crm.where = *known;
        } else if (!name.empty()) {
            in.fail(errc::not_allowed, "/crm/environment",
                    "must be production, integration or {api: URL, auth: URL}");
        }
    }
    if (in.find("/crm/ca_file")) out.crm.ca_file = path_at(in, "/crm/ca_file", folder);
}

bool is_visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

void read_tenants(json_reader& in, settings& out, const fs::path& folder) {
    const auto* tenants = in.object("/tenants");
    if (!tenants || tenants->empty()) {
        in.fail(errc::missing, "/tenants", "names no ServiceTitan account");
        return;
    }
    for (const auto& [name, ignored] : *tenants) {
        const std::string where = "/tenants" + pointer_token(name);
        if (!is_plain_name(name))
            in.fail(errc::malformed, where, "a tenant's name is of a-z, 0-9 and -, at most 64");
        in.object(where, {"id", "client_id", "client_secret", "app_key"});
        tenant_settings tenant;
        tenant.id = in.integer(where + "/id", 1);
        tenant.client_id = secret_at(in, where + "/client_id", folder);
        tenant.client_secret = secret_at(in, where + "/client_secret", folder);
        tenant.app_key = secret_at(in, where + "/app_key", folder);
        if (!is_visible(tenant.app_key))
            in.fail(errc::malformed, where + "/app_key",
                    "goes into a header: visible ASCII characters, without spaces");
        // Under two names one account would get twice its rate, and nobody would see that two of
        // its connections can give bookings the same externalId.
        for (const auto& [other, known] : out.tenants)
            if (known.id == tenant.id)
                in.fail(errc::duplicate, where + "/id", "is the id of the tenant " + other);
        out.tenants.emplace(std::string(name), std::move(tenant));
    }
}

void read_delivery(json_reader& in, dispatcher_settings& out) {
    in.object("/delivery", {"rate", "concurrency", "settle_time", "retry"});
    out.lane.calls_per_second = static_cast<double>(in.integer_or("/delivery/rate", 60, 1, 10'000));
    out.lane.concurrency = static_cast<std::size_t>(in.integer_or(
        "/delivery/concurrency", static_cast<std::int64_t>(out.lane.concurrency), 1, 1'000));
    out.policy.settle_time = in.duration_or("/delivery/settle_time", out.policy.settle_time);
    out.policy.first_look = std::min(out.policy.first_look, out.policy.settle_time);
    in.object("/delivery/retry", {"first", "most", "give_up"});
    out.retry.first = in.duration_or("/delivery/retry/first", out.retry.first);
    out.retry.longest = in.duration_or("/delivery/retry/most", out.retry.longest);
    out.retry.give_up_after = in.duration_or("/delivery/retry/give_up", out.retry.give_up_after);
}

void read_log(json_reader& in, settings& out) {
    in.object("/log", {"level"});
    const std::string level = in.text_or("/log/level", "info");
    if (level == "debug")
        out.log_level = log::level::debug;
    else if (level == "info")
        out.log_level = log::level::info;
    else if (level == "warn")
        out.log_level = log::level::warn;
    else if (level == "error")
        out.log_level = log::level::error;
    else
        in.fail(errc::not_allowed, "/log/level", "must be debug, info, warn or error");
}

}  // namespace

mapping::result<settings> read_settings(const boost::json::value& config, const fs::path& folder) {
    json_reader in(config);
    settings out;
    in.object("", {"listen", "admin", "threads", "limits", "inbox", "crm", "tenants", "delivery",
                   "retention", "drain", "reconcile", "log"});
    read_listen(in, out, folder);
    read_admin(in, out, folder);
    out.threads = static_cast<std::size_t>(in.integer_or("/threads", 0, 0, 256));
    read_limits(in, out.limits, out.arrivals);
    in.object("/inbox", {"path"});
    out.inbox = path_at(in, "/inbox/path", folder);
    read_crm(in, out, folder);
    read_tenants(in, out, folder);
    read_delivery(in, out.delivery);
    in.object("/retention", {"event_ids", "events"});
    out.retention.event_ids = in.duration_or("/retention/event_ids", out.retention.event_ids);
    out.retention.events = in.duration_or("/retention/events", out.retention.events);
    in.object("/drain", {"announce", "grace"});
    out.drain.announce = in.duration_or("/drain/announce", out.drain.announce);
    out.drain.grace = in.duration_or("/drain/grace", out.drain.grace);
    in.object("/reconcile", {"each", "window"});
    out.reconcile.each = in.duration_or("/reconcile/each", out.reconcile.each);
    out.reconcile.window = in.duration_or("/reconcile/window", out.reconcile.window);
    if (out.reconcile.window < out.reconcile.each)
        in.fail(errc::out_of_range, "/reconcile/window",
                "is shorter than /reconcile/each: what happens between would never be compared");
    read_log(in, out);
    return std::move(in).finish(std::move(out));
}

}  // namespace gateway
