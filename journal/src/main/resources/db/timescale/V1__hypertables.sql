-- Runs only where the extension is. By the function API, which every edition and every supported version has.
DO $$
BEGIN
    PERFORM create_hypertable('engagement_metrics', by_range('time', INTERVAL '1 day'),
        create_default_indexes => false, if_not_exists => true, migrate_data => true);
    PERFORM create_hypertable('anomalies', by_range('time', INTERVAL '7 days'),
        create_default_indexes => false, if_not_exists => true, migrate_data => true);
    PERFORM create_hypertable('interventions', by_range('proposed_at', INTERVAL '7 days'),
        create_default_indexes => false, if_not_exists => true, migrate_data => true);
    PERFORM create_hypertable('agent_performance', by_range('time', INTERVAL '7 days'),
        create_default_indexes => false, if_not_exists => true, migrate_data => true);
END
$$;
