#pragma once

#include <boost/json/parse.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/inbox/inbox.hpp"
#include "providers/connection.hpp"
#include "providers/digest.hpp"

namespace testing {

inline constexpr mapping::timestamp noon{std::chrono::milliseconds(1'790'000'000'000)};

// A connection that takes every webhook for authentic, because only a connection can say that one
// is.
inline std::shared_ptr<const providers::connection> trusting_connection(const std::string& name) {
    static std::map<std::string, std::shared_ptr<const providers::connection>> made;
    auto& connection = made[name];
    if (!connection) {
        const auto config = boost::json::parse(
            R"({"receive": {"format": "json"}, "verify": "none", "event": {"otherwise": "ignore"}})");
        providers::connection_settings settings;
        settings.name = name;
        connection = providers::connection::make(
                         providers::compile_definition("trusting", config).value(), settings)
                         .value();
    }
    return connection;
}

// An event to be stored, said in as few words as a test needs.
class event_sketch {
public:
    explicit event_sketch(std::string id) {
        identity_.event_id = std::move(id);
        request_.method = "POST";
        request_.body = "{\"id\": \"" + identity_.event_id + "\"}";
    }

    event_sketch& on(std::string connection) { return set(connection_, std::move(connection)); }
    event_sketch& of(std::string booking) { return set(identity_.booking_id, std::move(booking)); }
    event_sketch& replacing(std::string booking) {
        return set(identity_.previous_booking_id, std::move(booking));
    }
    event_sketch& identified_by_key() { return set(identity_.id_is_idempotency_key, true); }
    event_sketch& kind(providers::event_kind kind) { return set(identity_.kind, kind); }
    event_sketch& type(std::string type) { return set(identity_.type, std::move(type)); }
    event_sketch& occurred(mapping::timestamp when) { return set(identity_.occurred_at, when); }
    event_sketch& body(std::string body) { return set(request_.body, std::move(body)); }
    event_sketch& target(std::string path, std::string query) {
        request_.query = std::move(query);
        return set(request_.path, std::move(path));
    }
    event_sketch& header(std::string name, std::string value) {
        request_.headers.push_back({std::move(name), std::move(value)});
        return *this;
    }
    event_sketch& answer(unsigned status, std::string type, std::string body) {
        return set(answer_, {status, std::move(type), std::move(body)});
    }
    event_sketch& receipt(std::string receipt) { return set(receipt_, std::move(receipt)); }
    event_sketch& at(mapping::timestamp when) { return set(received_at_, when); }
    event_sketch& dead(gateway::death reason, std::string detail) {
        dead_ = gateway::burial{reason, std::move(detail)};
        return *this;
    }

    // A request of this event alone.
    gateway::new_request make() const {
        auto hook = trusting_connection(connection_)->authenticate(request_, received_at_).value();
        const std::string receipt =
            receipt_.empty() ? "receipt of " + connection_ + "/" + identity_.event_id : receipt_;
        std::vector<gateway::new_event> events{
            {identity_, dead_, providers::sha256(request_.body), std::nullopt}};
        return {std::move(hook), std::move(events), receipt, answer_, received_at_};
    }

    // A request of several events. The others give their identity, fate and content only.
    gateway::new_request with(const std::vector<event_sketch>& others) const {
        gateway::new_request request = make();
        for (const event_sketch& one : others) request.events.push_back(one.make().events.front());
        int part = 0;
        for (gateway::new_event& one : request.events) one.part = part++;
        return request;
    }

private:
    template <class T>
    event_sketch& set(T& field, T value) {
        field = std::move(value);
        return *this;
    }
    template <class T>
    event_sketch& set(std::optional<T>& field, T value) {
        field = std::move(value);
        return *this;
    }

    std::string connection_ = "acme";
    providers::webhook request_;
    providers::event_identity identity_;
    std::string receipt_;
    gateway::stored_answer answer_{202, "application/json", "{}"};
    std::optional<gateway::burial> dead_;
    mapping::timestamp received_at_ = noon;
};

}  // namespace testing
