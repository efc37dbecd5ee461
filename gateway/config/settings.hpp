#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "gateway/crm/environment.hpp"
#include "gateway/delivery/dispatcher.hpp"
#include "gateway/http/listener.hpp"
#include "gateway/intake/arrival_limiter.hpp"
#include "gateway/log.hpp"
#include "gateway/reconciliation/reconciler.hpp"
#include "mapping/problem.hpp"

namespace gateway {

// A ServiceTitan account, as `tenants` of gateway.yaml names it.
struct tenant_settings {
    std::int64_t id = 0;
    std::string client_id, client_secret, app_key;
};

// gateway.yaml, checked, with its references resolved. config/gateway.yaml documents every member.
struct settings {
    struct {
        std::string address = "0.0.0.0";
        std::uint16_t port = 8443;
        std::filesystem::path certificate, key;
        std::filesystem::path client_ca;  // of client certificates; empty to ask for none
    } listen;
    struct {
        std::string address = "127.0.0.1";
        std::uint16_t port = 9464;
        std::string token;  // "" on loopback only
    } admin;
    std::size_t threads = 0;  // at the door; 0: one for each processor
    http::limits limits;
    arrival_limit arrivals;  // of one connection
    std::filesystem::path inbox;
    struct {
        environment where;
        std::filesystem::path ca_file;  // trusted besides the system's roots; empty for none
    } crm;
    std::map<std::string, tenant_settings, std::less<>> tenants;
    dispatcher_settings delivery;
    struct {
        std::chrono::milliseconds event_ids{std::chrono::days(8)};
        std::chrono::milliseconds events{std::chrono::days(30)};
    } retention;
    struct {
        std::chrono::milliseconds announce{
            std::chrono::seconds(5)};  // answer on, with Connection: close
        std::chrono::milliseconds grace{std::chrono::seconds(20)};  // for what is in flight then
    } drain;
    reconciler_settings reconcile;
    log::level log_level = log::level::info;
};

// `config` is the file as one JSON value, `folder` the one it stands in: relative paths start
// there.
mapping::result<settings> read_settings(const boost::json::value& config,
                                        const std::filesystem::path& folder);

}  // namespace gateway
