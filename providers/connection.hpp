#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mapping/booking.hpp"
#include "mapping/field_map.hpp"
#include "mapping/problem.hpp"
#include "mapping/trace.hpp"
#include "providers/connection_settings.hpp"
#include "providers/definition.hpp"
#include "providers/event.hpp"
#include "providers/split.hpp"
#include "providers/verifier.hpp"
#include "providers/webhook.hpp"

namespace providers {

// A webhook that was proven to come from its connection's provider. Only connection::authenticate
// makes one, so a function that takes it cannot be handed an unchecked request.
class authentic_webhook {
public:
    const std::string& connection() const noexcept { return connection_; }
    const webhook& request() const noexcept { return request_; }
    // Of the connection's list of secrets; nothing when no secret was needed.
    std::optional<std::size_t> secret_position() const noexcept { return secret_position_; }

private:
    friend class connection;
    authentic_webhook(std::string connection, webhook request,
                      std::optional<std::size_t> secret_position)
        : connection_(std::move(connection)),
          request_(std::move(request)),
          secret_position_(secret_position) {}
    std::string connection_;
    webhook request_;
    std::optional<std::size_t> secret_position_;
};

// One event of a request, with the decoded body that it is a part of.
struct opened_event {
    std::shared_ptr<const json::value> document;
    event_part part;
};

// One contractor's link to one provider: decides who may send, what an event is and what it
// becomes. Does no I/O. Immutable; shared by all threads.
class connection {
public:
    // Fails when the settings lack a secret or table that the definition needs, bring one that it
    // does not use, or do not suit it otherwise. Problems carry pointers into the connection's
    // file.
    static mapping::result<std::shared_ptr<const connection>> make(
        std::shared_ptr<const definition> provider, connection_settings settings);

    // As make, but for settings without secrets: the connection reads and maps webhooks, and
    // believes none. For examples and for trying a definition out.
    static mapping::result<std::shared_ptr<const connection>> make_disbelieving(
        std::shared_ptr<const definition> provider, connection_settings settings);

    const connection_settings& settings() const noexcept { return settings_; }
    const definition& provider() const noexcept { return *provider_; }
    const std::shared_ptr<const definition>& shared_provider() const noexcept { return provider_; }
    bool proves_anything() const noexcept { return verifier_->proves_anything(); }

    boost::system::result<authentic_webhook, rejection> authenticate(webhook hook,
                                                                     mapping::timestamp now) const;

    // The reply to one of the partner's challenges; nothing for any other request. Challenges
    // differ in whether they must be believed: `is_believed` asks for those that were
    // authenticated, or for those that need not be.
    std::optional<challenge_reply> answer_challenge(
        const webhook& hook, bool is_believed,
        absent_secret without = absent_secret::refuses) const;

    // An answer to the request, as the definition writes it. `result` is what became of it.
    answer fill(const answer_template& wanted, const webhook& hook, json::object result) const;
    // Likewise, for a sender that was not believed: nothing of what it sent comes back.
    answer fill_without_request(const answer_template& wanted) const;

    // Decodes the body as the definition's `receive` says. Problems name a byte or a field.
    mapping::result<json::value> decode(const webhook& hook) const;

    // The events of the decoded body: one, unless the definition says `receive.split`.
    mapping::result<std::vector<event_part>> split(const json::value& document) const;
    // The one of them that was told apart before, see assessed_event::part. The definition may have
    // changed since: a problem when there is no such part any more.
    mapping::result<event_part> part_of(const json::value& document,
                                        std::optional<int> which) const;
    // Both at once, for an event that was told apart before.
    mapping::result<opened_event> open(const webhook& hook, std::optional<int> which) const;

    // Finds event id, kind and booking ids. Cheap: used at the door. The event id is "" when none
    // of the definition's sources gives one. Problems are reported when an event that needs a
    // booking id has none or its type is not one the definition knows and `otherwise` is absent.
    mapping::result<event_identity> identify(const webhook& hook, const event_part& part) const;

    // Where its fetches go.
    std::set<std::string> fetch_origins() const;

    // The next request to a partner's API that completes an event, which was of that kind at the
    // door, given what the part holds as fetched so far. Nothing when it is complete; a problem
    // when the event does not say what to ask for.
    mapping::result<std::optional<fetch_request>> next_fetch(const webhook& hook,
                                                             const event_part& part,
                                                             event_kind at_the_door) const;
    // The request of that step, for people to read: each secret is told by its name,
    // "<access_token>". Nothing and problems likewise.
    mapping::result<std::optional<fetch_request>> show_fetch(const fetch_step& step,
                                                             const webhook& hook,
                                                             const event_part& part) const;

    // The kind of such an event by the definition's `event.once_fetched`. The kind at the door
    // where that says nothing, or was not fetched yet.
    event_kind kind_once_fetched(const webhook& hook, const event_part& part,
                                 event_kind at_the_door) const;

    // The next call of the CRM that an event of the kind `operation` stands for, given what the
    // part holds as fetched, with the answers to earlier calls among it. Nothing when all were
    // made.
    mapping::result<std::optional<operation_call>> next_operation(const webhook& hook,
                                                                  const event_part& part) const;

    // All of them, as far as they can be told before the CRM has answered: what the part holds as
    // fetched under a call's name is taken for its answer.
    struct planned_operations {
        std::vector<operation_call> calls;
        mapping::problems wrong;  // with the call after these
    };
    planned_operations plan_operations(const webhook& hook, const event_part& part) const;

    // The booking that the event asks for, or every problem with its field and pointer. `sent` is
    // what the CRM was last sent of that booking, null when that is not known; it completes an
    // update where the definition says that updates are partial.
    mapping::result<mapping::booking> map(const webhook& hook, const event_part& part,
                                          const event_identity& identity,
                                          const json::object* sent = nullptr) const;

    // Where every field of that booking comes from; empty for a definition that makes none.
    std::vector<mapping::traced_field> trace(const webhook& hook, const event_part& part,
                                             const event_identity& identity) const;

    // What the CRM is told when the booking is dismissed; never empty.
    std::string cancel_memo(const webhook& hook, const event_part& part) const;

    // The externalId under which the CRM knows a booking of that partner id.
    std::string external_id(const std::string& booking_id) const {
        return settings_.external_id_prefix + booking_id;
    }

private:
    connection(std::shared_ptr<const definition> provider, connection_settings settings,
               std::unique_ptr<const verifier> proves);
    mapping::input input_of(const event_part& part, const json::object& request) const;

    std::shared_ptr<const definition> provider_;
    connection_settings settings_;
    std::unique_ptr<const verifier> verifier_;
};

}  // namespace providers
