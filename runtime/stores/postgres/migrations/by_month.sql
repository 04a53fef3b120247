-- For those whose journal has become too large for one table: what is written from the next month on goes into tables of
-- its own, one for each month. Run it after 0001_journal.sql, at any time, as whoever owns the tables. Nothing is copied: what
-- is there becomes the first part. No statement of this crate changes by it.
--
-- Names of requests sort by time, since they begin with the microseconds since 1970 as 16 hexadecimal digits, and so a month
-- is a range of names.

CREATE FUNCTION gateway_first_entry_at(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT lpad(to_hex((extract(epoch FROM moment) * 1000000)::bigint), 16, '0') $$;

-- Makes the table of the month in which a moment lies, if it is not there. Run it each month for the next one, by whatever
-- runs such things; what no table is there for goes into the last part and can be moved out of it later.
CREATE PROCEDURE gateway_make_month(moment timestamptz) LANGUAGE plpgsql AS
$$
DECLARE
    first timestamptz := date_trunc('month', moment, 'UTC');
BEGIN
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS %I PARTITION OF gateway_journal FOR VALUES FROM (%L) TO (%L)',
        'gateway_journal_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM'),
        gateway_first_entry_at(first),
        gateway_first_entry_at((first AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC')
    );
END
$$;

BEGIN;
LOCK TABLE gateway_journal IN ACCESS EXCLUSIVE MODE;
ALTER TABLE gateway_journal RENAME TO gateway_journal_before;
CREATE TABLE gateway_journal (LIKE gateway_journal_before INCLUDING ALL) PARTITION BY RANGE (entry);
DO
$$
DECLARE
    next timestamptz := (date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    EXECUTE format(
        'ALTER TABLE gateway_journal ATTACH PARTITION gateway_journal_before FOR VALUES FROM (MINVALUE) TO (%L)',
        gateway_first_entry_at(next)
    );
    CREATE TABLE gateway_journal_later PARTITION OF gateway_journal DEFAULT;
    CALL gateway_make_month(next);
END
$$;
COMMIT;
