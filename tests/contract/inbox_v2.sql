-- An inbox as a gateway whose inboxes had version 2 left it: two bookings, one of them cancelled
-- again, and one without contacts. Made with that gateway; never edited.
PRAGMA application_id = 1111968088;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE aliases (
    connection TEXT NOT NULL,
    booking_id TEXT NOT NULL,
    order_key  TEXT NOT NULL,
    PRIMARY KEY (connection, booking_id)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "attempts" VALUES(1,1,1795305519391,'Bookings_Create',200,31,'');
INSERT INTO "attempts" VALUES(2,1,1795305519407,'Bookings_Create',200,19,'');
INSERT INTO "attempts" VALUES(3,1,1795305519457,'Bookings_DismissBooking',200,1,'');
INSERT INTO "attempts" VALUES(4,1,1795305519461,'Bookings_Create',200,1,'');
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
INSERT INTO "claims" VALUES('demo-site','bad booked',4,X'1566F072784474424E729F1562701A7196DA74A942EC571D72008DC2634C23E9',1795305519460,202,'application/json','{"receipt":"01a2008c3964ebafd0afe668a19dcf2ca0d708e1a8a6","status":"accepted"}',1);
INSERT INTO "claims" VALUES('demo-site','gone booked',2,X'FD81D2DE03421C9675DAACF70DD3981CD8938E7451173F2032671F6D695E660F',1795305519394,202,'application/json','{"receipt":"01a2008c392284f0385be477d1d617610e7f215e2370","status":"accepted"}',1);
INSERT INTO "claims" VALUES('demo-site','gone cancelled',3,X'01B0EE9EE622AFF4567C7BB91125E1D691666FFC4660CDC0052CF67D7BFF1191',1795305519454,202,'application/json','{"receipt":"01a2008c395eaa4efe97265dba9c35e902ef04183875","status":"accepted"}',1);
INSERT INTO "claims" VALUES('demo-site','made booked',1,X'C9DFDED43027CAC55FECDAAF8875AA74ACB2C5557C481A5BF701A33FF61F74A9',1795305519386,202,'application/json','{"receipt":"01a2008c391a2709dd650dc1b34e949825de9a32f8e1","status":"accepted"}',1);
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
    purgeable_since INTEGER, calls TEXT NOT NULL DEFAULT '',  -- settled for good then, and its request is still here

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
INSERT INTO "events" VALUES(1,'01a2008c391a2709dd650dc1b34e949825de9a32f8e1','demo-site',0,'made booked',0,'create','booked','made','',NULL,1795305519386,NULL,NULL,'delivered','created','',0,1795305519386,1234567,5101,'demo-site:made',0,NULL,NULL,NULL,1795305519423,1795305519423,'');
INSERT INTO "events" VALUES(2,'01a2008c392284f0385be477d1d617610e7f215e2370','demo-site',0,'gone booked',0,'create','booked','gone','',NULL,1795305519394,NULL,NULL,'delivered','created','',0,1795305519394,1234567,5101,'demo-site:gone',0,NULL,NULL,NULL,1795305519427,1795305519427,'');
INSERT INTO "events" VALUES(3,'01a2008c395eaa4efe97265dba9c35e902ef04183875','demo-site',0,'gone cancelled',0,'cancel','cancelled','gone','',NULL,1795305519454,NULL,NULL,'delivered','dismissed','',0,1795305519454,NULL,NULL,NULL,0,NULL,NULL,NULL,1795305519459,1795305519459,'');
INSERT INTO "events" VALUES(4,'01a2008c3964ebafd0afe668a19dcf2ca0d708e1a8a6','demo-site',0,'bad booked',0,'create','booked','bad','',NULL,1795305519460,NULL,NULL,'delivered','created','',0,1795305519460,1234567,5101,'demo-site:bad',0,NULL,NULL,NULL,1795305519463,1795305519463,'');
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
INSERT INTO "links" VALUES('demo-site','made','live',5000000001,1234567,5101,'{"source":"Site","name":"Ada Example","summary":"Job made","isFirstTimeClient":true,"externalId":"demo-site:made","address":{"street":"12 Elm St","city":"Dayton","state":"OH","zip":"45402","country":"USA"},"contacts":[{"type":"Phone","value":"9375550143"}],"start":"2026-12-01T14:00:00Z","campaignId":11,"businessUnitId":22}',NULL);
INSERT INTO "links" VALUES('demo-site','gone','cancelled',5000000002,1234567,5101,'{"source":"Site","name":"Ada Example","summary":"Job gone","isFirstTimeClient":true,"externalId":"demo-site:gone","address":{"street":"12 Elm St","city":"Dayton","state":"OH","zip":"45402","country":"USA"},"contacts":[{"type":"Phone","value":"9375550143"}],"start":"2026-12-01T14:00:00Z","campaignId":11,"businessUnitId":22}',NULL);
INSERT INTO "links" VALUES('demo-site','bad','live',5000000003,1234567,5101,'{"source":"Site","name":"Ada","summary":"Job bad\nNo appointment time was given.","isFirstTimeClient":true,"externalId":"demo-site:bad","address":{"street":"12 Elm St","city":"Dayton","state":"OH","zip":"45402","country":"USA"},"campaignId":11,"businessUnitId":22}',NULL);
CREATE TABLE operator_actions (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    who    TEXT    NOT NULL,
    action TEXT    NOT NULL,
    seq    INTEGER NOT NULL REFERENCES events,
    about  TEXT    NOT NULL                        -- what the action ended: "expired: ..."
) STRICT;
CREATE TABLE requests (
    seq     INTEGER PRIMARY KEY REFERENCES events,
    method  TEXT NOT NULL,
    path    TEXT NOT NULL,
    query   TEXT NOT NULL,
    headers TEXT NOT NULL,                         -- [["name", "value"], ...]
    body    BLOB NOT NULL
) STRICT;
INSERT INTO "requests" VALUES(1,'POST','','','[["Host","127.0.0.1:46331"],["Accept-Encoding","identity"],["Content-Length","120"],["Content-Type","application/json"],["Authorization","Bearer t0ken"]]',X'7B226964223A20226D616465222C202274797065223A2022626F6F6B6564222C20226E616D65223A2022416461204578616D706C65222C202270686F6E65223A20222839333729203535352D30313433222C20227374617274223A2022323032362D31322D30315430393A30303A30302D30353A3030227D');
INSERT INTO "requests" VALUES(2,'POST','','','[["Host","127.0.0.1:46331"],["Accept-Encoding","identity"],["Content-Length","120"],["Content-Type","application/json"],["Authorization","Bearer t0ken"]]',X'7B226964223A2022676F6E65222C202274797065223A2022626F6F6B6564222C20226E616D65223A2022416461204578616D706C65222C202270686F6E65223A20222839333729203535352D30313433222C20227374617274223A2022323032362D31322D30315430393A30303A30302D30353A3030227D');
INSERT INTO "requests" VALUES(3,'POST','','','[["Host","127.0.0.1:46331"],["Accept-Encoding","identity"],["Content-Length","35"],["Content-Type","application/json"],["Authorization","Bearer t0ken"]]',X'7B226964223A2022676F6E65222C202274797065223A202263616E63656C6C6564227D');
INSERT INTO "requests" VALUES(4,'POST','','','[["Host","127.0.0.1:46331"],["Accept-Encoding","identity"],["Content-Length","46"],["Content-Type","application/json"],["Authorization","Bearer t0ken"]]',X'7B226964223A2022626164222C202274797065223A2022626F6F6B6564222C20226E616D65223A2022416461227D');
CREATE TABLE trial (filler BLOB NOT NULL) STRICT;
CREATE INDEX events_due ON events (connection, due_at, seq, state, received_at, order_key)
    WHERE due_at IS NOT NULL;
CREATE INDEX events_in_order ON events (connection, order_key, seq) WHERE order_key IS NOT NULL;
CREATE INDEX events_dead ON events (connection, received_at) WHERE state = 'dead';
CREATE INDEX events_purgeable ON events (purgeable_since) WHERE purgeable_since IS NOT NULL;
CREATE INDEX events_of_request ON events (first_of_request) WHERE first_of_request IS NOT NULL;
CREATE INDEX claims_by_age ON claims (claimed_at);
CREATE INDEX aliases_by_key ON aliases (connection, order_key);
COMMIT;
