-- After every migration, so that a licence that changes is noticed: the Apache edition refuses compression and policies.
DO $$
BEGIN
    IF current_setting('timescaledb.license', true) = 'timescale' THEN
        IF NOT (SELECT compression_enabled FROM timescaledb_information.hypertables
                WHERE hypertable_schema = current_schema() AND hypertable_name = 'engagement_metrics') THEN
            ALTER TABLE engagement_metrics SET (timescaledb.compress,
                timescaledb.compress_segmentby = 'session_id', timescaledb.compress_orderby = '"time" DESC');
        END IF;
        PERFORM add_compression_policy('engagement_metrics', INTERVAL '7 days', if_not_exists => true);
        IF NOT (SELECT compression_enabled FROM timescaledb_information.hypertables
                WHERE hypertable_schema = current_schema() AND hypertable_name = 'agent_activity') THEN
            ALTER TABLE agent_activity SET (timescaledb.compress,
                timescaledb.compress_segmentby = 'scope, engine', timescaledb.compress_orderby = '"time" DESC, seq DESC');
        END IF;
        PERFORM add_compression_policy('agent_activity', INTERVAL '7 days', if_not_exists => true);
    END IF;
END
$$;
