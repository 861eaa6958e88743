-- What happened in an event, as its last SUMMARY record says; a later one replaces it.
CREATE TABLE IF NOT EXISTS event_summaries (
    engine     varchar(8) NOT NULL,
    event_id   varchar(255) NOT NULL,
    "time"     timestamptz NOT NULL,
    summary    jsonb NOT NULL,
    seq        bigint NOT NULL,
    PRIMARY KEY (engine, event_id)
);
CREATE INDEX IF NOT EXISTS event_summaries_event ON event_summaries (event_id, "time");
