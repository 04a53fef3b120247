//! What the crate says to PostgreSQL, for those who write intents in a transaction of their own, by whichever crate.
//!
//! `$1` is always the account and `$2`, where one entry is meant, its name. Lengths of time are milliseconds. What must
//! outlive a crash sets `synchronous_commit` for its own transaction, so that no setting of a role or a pool weakens it.

/// Writes a request down: one that is about to be sent, or a prepared one.
///
/// `$3` operation, `$4` purchase or null, `$5` shape, `$6` words, `$7` intent, as [`Columns`](crate::Columns) gives them;
/// `$8` whether it is prepared; `$9` how long its call has it. No row comes back if somebody has claimed it or knows what
/// became of it: then it must not be sent.
pub const INTEND: &str = "
INSERT INTO gateway_journal AS kept
    (account, entry, operation, purchase, shape, words, intent, prepared, held_until, due)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, until, until
FROM (SELECT clock_timestamp() + $9::bigint * interval '1 millisecond' AS until,
             set_config('synchronous_commit', 'on', true) AS durable) AS now
ON CONFLICT (account, entry) DO UPDATE SET
    operation = excluded.operation, purchase = excluded.purchase, shape = excluded.shape, words = excluded.words,
    intent = excluded.intent, prepared = excluded.prepared, held_until = excluded.held_until, due = excluded.due
WHERE kept.fence = 0 AND kept.outcome IS NULL
RETURNING entry";

/// Says that a prepared request is being sent. `$3` intent, `$4` how long its call has it. No row comes back if it may not
/// be sent.
pub const BEGIN: &str = "
UPDATE gateway_journal SET
    prepared = false, intent = $3,
    held_until = clock_timestamp() + $4::bigint * interval '1 millisecond',
    due = clock_timestamp() + $4::bigint * interval '1 millisecond'
WHERE account = $1 AND entry = $2 AND prepared AND fence = 0 AND held_until > clock_timestamp()
    AND set_config('synchronous_commit', 'on', true) IS NOT NULL
RETURNING entry";

/// Replaces the intent, `$3`.
pub const AMEND: &str = "
UPDATE gateway_journal SET intent = $3 WHERE account = $1 AND entry = $2 RETURNING entry";

/// Writes down what a call came to, with its whole intent in case that was lost.
///
/// `$3` to `$7` as in [`INTEND`]; `$8` what counts now, `$9` whether it is conclusive, `$10` what counted before, `$11` what
/// was heard. No row comes back if something else counted before.
pub const CONCLUDE: &str = "
WITH now AS (
    SELECT clock_timestamp() AS at, set_config('synchronous_commit', 'on', true) AS durable
), standing AS (
    INSERT INTO gateway_journal AS kept
        (account, entry, operation, purchase, shape, words, intent, prepared, outcome, settled, held_until, due)
    SELECT $1, $2, $3, $4, $5, $6, $7, false, $8, $9, at, at FROM now
    ON CONFLICT (account, entry) DO UPDATE SET
        prepared = false, outcome = excluded.outcome, settled = excluded.settled,
        held_until = CASE WHEN kept.fence = 0 THEN excluded.held_until ELSE kept.held_until END,
        due = CASE WHEN kept.fence = 0 THEN excluded.due ELSE kept.due END
    WHERE kept.outcome IS NOT DISTINCT FROM $10
    RETURNING entry
)
INSERT INTO gateway_heard (account, entry, fence, counts, outcome)
SELECT $1, entry, 0, true, $11 FROM standing
RETURNING entry";

/// What counts of an entry, and whether it is settled.
pub const STANDING: &str = "
SELECT outcome, settled, fence FROM gateway_journal WHERE account = $1 AND entry = $2";

/// Claims an entry: under a new number if `$3` is null, else under that number if it is the last one. `$4` lease.
///
/// Numbers grow with the clock, so that one that a fail-over has lost is not given again.
pub const CLAIM: &str = "
UPDATE gateway_journal SET
    fence = coalesce($3::bigint, greatest(fence + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)),
    held_until = clock_timestamp() + $4::bigint * interval '1 millisecond'
WHERE account = $1 AND entry = $2
    AND CASE WHEN $3::bigint IS NULL THEN held_until <= clock_timestamp() ELSE fence = $3 AND fence > 0 END
    AND set_config('synchronous_commit', 'on', true) IS NOT NULL
RETURNING fence, prepared, settled";

/// Claims at most `$2` entries that are open, due and nobody's, for `$3`, and no more than one every `$4` by all processes
/// together, unless that is 0; what was not used in the last second may be used at once. What another transaction claims at
/// this moment is passed over.
pub const TAKE: &str = "
WITH now AS (
    SELECT clock_timestamp() AS at, set_config('synchronous_commit', 'on', true) AS durable
), pace AS (
    SELECT next FROM gateway_pace WHERE account = $1 FOR UPDATE
), begins AS (
    SELECT greatest(coalesce((SELECT next FROM pace), '-infinity'), at - interval '1 second') AS next FROM now
), looks AS (
    SELECT next, CASE WHEN $4::bigint = 0 THEN $2 WHEN next > at THEN 0
        ELSE least($2, floor(extract(epoch FROM at - next) * 1000 / nullif($4, 0))::bigint + 1) END AS free
    FROM begins, now
), free AS (
    SELECT entry FROM gateway_journal
    WHERE account = $1 AND NOT settled AND due <= (SELECT at FROM now) AND held_until <= (SELECT at FROM now)
    ORDER BY due, entry LIMIT (SELECT free FROM looks) FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE gateway_journal AS kept SET
        fence = greatest(kept.fence + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint),
        held_until = clock_timestamp() + $3::bigint * interval '1 millisecond'
    FROM free WHERE kept.account = $1 AND kept.entry = free.entry
    RETURNING kept.entry, kept.intent, kept.outcome, kept.fence, kept.prepared, kept.due
), paced AS (
    INSERT INTO gateway_pace (account, next)
    SELECT $1, next + (SELECT count(*) FROM taken) * $4 * interval '1 millisecond' FROM looks
    WHERE $4 > 0 AND EXISTS (SELECT FROM taken)
    ON CONFLICT (account) DO UPDATE SET next = excluded.next
)
SELECT entry, intent, outcome, fence, prepared FROM taken ORDER BY due, entry";

/// Asks for one look, where there is one every `$2` for all processes together. No row comes back if it is too early.
pub const LOOK: &str = "
INSERT INTO gateway_pace AS kept (account, next)
SELECT $1, clock_timestamp() + $2::bigint * interval '1 millisecond'
ON CONFLICT (account) DO UPDATE SET
    next = greatest(kept.next, clock_timestamp() - interval '1 second') + $2::bigint * interval '1 millisecond'
WHERE kept.next <= clock_timestamp()
RETURNING account";

/// For how many milliseconds there is no look.
pub const NEXT_LOOK: &str = "
SELECT ceil(extract(epoch FROM next - clock_timestamp()) * 1000)::bigint FROM gateway_pace WHERE account = $1";

/// Ends the claim `$3` with nothing found; the entry is due after `$4`. No row comes back if the claim is not the last one.
pub const LET_GO: &str = "
UPDATE gateway_journal SET
    fence = fence + 1, held_until = clock_timestamp(),
    due = clock_timestamp() + $4::bigint * interval '1 millisecond'
WHERE account = $1 AND entry = $2 AND fence = $3 AND fence > 0
RETURNING entry";

/// Ends the claim `$3` with what was found; the entry is due after `$4`. `$5` what counts now, `$6` whether it is
/// conclusive, `$7` what counted before, `$8` what was heard. No row comes back if the claim is not the last one, or
/// something else counted before.
pub const DECIDE: &str = "
WITH decided AS (
    UPDATE gateway_journal SET
        prepared = false, outcome = $5, settled = $6, fence = fence + 1, held_until = clock_timestamp(),
        due = clock_timestamp() + $4::bigint * interval '1 millisecond'
    WHERE account = $1 AND entry = $2 AND fence = $3 AND fence > 0 AND outcome IS NOT DISTINCT FROM $7
        AND set_config('synchronous_commit', 'on', true) IS NOT NULL
    RETURNING entry
)
INSERT INTO gateway_heard (account, entry, fence, counts, outcome)
SELECT $1, entry, $3, true, $8 FROM decided
RETURNING entry";

/// Keeps what was heard without letting it count: `$3` under which claim, `$4` what.
pub const HEARD: &str = "
INSERT INTO gateway_heard (account, entry, fence, counts, outcome) VALUES ($1, $2, $3, false, $4) RETURNING entry";

/// What was heard of an entry, the oldest first, and whether it counts.
pub const ALL_HEARD: &str = "
SELECT outcome, counts FROM gateway_heard WHERE account = $1 AND entry = $2 AND outcome IS NOT NULL ORDER BY at";

/// Adds the line `$3` to the history of an entry.
pub const NOTE: &str = "
INSERT INTO gateway_heard (account, entry, fence, counts, note) VALUES ($1, $2, 0, false, $3) RETURNING entry";

/// Everything, the oldest first.
pub const RECORDED: &str = "
SELECT entry, intent, outcome FROM gateway_journal WHERE account = $1 ORDER BY entry";

/// What was heard of everything, each in its order, with when in milliseconds since 1970.
pub const HISTORY: &str = "
SELECT entry, (extract(epoch FROM at) * 1000)::bigint, fence, outcome, note FROM gateway_heard
WHERE account = $1 ORDER BY entry, at";

/// All that is open, the oldest first.
pub const OPEN: &str = "
SELECT entry, intent, outcome FROM gateway_journal WHERE account = $1 AND NOT settled ORDER BY entry";

/// The attempts of the purchase `$2`.
pub const PURCHASE: &str = "
SELECT entry, intent, outcome FROM gateway_journal WHERE account = $1 AND purchase = $2";

/// The shapes of all requests of the operations `$2`, each once, by skipping from one to the next in the index.
pub const SHAPES: &str = "
WITH RECURSIVE known AS (
    (SELECT operation, shape FROM gateway_journal
     WHERE account = $1 ORDER BY operation, shape LIMIT 1)
    UNION ALL
    SELECT next.operation, next.shape FROM known, LATERAL (
        SELECT operation, shape FROM gateway_journal
        WHERE account = $1 AND (operation, shape) > (known.operation, known.shape)
        ORDER BY operation, shape LIMIT 1
    ) AS next
)
SELECT DISTINCT shape FROM known WHERE operation = ANY($2)";

/// The requests of the operations `$2` with names from `$3` on that have one of the words `$4` or one of the shapes `$5`; of
/// the latter, unless `$6` is null, only those of whose outcome it is a part.
///
/// It is written so that the words are looked for by their index, and shapes only if there are some: a server that has no
/// statistics of the table yet would go through all rows since `$3` otherwise, at each payment.
pub const NAMED: &str = "
WITH named AS MATERIALIZED (
    SELECT account, operation, entry, intent, outcome FROM gateway_journal WHERE words && $4 AND entry >= $3
)
SELECT entry, intent, outcome FROM named WHERE account = $1 AND operation = ANY($2)
UNION
SELECT entry, intent, outcome FROM gateway_journal
WHERE cardinality($5::text[]) > 0 AND account = $1 AND operation = ANY($2) AND entry >= $3 AND shape = ANY($5)
    AND ($6::text IS NULL OR position($6 IN outcome) > 0)";

/// What is reserved, with names before `$2`, and neither known to be captured or given free nor a trace, the oldest first. What
/// the outcome says is found as text, as the index has it.
pub const AUTHORIZED: &str = "
SELECT entry, intent, outcome FROM gateway_journal
WHERE account = $1 AND entry < $2 AND settled AND NOT ended AND position('\"class\":\"authorized\"' IN outcome) > 0
ORDER BY entry";

/// Says that what an entry reserved was captured or given free.
pub const ENDED: &str = "
UPDATE gateway_journal SET ended = true WHERE account = $1 AND entry = $2 RETURNING entry";

/// At most `$5` settled entries of the operations `$4` with names after `$2` and before `$3` that nobody has and that are no
/// traces yet. Within JSON no text has quotes of its own, so that the name of a member is found as text.
pub const SETTLED: &str = "
SELECT entry, intent, outcome FROM gateway_journal
WHERE account = $1 AND entry > $2 AND entry < $3 AND operation = ANY($4) AND settled AND held_until <= clock_timestamp()
    AND position('\"forgotten\":' IN intent) = 0
ORDER BY entry LIMIT $5";

/// Leaves a trace of a settled entry, `$3` to `$7` as in [`INTEND`] and `$8` its outcome, and forgets all that was heard of
/// it. No row comes back if somebody has it, or something else counts than `$9`.
pub const TRACE: &str = "
WITH kept AS (
    UPDATE gateway_journal SET
        operation = $3, purchase = $4, shape = $5, words = $6, intent = $7, outcome = $8, ended = true
    WHERE account = $1 AND entry = $2 AND settled AND held_until <= clock_timestamp() AND outcome = $9
    RETURNING entry
), heard AS (
    DELETE FROM gateway_heard AS old USING kept WHERE old.account = $1 AND old.entry = kept.entry
)
SELECT entry FROM kept";

/// Forgets a settled entry as a whole, with all that was heard of it. No row comes back if somebody has it, or something
/// else counts than `$3`.
pub const FORGET: &str = "
WITH gone AS (
    DELETE FROM gateway_journal
    WHERE account = $1 AND entry = $2 AND settled AND held_until <= clock_timestamp() AND outcome = $3
    RETURNING entry
), heard AS (
    DELETE FROM gateway_heard AS old USING gone WHERE old.account = $1 AND old.entry = gone.entry
)
SELECT entry FROM gone";

/// On which timeline the server writes, a part of the name of its log; null while it follows another server.
pub const TIMELINE: &str = "
SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END";

/// Whether what is committed is flushed, and whether a commit waits for a standby.
pub const DURABILITY: &str = "
SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on',
       current_setting('synchronous_standby_names') <> ''";

/// The sealed token, and for how many milliseconds it still lives.
pub const TOKEN: &str = "
SELECT token, (extract(epoch FROM expires - clock_timestamp()) * 1000)::bigint FROM gateway_token
WHERE account = $1 AND token IS NOT NULL AND expires > clock_timestamp()";

/// Asks to be the one that fetches, for `$2`. No row comes back while somebody else is.
pub const LEASE: &str = "
INSERT INTO gateway_token AS kept (account, lease, held_until)
SELECT $1, (extract(epoch FROM at) * 1000000)::bigint, at + $2::bigint * interval '1 millisecond'
FROM (SELECT clock_timestamp() AS at) AS now
ON CONFLICT (account) DO UPDATE SET lease = greatest(kept.lease + 1, excluded.lease), held_until = excluded.held_until
WHERE kept.held_until <= clock_timestamp()
RETURNING lease";

/// Stores the sealed token `$3`, which lives for `$4`, under the lease `$2`. No row comes back if it is not the last one.
pub const SAVE: &str = "
UPDATE gateway_token SET
    token = $3, expires = clock_timestamp() + $4::bigint * interval '1 millisecond', held_until = '-infinity'
WHERE account = $1 AND lease = $2
RETURNING lease";

/// Gives the lease `$2` up.
pub const GIVE_UP: &str = "
UPDATE gateway_token SET held_until = '-infinity' WHERE account = $1 AND lease = $2 RETURNING lease";

/// Removes the sealed token `$2`.
pub const REMOVE: &str = "
UPDATE gateway_token SET token = NULL, expires = NULL WHERE account = $1 AND token = $2 RETURNING lease";
