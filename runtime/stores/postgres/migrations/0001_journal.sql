-- What the crate gateway-postgres keeps, of any number of accounts. Run it once, in the database of the shop or in one of
-- its own, as whoever owns the tables. The shop's role needs SELECT, INSERT, UPDATE and DELETE on them.

-- One row for each request that changes something.
CREATE TABLE gateway_journal (
    -- The name that the shop gives to gateway and account.
    account    text        NOT NULL,
    -- The name of the request: 32 hexadecimal digits that sort by time.
    entry      text        NOT NULL COLLATE "C",
    operation  text        NOT NULL,
    -- The purchase that it is an attempt of, if the shop said so.
    purchase   text,
    -- The paths at which it has a value, one after the other.
    shape      text        NOT NULL,
    -- A hash of each path with its value, to find requests by their numbers.
    words      bigint[]    NOT NULL,
    -- The handle as text: never a card number, a security code or a secret.
    intent     text        NOT NULL,
    -- Whether it was prepared and is not being sent yet.
    prepared   boolean     NOT NULL,
    -- What became of it, by all that was ever heard; NULL if nothing was.
    outcome    text,
    -- Whether nothing is left to find out.
    settled    boolean     NOT NULL DEFAULT false,
    -- Whether what it reserved was captured or given free.
    ended      boolean     NOT NULL DEFAULT false,
    -- The number of the last claim; 0 while only its call had it.
    fence      bigint      NOT NULL DEFAULT 0,
    -- Until when somebody has it, and from when on it is handed out, by the clock of this server.
    held_until timestamptz NOT NULL,
    due        timestamptz NOT NULL,
    PRIMARY KEY (account, entry)
);

-- What is open, in the order in which it is listed and in that in which it is handed out.
CREATE INDEX gateway_journal_open ON gateway_journal (account, entry) WHERE NOT settled;
CREATE INDEX gateway_journal_due ON gateway_journal (account, due, entry) WHERE NOT settled;
CREATE INDEX gateway_journal_purchase ON gateway_journal (account, purchase) WHERE purchase IS NOT NULL;
CREATE INDEX gateway_journal_shape ON gateway_journal (account, operation, shape, entry);
-- What is reserved and not known to be captured or given free. Within JSON no text has quotes of its own.
CREATE INDEX gateway_journal_authorized ON gateway_journal (account, entry)
    WHERE settled AND NOT ended AND position('"class":"authorized"' IN outcome) > 0;
-- Each payment asks it for the numbers of others, and a list of rows that are still to be sorted in would be read through each time.
CREATE INDEX gateway_journal_words ON gateway_journal USING gin (words) WITH (fastupdate = off);

-- Everything that was ever heard of a request, one row for each time. Rows are added and never changed.
CREATE TABLE gateway_heard (
    account text        NOT NULL,
    entry   text        NOT NULL COLLATE "C",
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Under which claim it was heard; 0 if it is the answer to the request itself.
    fence   bigint      NOT NULL,
    -- Whether it counts: what a worker heard that had lost its claim is kept, and decides nothing.
    counts  boolean     NOT NULL,
    outcome text,
    -- A line of the history that is no outcome: a look-up that came to nothing.
    note    text
);
CREATE INDEX gateway_heard_entry ON gateway_heard (account, entry);

-- From when on the gateway may be looked at next, by all processes of an account together.
CREATE TABLE gateway_pace (
    account text        PRIMARY KEY,
    next    timestamptz NOT NULL
);

-- The token of each account, sealed, and who fetches the next one.
CREATE TABLE gateway_token (
    account    text PRIMARY KEY,
    token      bytea,
    expires    timestamptz,
    -- The number of the last lease, and when it is over.
    lease      bigint      NOT NULL DEFAULT 0,
    held_until timestamptz NOT NULL DEFAULT '-infinity'
);
