-- The tables of the presence plane. Whoever reads them names the scope first (conductor.scope), and sees no row of another one, nor any
-- without a name: a setting that a transaction has had is an empty text afterwards, which no scope is. The owner, who writes, sees all.

CREATE TABLE IF NOT EXISTS agent_sessions (
    session_id           varchar(64) PRIMARY KEY,
    agent_id             varchar(255) NOT NULL,
    status               varchar(32) NOT NULL,
    intent               varchar(16) NOT NULL,
    close_reason         varchar(24),
    login_at             timestamptz NOT NULL,
    logout_at            timestamptz,
    last_heartbeat       timestamptz,
    last_activity        timestamptz NOT NULL,
    idle_since           timestamptz,
    device_connected     boolean NOT NULL,
    max_concurrent_calls smallint NOT NULL,
    active               smallint NOT NULL,
    reserved             smallint NOT NULL,
    completed            integer NOT NULL,
    talk_ms              bigint NOT NULL,
    engine               varchar(8) NOT NULL,
    seq                  bigint NOT NULL,
    scope                varchar(255) NOT NULL
);
CREATE INDEX IF NOT EXISTS agent_sessions_agent ON agent_sessions (scope, agent_id, login_at DESC);
CREATE UNIQUE INDEX IF NOT EXISTS agent_sessions_open ON agent_sessions (scope, agent_id) WHERE logout_at IS NULL;
ALTER TABLE agent_sessions ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS agent_sessions_scope ON agent_sessions;
CREATE POLICY agent_sessions_scope ON agent_sessions FOR SELECT
    USING (scope = nullif(current_setting('conductor.scope', true), ''));

CREATE TABLE IF NOT EXISTS work_items (
    work_id           varchar(255) NOT NULL,
    kind              varchar(20) NOT NULL,
    state             varchar(20) NOT NULL,
    reason            varchar(24),
    priority          smallint NOT NULL,
    entered_at        timestamptz NOT NULL,
    connected_at      timestamptz,
    closed_at         timestamptz,
    agent_id          varchar(255),
    attempts          smallint NOT NULL,
    offers            smallint NOT NULL,
    wait_ms           bigint,
    talk_ms           bigint,
    callback_offered  boolean NOT NULL,
    callback_accepted boolean NOT NULL,
    caller            varchar(255),
    related           varchar(255),
    engine            varchar(8) NOT NULL,
    seq               bigint NOT NULL,
    scope             varchar(255) NOT NULL,
    PRIMARY KEY (scope, work_id)
);
CREATE INDEX IF NOT EXISTS work_items_state ON work_items (state, priority DESC, entered_at);
CREATE INDEX IF NOT EXISTS work_items_agent ON work_items (agent_id, entered_at DESC);
ALTER TABLE work_items ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS work_items_scope ON work_items;
CREATE POLICY work_items_scope ON work_items FOR SELECT
    USING (scope = nullif(current_setting('conductor.scope', true), ''));

-- What people and machines did, a row for each decision; also the other planes' some day. A hypertable where that is possible, and as such
-- without row-level security beside compression: it is read through its view, here as there.
CREATE TABLE IF NOT EXISTS agent_activity (
    "time"        timestamptz NOT NULL,
    plane         varchar(12) NOT NULL,
    type          varchar(40) NOT NULL,
    code          varchar(32),
    subject       varchar(255) NOT NULL,
    agent_id      varchar(255),
    user_id       varchar(255),
    actor         varchar(255),
    duration_ms   bigint,
    tokens_in     bigint,
    tokens_out    bigint,
    base_micros   bigint,
    billed_micros bigint,
    detail        jsonb CHECK (octet_length(detail::text) <= 4096),
    engine        varchar(8) NOT NULL,
    seq           bigint NOT NULL,
    scope         varchar(255) NOT NULL,
    PRIMARY KEY ("time", engine, seq)
);
CREATE INDEX IF NOT EXISTS agent_activity_agent ON agent_activity (scope, agent_id, "time" DESC);
CREATE INDEX IF NOT EXISTS agent_activity_user ON agent_activity (scope, user_id, "time" DESC);
CREATE INDEX IF NOT EXISTS agent_activity_type ON agent_activity (type, "time" DESC);
CREATE OR REPLACE VIEW agent_activity_scoped WITH (security_barrier = true) AS
    SELECT "time", plane, type, code, subject, agent_id, user_id, actor, duration_ms, tokens_in, tokens_out, base_micros, billed_micros,
        detail, engine, seq, scope
    FROM agent_activity
    WHERE scope = nullif(current_setting('conductor.scope', true), '');
