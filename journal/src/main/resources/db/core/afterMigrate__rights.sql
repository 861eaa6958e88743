-- After every migration, so that the role gets its rights as soon as it is there: another database of the server may make it at the same
-- moment, and whoever migrates may not be allowed to make it at all. It reads rows of one scope at a time, and nothing else.
DO $$
DECLARE
    readable text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'conductor_read') THEN
        BEGIN
            CREATE ROLE conductor_read NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN
            -- Made meanwhile, or to be made by somebody else.
            NULL;
        END;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'conductor_read') THEN
        FOREACH readable IN ARRAY ARRAY['agent_sessions', 'work_items', 'agent_activity_scoped'] LOOP
            IF to_regclass(readable) IS NOT NULL AND NOT has_table_privilege('conductor_read', to_regclass(readable)::oid, 'SELECT') THEN
                EXECUTE format('GRANT SELECT ON %s TO conductor_read', to_regclass(readable));
            END IF;
        END LOOP;
        IF NOT has_schema_privilege('conductor_read', current_schema(), 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO conductor_read', current_schema());
        END IF;
    END IF;
END
$$;
