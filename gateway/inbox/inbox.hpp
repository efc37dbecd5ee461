#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/inbox/booking_ledger.hpp"
#include "gateway/inbox/booking_link.hpp"
#include "gateway/inbox/crm_address.hpp"
#include "mapping/timestamp.hpp"
#include "providers/connection.hpp"
#include "providers/event.hpp"

namespace gateway {

using event_seq = std::int64_t;  // an event's place in the order of arrival

enum class event_state {
    accepted,    // stored, not tried yet
    delivering,  // claimed by a dispatcher
    waiting,     // to be tried again at a time
    unknown,     // a call was sent and its outcome was never seen
    delivered,   // the CRM has it
    ignored,     // needed nothing, or came too late to matter
    dead,        // needs a person
    discarded,   // a person decided to drop it
};
std::string_view to_string(event_state state) noexcept;
std::optional<event_state> event_state_from(std::string_view text) noexcept;
// True for delivered, ignored, dead and discarded: they change only by an operator.
bool is_settled(event_state state) noexcept;

// Why an event is dead; a closed set, used as a metric label.
enum class death {
    unreadable,          // authentic, but its body or identity could not be read
    unmappable,          // the mapping found problems
    not_fetched,         // what completes it could not be fetched
    refused_by_crm,      // 400, 404, 409, 422
    ambiguous,           // two bookings carry its externalId
    expired,             // retried for as long as the schedule allows
    unknown_connection,  // its connection is no longer configured
    moved,               // its booking is, or may be, where its connection leads no longer
};
std::string_view to_string(death reason) noexcept;

struct stored_answer {
    unsigned status = 202;
    std::string content_type, body;
    // False while the sender waits for the delivery: the answer that it gets replaces this one.
    bool is_final = true;
    friend bool operator==(const stored_answer&, const stored_answer&) = default;
};

// What a dead letter says to the person who opens it. `detail` may name fields and pointers and
// quote the CRM's text; it goes to operators only.
struct burial {
    death reason;
    std::string detail;
};

// One event of a request about to be stored.
struct new_event {
    providers::event_identity identity;
    std::optional<burial> dead;  // a dead letter at once
    std::string fingerprint;     // what it says, as a hash: tells a repeat from a change
    std::optional<int> part;     // which event of the request, from 0; nothing: the only one
};

// The receipt of one event of a request of several: "R" and 0 give "R-1".
std::string receipt_of_part(const std::string& of_request, int part);

// An authentic webhook about to be stored, with what it tells of.
struct new_request {
    providers::authentic_webhook hook;
    std::vector<new_event> events;  // never empty
    std::string receipt;            // unguessable
    stored_answer answer;           // what the sender is told, now and when it repeats itself
    timestamp received_at;
};

struct insertion {
    enum class outcome {
        stored,
        repeat,        // the event id is known, with the same content: nothing was stored
        changed,       // the event id is known, with another content: nothing was stored, log it
        key_conflict,  // as changed, but the id was an Idempotency-Key: the sender is at fault
    };
    std::vector<outcome> each;  // of the events, in their order
    // Of the request: stored if any event was; else the last in the list above that any event had.
    outcome what = outcome::stored;
    stored_answer
        answer;  // of this request, or of the one stored first that told of its first event
    std::string receipt;  // likewise
};

// How far the calls of an event of the kind `operation` have come. See operation_fsm.
struct call_progress {
    std::int64_t tenant = 0;      // the CRM's number of where they are made; 0 before the first
    boost::json::object answers;  // to those that were made, by their names
    boost::json::object sent;     // the one that may have reached the CRM, whole; empty for none
    timestamp sent_at{};          // when, first
    int empty_lookups = 0;        // since then: how often it was not found
    friend bool operator==(const call_progress&, const call_progress&) = default;
};

// How far the delivery of an event has come: what must survive a crash. See delivery_fsm.
struct delivery_progress {
    // Where a create may have reached the CRM; recorded before it is sent.
    std::optional<crm_address> create_sent;
    int empty_lookups = 0;  // since then: how often no booking was found
    call_progress calls = {};

    // Something was sent that cannot simply be sent again, and nobody saw what became of it.
    bool is_in_doubt() const noexcept { return create_sent || !calls.sent.empty(); }
    friend bool operator==(const delivery_progress&, const delivery_progress&) = default;
};

// One try at the CRM, kept with the event.
struct attempt {
    timestamp at;
    std::string operation;  // its operationId; or "fetch NAME", of a partner's API
    int status = 0;         // HTTP, 0 when there was no answer
    std::chrono::milliseconds took{0};
    std::string error;  // "" when it went well; no personal data
};

// An event with its request, as it was stored.
struct stored_event {
    event_seq seq = 0;
    std::string receipt, connection;
    providers::event_identity identity;
    providers::webhook request;  // as it was received; it was authenticated then
    std::optional<int> part;     // which of its events; nothing: the only one
    timestamp received_at;
    delivery_progress progress;
    std::optional<booking_link> link;           // of identity.booking_id
    std::optional<booking_link> previous_link;  // of identity.previous_booking_id
};

// One that a dispatcher holds for the length of its lease.
struct claimed_event : stored_event {
    int tries = 0;             // that counted against the retry budget
    timestamp first_try;       // when the retry budget began; received_at, or the replay
    bool was_unknown = false;  // it was `unknown` or `delivering` when it was claimed
    std::string lease;         // proves the claim to the calls below
};

// The reason of an event that waits for one before it, which has not arrived yet: that one must be
// able to pass.
inline constexpr std::string_view waits_for_earlier = "earlier";

// How a claim ends, in one commit. If the lease was lost meanwhile, nothing is written.
struct settlement {
    event_state state = event_state::delivered;  // a settled one, or waiting or unknown
    std::string reason;          // for ignored: "stale", "test", ...; for waiting: why
    std::optional<burial> dead;  // with state dead
    timestamp due{};             // with waiting and unknown: when to try again
    bool counts_as_try = false;  // against the retry budget
    delivery_progress progress;
    std::vector<attempt> attempts;
    std::map<std::string, booking_link> links;  // partner's booking id -> what it now stands for
};

struct receipt_status {
    std::string receipt;
    event_state state;
    std::string reason;  // death or settlement reason, from closed sets; "" for none
    timestamp received_at;
    std::optional<timestamp> settled_at;
};

struct queue_row {
    std::string connection;
    event_state state;
    std::int64_t events = 0;
    timestamp oldest{};  // received_at
};

struct inbox_statistics {
    std::vector<queue_row> rows;  // states accepted, delivering, waiting, unknown and dead only
    std::int64_t overdue = 0;     // due, unheld and not claimed
    std::int64_t file_bytes = 0, free_bytes = 0;  // of the database and its file system
};

// What the environment did to us. Thrown out of the calls below, on the caller's coroutine.
struct inbox_full : std::runtime_error {  // no space: answer 503, try later; nothing was stored
    using std::runtime_error::runtime_error;
};
struct inbox_failed : std::runtime_error {  // a write or sync failed: the process must end
    using std::runtime_error::runtime_error;
};
struct inbox_busy : std::runtime_error {  // too much is waiting for the disk already: answer 503
    using std::runtime_error::runtime_error;
};

// The durable store of events, answers, delivery state and booking links. Asynchronous: calls may
// be awaited on any thread's executor and complete on it. When a call completes, what it wrote is
// on the disk. Claims are leases: they belong to a process and expire, so several processes may
// share one.
class inbox : public booking_ledger {
public:
    // Claims the event ids and stores the events in one commit. An event whose booking (or previous
    // booking) is known shares the order of that booking. Of several events, each has a receipt of
    // its own, see receipt_of_part.
    virtual boost::asio::awaitable<insertion> insert(new_request request) = 0;

    // Up to `limit` due events of these connections, the longest due first (of events that were
    // never tried, the oldest), taking turns between connections; of each booking only the earliest
    // unsettled event, and none behind a dead letter; but an event that waits because of
    // `waits_for_earlier` holds nobody. They are `delivering` until they end or the
    // lease expires.
    virtual boost::asio::awaitable<std::vector<claimed_event>> claim(
        std::vector<std::string> connections, std::size_t limit, timestamp now,
        std::chrono::milliseconds lease) = 0;

    // Durable before the call that it announces is sent. False when the lease was lost: do not
    // send.
    virtual boost::asio::awaitable<bool> record_progress(event_seq seq, std::string lease,
                                                         delivery_progress progress) = 0;

    // Ends a claim. False when the lease was lost: somebody else has the event now.
    virtual boost::asio::awaitable<bool> settle(event_seq seq, std::string lease, settlement end,
                                                timestamp now) = 0;

    // Stores another answer for repeats of the request of that receipt.
    virtual boost::asio::awaitable<void> replace_answer(std::string receipt,
                                                        stored_answer answer) = 0;

    // Gives a dead letter a fresh retry budget; with the receipt of a request, all of its. False
    // when there is no dead letter of that receipt.
    virtual boost::asio::awaitable<bool> replay(std::string receipt, std::string who,
                                                timestamp now) = 0;

    // The CRM has no more what the event of that receipt made or changed last: its link becomes
    // `missing`, and that event is delivered again, which finds out whether the CRM has it after
    // all. If others of the booking wait or are dead letters, those are delivered instead. False
    // when that event is not the last that wrote a link, when one of the booking is being delivered
    // just now, or when its request was forgotten.
    virtual boost::asio::awaitable<bool> requeue_missing(std::string receipt, std::string who,
                                                         timestamp now) = 0;

    // Turns leases that nobody can hold any more (of earlier processes) into due events. Once, at
    // start.
    virtual boost::asio::awaitable<void> recover(timestamp now) = 0;

    // The events of the receipt, or of the request that it was given for; empty for an unknown one.
    virtual boost::asio::awaitable<std::vector<receipt_status>> find_receipt(
        std::string receipt) = 0;
    virtual boost::asio::awaitable<std::optional<booking_link>> find_link(
        std::string connection, std::string booking_id) = 0;
    virtual boost::asio::awaitable<inbox_statistics> statistics(timestamp now) = 0;

    // When the earliest event that is not settled and not held becomes due; nothing when there is
    // none.
    virtual boost::asio::awaitable<std::optional<timestamp>> next_due() = 0;

    // Forgets event ids older than `ids_before` (so that their repeats are new events) and the
    // bodies and attempts of events settled before `events_before`; in small steps, returns how
    // many rows.
    virtual boost::asio::awaitable<std::int64_t> purge(timestamp ids_before,
                                                       timestamp events_before) = 0;

    // Called after a commit that made something deliverable; from any thread, must not block.
    virtual void on_deliverable(std::function<void()> wake) = 0;

    // A write went through recently, or a trial write does now. For /readyz.
    virtual boost::asio::awaitable<bool> is_writable() = 0;
};

}  // namespace gateway
