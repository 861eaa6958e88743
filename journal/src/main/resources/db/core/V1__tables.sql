-- The tables of the audience plane. Additive only: a later version adds, it never changes what stands here.
-- engine and seq say which record of which engine's journal a row comes from.

CREATE TABLE IF NOT EXISTS event_agent_settings (
    event_id                        varchar(255) PRIMARY KEY,
    agent_enabled                   boolean NOT NULL DEFAULT true,
    -- NULL and unknown words count as SEMI_AUTO, so a row with them must be possible.
    agent_mode                      varchar(20) DEFAULT 'SEMI_AUTO',
    auto_approve_threshold          double precision NOT NULL DEFAULT 0.75 CHECK (auto_approve_threshold BETWEEN 0 AND 1),
    min_confidence_threshold        double precision NOT NULL DEFAULT 0.50 CHECK (min_confidence_threshold BETWEEN 0 AND 1),
    allowed_interventions           text[],
    max_interventions_per_hour      integer NOT NULL DEFAULT 3 CHECK (max_interventions_per_hour BETWEEN 0 AND 100),
    notify_on_anomaly               boolean NOT NULL DEFAULT true,
    notify_on_intervention          boolean NOT NULL DEFAULT true,
    notification_emails             text[],
    approval_timeout_s              integer NOT NULL DEFAULT 60 CHECK (approval_timeout_s BETWEEN 10 AND 1800),
    holdout_fraction                double precision NOT NULL DEFAULT 0.05 CHECK (holdout_fraction BETWEEN 0 AND 0.5),
    content_language                varchar(8),
    detection_false_alarms_per_hour double precision CHECK (detection_false_alarms_per_hour BETWEEN 0.01 AND 10),
    extra                           jsonb,
    engine                          varchar(8) NOT NULL DEFAULT '',
    seq                             bigint NOT NULL DEFAULT 0,
    version                         bigint NOT NULL DEFAULT 1,
    created_at                      timestamptz NOT NULL DEFAULT now(),
    updated_at                      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS engagement_metrics (
    "time"              timestamptz NOT NULL,
    session_id          varchar(255) NOT NULL,
    event_id            varchar(255) NOT NULL,
    engagement_score    double precision NOT NULL,
    chat_msgs_per_min   double precision,
    poll_participation  double precision,
    reactions_per_min   double precision,
    user_leave_rate     double precision,
    active_users        integer,
    total_users         integer,
    leavers             integer,
    category            varchar(12),
    extra               jsonb,
    engine              varchar(8) NOT NULL,
    seq                 bigint NOT NULL,
    PRIMARY KEY ("time", session_id)
);
CREATE INDEX IF NOT EXISTS engagement_metrics_session ON engagement_metrics (session_id, "time");
CREATE INDEX IF NOT EXISTS engagement_metrics_event ON engagement_metrics (event_id, "time");

CREATE TABLE IF NOT EXISTS anomalies (
    "time"              timestamptz NOT NULL,
    anomaly_id          varchar(64) NOT NULL,
    session_id          varchar(255) NOT NULL,
    event_id            varchar(255) NOT NULL,
    anomaly_type        varchar(50) NOT NULL,
    rule                varchar(20) NOT NULL,
    severity            varchar(20) NOT NULL,
    anomaly_score       double precision NOT NULL,
    current_engagement  double precision NOT NULL,
    expected_engagement double precision NOT NULL,
    deviation           double precision NOT NULL,
    signals             jsonb,
    detector            varchar(20),
    engine              varchar(8) NOT NULL,
    seq                 bigint NOT NULL,
    PRIMARY KEY ("time", anomaly_id)
);
CREATE INDEX IF NOT EXISTS anomalies_session ON anomalies (session_id, "time");
CREATE INDEX IF NOT EXISTS anomalies_event ON anomalies (event_id, "time");
CREATE INDEX IF NOT EXISTS anomalies_severity ON anomalies (severity, "time");

CREATE TABLE IF NOT EXISTS interventions (
    proposed_at     timestamptz NOT NULL,
    decision_id     varchar(64) NOT NULL,
    intervention_id varchar(64),
    anomaly_id      varchar(64),
    session_id      varchar(255) NOT NULL,
    event_id        varchar(255) NOT NULL,
    kind            varchar(16) NOT NULL,
    type            varchar(50),
    confidence      double precision,
    state           varchar(16) NOT NULL,
    mode            varchar(20),
    reasoning       text,
    explanation     jsonb,
    content         jsonb,
    content_method  varchar(20),
    auto_approved   boolean,
    actor           varchar(255),
    expires_at      timestamptz,
    published_at    timestamptz,
    executed_at     timestamptz,
    measured_at     timestamptz,
    executed        boolean,
    success         boolean,
    outcome         jsonb,
    engine          varchar(8) NOT NULL,
    seq             bigint NOT NULL,
    PRIMARY KEY (proposed_at, decision_id)
);
CREATE INDEX IF NOT EXISTS interventions_session ON interventions (session_id, proposed_at);
CREATE INDEX IF NOT EXISTS interventions_event ON interventions (event_id, proposed_at);
CREATE INDEX IF NOT EXISTS interventions_type ON interventions (type);

CREATE TABLE IF NOT EXISTS agent_performance (
    "time"            timestamptz NOT NULL,
    decision_id       varchar(64) NOT NULL,
    agent_id          varchar(100) NOT NULL DEFAULT 'engagement-conductor',
    intervention_type varchar(50),
    success           boolean,
    engagement_delta  double precision,
    reward            double precision,
    confidence        double precision,
    session_id        varchar(255),
    event_id          varchar(255),
    grp               varchar(16),
    learned           boolean,
    context           varchar(64),
    alpha             double precision,
    beta              double precision,
    extra             jsonb,
    engine            varchar(8) NOT NULL,
    seq               bigint NOT NULL,
    PRIMARY KEY ("time", decision_id)
);
CREATE INDEX IF NOT EXISTS agent_performance_agent ON agent_performance (agent_id, "time");

CREATE TABLE IF NOT EXISTS engine_snapshots (
    engine         varchar(8) NOT NULL,
    seq            bigint NOT NULL,
    engine_time    timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    schema_version integer,
    config_hash    varchar(64),
    state_hash     varchar(64),
    size           bigint,
    chunks         integer,
    PRIMARY KEY (engine, seq)
);

CREATE TABLE IF NOT EXISTS engine_snapshot_chunks (
    engine varchar(8) NOT NULL,
    seq    bigint NOT NULL,
    no     integer NOT NULL,
    crc    integer,
    data   bytea CHECK (octet_length(data) <= 4194304),
    PRIMARY KEY (engine, seq, no)
);

-- How far an engine's journal has been written to these tables: the last record of each of its two numberings.
CREATE TABLE IF NOT EXISTS sink_progress (
    engine     varchar(8) PRIMARY KEY,
    seq        bigint NOT NULL DEFAULT 0,
    score_seq  bigint NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now()
);
