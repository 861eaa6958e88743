DO $$
BEGIN
    PERFORM create_hypertable('agent_activity', by_range('time', INTERVAL '7 days'),
        create_default_indexes => false, if_not_exists => true, migrate_data => true);
END
$$;
