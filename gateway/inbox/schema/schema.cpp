#include "gateway/inbox/schema/schema.hpp"

#include <iterator>
#include <stdexcept>

#include "gateway/inbox/inbox.hpp"

namespace gateway::schema {

namespace {

// "BGIX": says that an SQLite file is an inbox of this gateway. Never changes.
constexpr std::int64_t application_id = 0x42474958;

// Times are milliseconds since 1970 in UTC. An applied migration is never edited: append another.
constexpr const char* migrations[] = {
    R"sql(
CREATE TABLE events (
    seq                   INTEGER PRIMARY KEY,     -- the order of arrival; rows are never deleted
    receipt               TEXT    NOT NULL UNIQUE,
    connection            TEXT    NOT NULL,
    secret_position       INTEGER NOT NULL,        -- which secret proved it
    event_id              TEXT    NOT NULL,
    id_is_idempotency_key INTEGER NOT NULL,
    kind                  TEXT    NOT NULL,
    type                  TEXT    NOT NULL,
    booking_id            TEXT    NOT NULL,
    previous_booking_id   TEXT    NOT NULL,
    occurred_at           INTEGER,
    received_at           INTEGER NOT NULL,
    part                  INTEGER,                 -- which event of its request, if it has several
    first_of_request      INTEGER REFERENCES events,  -- with which the request is kept; or itself

    state           TEXT    NOT NULL,
    reason          TEXT    NOT NULL,              -- why it is in that state, from closed sets
    detail          TEXT    NOT NULL,              -- of a dead letter, for its reader
    tries           INTEGER NOT NULL,
    first_try       INTEGER NOT NULL,
    create_tenant           INTEGER,  -- where a create may have reached the CRM: all of these,
    create_booking_provider INTEGER,  -- or none
    create_external_id      TEXT,
    empty_lookups   INTEGER NOT NULL,
    due_at          INTEGER,  -- when it may be claimed: while it is delivering, when the lease ends
    lease           TEXT,     -- while it is delivering
    order_key       TEXT,     -- the booking in whose order it holds a place; a dead letter keeps it
    settled_at      INTEGER,
    purgeable_since INTEGER,  -- settled for good then, and its request is still here

    CHECK (state IN ('accepted', 'delivering', 'waiting', 'unknown',
                     'delivered', 'ignored', 'dead', 'discarded')),
    -- An event is either on its way or settled: none can be recorded and never tried.
    CHECK ((due_at IS NULL) = (state IN ('delivered', 'ignored', 'dead', 'discarded'))),
    CHECK ((settled_at IS NULL) = (due_at IS NOT NULL)),
    CHECK ((lease IS NULL) = (state <> 'delivering')),
    CHECK ((create_tenant IS NULL) = (create_external_id IS NULL)),
    CHECK ((create_booking_provider IS NULL) = (create_external_id IS NULL)),
    CHECK (order_key IS NULL OR due_at IS NOT NULL OR state = 'dead')
) STRICT;

-- What is left to do, and nothing else: these stay small however much was settled. The columns after
-- seq let the statistics be counted from the index alone.
CREATE INDEX events_due ON events (connection, due_at, seq, state, received_at, order_key)
    WHERE due_at IS NOT NULL;
CREATE INDEX events_in_order ON events (connection, order_key, seq) WHERE order_key IS NOT NULL;
CREATE INDEX events_dead ON events (connection, received_at) WHERE state = 'dead';
CREATE INDEX events_purgeable ON events (purgeable_since) WHERE purgeable_since IS NOT NULL;
CREATE INDEX events_of_request ON events (first_of_request) WHERE first_of_request IS NOT NULL;

-- Apart from events, so that a change of state does not rewrite bodies and purging leaves the story.
CREATE TABLE requests (
    seq     INTEGER PRIMARY KEY REFERENCES events,
    method  TEXT NOT NULL,
    path    TEXT NOT NULL,
    query   TEXT NOT NULL,
    headers TEXT NOT NULL,                         -- [["name", "value"], ...]
    body    BLOB NOT NULL
) STRICT;

CREATE TABLE attempts (
    seq       INTEGER NOT NULL REFERENCES events,
    number    INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    operation TEXT    NOT NULL,
    status    INTEGER NOT NULL,
    took_ms   INTEGER NOT NULL,
    error     TEXT    NOT NULL,
    PRIMARY KEY (seq, number)
) STRICT, WITHOUT ROWID;

-- The event ids that are taken, and what their first sender was told.
CREATE TABLE claims (
    connection    TEXT    NOT NULL,
    event_id      TEXT    NOT NULL,
    seq           INTEGER NOT NULL REFERENCES events,
    fingerprint   BLOB    NOT NULL,                -- SHA-256 of what the event says
    claimed_at    INTEGER NOT NULL,
    answer_status INTEGER NOT NULL,
    answer_type   TEXT    NOT NULL,
    answer_body   TEXT    NOT NULL,
    answer_final  INTEGER NOT NULL,                -- 0 while the sender waits for the delivery
    PRIMARY KEY (connection, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_age ON claims (claimed_at);

-- The partner gave one booking several ids: their events share the order of order_key.
CREATE TABLE aliases (
    connection TEXT NOT NULL,
    booking_id TEXT NOT NULL,
    order_key  TEXT NOT NULL,
    PRIMARY KEY (connection, booking_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_key ON aliases (connection, order_key);

CREATE TABLE links (
    connection       TEXT    NOT NULL,
    booking_id       TEXT    NOT NULL,
    standing         TEXT    NOT NULL CHECK (standing IN ('live', 'cancelled', 'superseded')),
    crm_booking      INTEGER NOT NULL,             -- 0 for none, and then so are the next two
    tenant           INTEGER NOT NULL,             -- where crm_booking is
    booking_provider INTEGER NOT NULL,
    sent             TEXT    NOT NULL,             -- JSON
    occurred_at      INTEGER,
    PRIMARY KEY (connection, booking_id)
) STRICT;

CREATE TABLE operator_actions (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    who    TEXT    NOT NULL,
    action TEXT    NOT NULL,
    seq    INTEGER NOT NULL REFERENCES events,
    about  TEXT    NOT NULL                        -- what the action ended: "expired: ..."
) STRICT;

-- Written and emptied to learn whether the disk takes a write.
CREATE TABLE trial (filler BLOB NOT NULL) STRICT;
)sql",
    R"sql(
-- How far the calls of an event of the kind operation have come: JSON, or '' before the first.
ALTER TABLE events ADD COLUMN calls TEXT NOT NULL DEFAULT '';
)sql",
    R"sql(
-- Links may be missing from the CRM, and are looked for by booking and by age.
CREATE TABLE new_links (
    connection       TEXT    NOT NULL,
    booking_id       TEXT    NOT NULL,
    standing         TEXT    NOT NULL
                     CHECK (standing IN ('live', 'cancelled', 'superseded', 'missing')),
    crm_booking      INTEGER NOT NULL,             -- 0 for none, and then so are the next two
    tenant           INTEGER NOT NULL,             -- where crm_booking is
    booking_provider INTEGER NOT NULL,
    sent             TEXT    NOT NULL,             -- JSON
    occurred_at      INTEGER,
    written_by       INTEGER REFERENCES events,    -- these two are kept since this version
    written_at       INTEGER NOT NULL,
    PRIMARY KEY (connection, booking_id)
) STRICT;
INSERT INTO new_links SELECT *, NULL, 0 FROM links;
DROP TABLE links;
ALTER TABLE new_links RENAME TO links;
CREATE INDEX links_by_booking ON links (tenant, crm_booking) WHERE crm_booking <> 0;
CREATE INDEX links_by_age ON links (tenant, written_at)
    WHERE standing IN ('live', 'missing') AND crm_booking <> 0;
)sql",
};
constexpr auto newest = static_cast<std::int64_t>(std::size(migrations));

std::int64_t read_integer(sqlite::database& db, const char* sql) {
    auto row = db.query(sql);
    return row.next() ? row.integer() : 0;
}

// The version that stands in the file; 0 for an empty one.
std::int64_t version_of(sqlite::database& db, const std::string& path) {
    try {
        const bool is_empty = read_integer(db, "SELECT count(*) FROM sqlite_schema") == 0;
        const bool is_ours = read_integer(db, "PRAGMA application_id") == application_id;
        if (is_empty) return 0;
        if (!is_ours)
            throw std::runtime_error(path + " is a database of something else, not an inbox");
        return read_integer(db, "PRAGMA user_version");
    } catch (const inbox_failed& e) {
        throw std::runtime_error(path + " cannot be read as an inbox: " + e.what());
    }
}

void apply(sqlite::database& db, std::int64_t version) {
    db.run_script("BEGIN IMMEDIATE");
    db.run_script(migrations[version - 1]);
    db.run_script(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
    db.run_script(("PRAGMA user_version = " + std::to_string(version)).c_str());
    db.run_script("COMMIT");
}

[[noreturn]] void refuse_newer(const std::string& path, std::int64_t version) {
    throw std::runtime_error(path + " has version " + std::to_string(version) +
                             ", written by a newer gateway; this one knows " +
                             std::to_string(newest) + " and leaves it alone");
}

}  // namespace

void migrate(sqlite::database& db, const std::string& path) {
    const std::int64_t version = version_of(db, path);
    if (version > newest) refuse_newer(path, version);
    for (std::int64_t next = version + 1; next <= newest; ++next) apply(db, next);
}

void require_newest(sqlite::database& db, const std::string& path) {
    const std::int64_t version = version_of(db, path);
    if (version > newest) refuse_newer(path, version);
    if (version < newest)
        throw std::runtime_error(path + " has version " + std::to_string(version) +
                                 "; `booking-gateway serve` of this version brings it up to date");
}

}  // namespace gateway::schema
