package conductor.ops.config;

import conductor.engine.core.Arm;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.LifeConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.Policy;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.SelectionConfig;
import conductor.engine.ring.Layout;
import conductor.gateway.mail.MailConfig;
import conductor.journal.SnapshotRhythm;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.Retention;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything a node is told, checked once at the start and immutable afterwards.
 *
 * @param dataDir folder of the journal, the embedded Redis and node.json; absolute.
 * @param engineId the engine id asked for, or empty to have one drawn when the journal is created.
 * @param engineDefaults limits and thresholds; its engine id counts only when {@code engineId} is present.
 * @param ringSize slots of the ring, a power of two.
 * @param layout how the engine's stages are spread over threads.
 * @param waiting how the engine thread waits.
 * @param clock what moves time.
 * @param egress what leaves the node.
 * @param redis the Redis side.
 * @param hashKey 32 hex digits for a new journal, or empty to have a key drawn.
 * @param journal how the journal is kept.
 * @param http the health and metrics side.
 * @param database the PostgreSQL side.
 * @param content where content of interventions comes from.
 * @param indicators how the node's own service indicators are watched.
 * @param mail the mail server; empty where no mails are sent.
 */
public record NodeConfig(
        Path dataDir,
        Optional<String> engineId,
        EngineConfig engineDefaults,
        int ringSize,
        Layout layout,
        Waiting waiting,
        Clock clock,
        Egress egress,
        Redis redis,
        Optional<String> hashKey,
        Journal journal,
        Http http,
        Database database,
        ContentConfig content,
        Watch indicators,
        Optional<MailConfig> mail) {

    /** How the engine thread waits for the next signal. */
    public enum Waiting {
        BACKOFF,
        SPIN,
        PARK
    }

    /** What moves time: the Redis clock, or nothing but entries and time marks. */
    public enum Clock {
        REDIS,
        STREAM
    }

    /** What leaves the node. */
    public enum Egress {
        LIVE,
        OBSERVE,
        ASSUME_SENT
    }

    /**
     * The Redis side.
     *
     * @param url where it is, or empty for the embedded server.
     * @param startAt where the first start begins: {@code $}, {@code 0} or {@code group:NAME}.
     * @param lookUps whether the events of sessions are looked up where entries do not say them.
     */
    public record Redis(Optional<String> url, String startAt, boolean lookUps) {}

    /** What an accepted signal survives. */
    public enum Durability {
        /** The death of the process. */
        PROCESS,
        /** A crash of the machine too. */
        HOST
    }

    /**
     * How the journal is kept.
     *
     * @param durability what an accepted signal survives.
     * @param reserveBytes free space below which nothing more is taken in; 0 = derived from the disk.
     * @param spaceGuard whether free space is watched at all.
     * @param shadow whether a second engine follows the journal, proves the first and writes snapshots.
     * @param snapshots how often and how fast snapshots are written.
     * @param restore whether a node without a journal goes on from its engine's last snapshot in the database.
     * @param keepDays whole days of journal that stay beside the newest one, 0 = all.
     */
    public record Journal(
            Durability durability,
            long reserveBytes,
            boolean spaceGuard,
            boolean shadow,
            SnapshotRhythm snapshots,
            boolean restore,
            int keepDays) {
        /** What this leads to and somebody might not expect, a sentence. */
        public Optional<String> note() {
            return shadow || keepDays == 0
                    ? Optional.empty()
                    : Optional.of("journal.keep-days = " + keepDays
                            + " removes nothing that is written while journal.shadow is false: the states that a later day could"
                            + " begin with are made by the shadow. Switch that on, or say keep-days = 0 and look after the room on"
                            + " the disk.");
        }
    }

    /**
     * The health and metrics side.
     *
     * @param host address to listen on.
     * @param port port to listen on, 0 for any free one.
     */
    public record Http(String host, int port) {}

    /**
     * The PostgreSQL side.
     *
     * @param url where it is, or empty for the embedded server.
     * @param enabled whether anything is written.
     * @param migrateOnStart whether the node brings the tables to its version.
     * @param settings whether settings of events are read from it.
     * @param snapshots whether snapshots are brought to it; only where it is told, one of the node's own is on the same disk.
     * @param snapshotIntervalMs time between two of these in milliseconds.
     * @param retention how long rows are kept.
     */
    public record Database(
            Optional<DatabaseUrl> url,
            boolean enabled,
            boolean migrateOnStart,
            boolean settings,
            boolean snapshots,
            long snapshotIntervalMs,
            Retention retention) {}

    /**
     * How the node's own service indicators are watched.
     *
     * @param periodMs time between two looks in milliseconds, 0 = they are not watched.
     * @param severity that a value must have to begin an alarm: once in 10^severity looks.
     */
    public record Watch(long periodMs, double severity) {}

    /**
     * Gives every setting its type and checks its range.
     *
     * @throws ConfigError naming every setting that is wrong.
     */
    public static NodeConfig bind(Settings settings) {
        SettingReader read = new SettingReader(settings);
        NodeConfig config;
        try {
            config = bind(read);
        } catch (ConfigError e) {
            throw read.with(e);
        }
        read.finish();
        return config;
    }

    private static NodeConfig bind(SettingReader read) {
        String engineId = read.hexOrEmpty("engine.id", 8);
        String hashKey = read.hexOrEmpty("journal.hash-key", 32);
        return new NodeConfig(
                read.folder("data-dir"),
                Optional.of(engineId).filter(id -> !id.isEmpty()),
                engine(read, engineId),
                read.powerOfTwo("engine.ring-size", 64, 1 << 20),
                layout(read, Runtime.getRuntime().availableProcessors()),
                Waiting.values()[read.choice("engine.wait", "backoff", "spin", "park")],
                Clock.values()[read.choice("clock", "redis", "stream")],
                Egress.values()[read.choice("egress", "live", "observe", "assume-sent")],
                redis(read),
                Optional.of(hashKey).filter(key -> !key.isEmpty()),
                new Journal(
                        Durability.values()[read.choice("journal.durability", "process", "host")],
                        (long) read.number("journal.free-space-reserve-mb", 0, 1 << 20) << 20,
                        read.bool("journal.free-space-guard"),
                        read.bool("journal.shadow"),
                        new SnapshotRhythm(
                                1_000L * read.number("journal.snapshot-interval-s", 1, 86_400),
                                (long) read.number("journal.snapshot-mb-per-s", 0, 1 << 20) << 20),
                        read.bool("journal.restore"),
                        read.number("journal.keep-days", 0, 3_650)),
                new Http(read.text("http.host"), read.number("http.port", 0, 65_535)),
                database(read),
                ContentConfig.bind(read),
                new Watch(
                        1_000L * read.number("indicators.period-s", 0, 300),
                        read.millionths("indicators.severity", 1_000_000, 6_000_000) / 1e6),
                MailSettings.bind(read));
    }

    /**
     * The data folder alone, for commands that need nothing else.
     *
     * @throws ConfigError when a file is there.
     */
    public static Path dataDir(Settings settings) {
        SettingReader read = new SettingReader(settings);
        Path folder = read.folder("data-dir");
        read.finish();
        return folder;
    }

    /**
     * The database alone, for commands that need nothing else.
     *
     * @throws ConfigError when a setting of it is wrong.
     */
    public static Database database(Settings settings) {
        SettingReader read = new SettingReader(settings);
        Database database = database(read);
        read.finish();
        return database;
    }

    /** The engine's part under the given engine id. */
    public EngineConfig engineConfig(int engineId) {
        EngineConfig c = engineDefaults;
        return new EngineConfig(
                engineId,
                c.sessionsMax(),
                c.usersMax(),
                c.votersMax(),
                c.eventsMax(),
                c.namesMax(),
                c.evaluationPeriodMs(),
                c.evaluationsPerTick(),
                c.parityInput(),
                c.agentEnabled(),
                c.mode(),
                c.autoApprovePpm(),
                c.minConfidencePpm(),
                c.allowedArms(),
                c.maxInterventionsPerHour(),
                c.approvalTimeoutMs(),
                c.selection(),
                c.life(),
                c.producersMax(),
                c.detection(),
                c.presence());
    }

    /** The engine's part alone. */
    static EngineConfig engine(SettingReader read, String engineId) {
        EngineConfig shipped = EngineConfig.defaults(0);
        return new EngineConfig(
                engineId.isEmpty() ? 0 : Integer.parseUnsignedInt(engineId, 16),
                read.number("engine.sessions-max", 1, 1 << 24),
                read.number("engine.users-max", 1, 1 << 28),
                read.number("engine.voters-max", 1, 1 << 28),
                read.number("engine.events-max", 1, 1 << 24),
                read.number("engine.names-max", 1, 1 << 25),
                read.number("engine.evaluation-period-ms", 1_000, 60_000),
                shipped.evaluationsPerTick(),
                shipped.parityInput(),
                read.bool("decisioning.default.agent-enabled"),
                read.choice(
                        "decisioning.default.mode",
                        Mode.name(Mode.MANUAL),
                        Mode.name(Mode.SEMI_AUTO),
                        Mode.name(Mode.AUTO)),
                read.millionths("decisioning.default.auto-approve-threshold"),
                read.millionths("decisioning.default.min-confidence-threshold"),
                arms(read, "decisioning.default.allowed-interventions"),
                read.number("decisioning.default.max-interventions-per-hour", 0, 100),
                read.number("decisioning.default.approval-timeout-ms", 10_000, 1_800_000),
                selection(read),
                life(read),
                read.number("engine.producers-max", 1, 1 << 16),
                detection(read),
                presence(read));
    }

    private static SelectionConfig selection(SettingReader read) {
        return new SelectionConfig(
                read.choice("decisioning.policy", Policy.name(Policy.RULES), Policy.name(Policy.THOMPSON)),
                read.number("decisioning.seed", 0, Integer.MAX_VALUE),
                read.millionths("decisioning.evidence-decay", 1, 1_000_000),
                1_000 * read.number("decisioning.prior-count", 1, 1_000),
                read.millionths("decisioning.prior-unnamed-confidence", 1, 999_999));
    }

    private static LifeConfig life(SettingReader read) {
        return new LifeConfig(
                read.number("engine.decisions-max", 1, 1 << 24),
                1_000 * read.number("decisioning.veto-s", 0, 60),
                read.millionths("decisioning.default.holdout-fraction", 0, 500_000));
    }

    private static DetectionConfig detection(SettingReader read) {
        return new DetectionConfig(
                DetectionConfig.V1 + read.choice("detection.version", "v1", "v2"),
                read.millionths("detection.false-alarms-per-session-hour", 10_000, 10_000_000),
                read.millionths("detection.false-alarm-share", 1_000, 1_000_000));
    }

    private static PresenceConfig presence(SettingReader read) {
        PresenceConfig config = PresenceConfig.NONE;
        for (PresenceSetting setting : PresenceSetting.values()) {
            int value = setting.isYesOrNo()
                    ? read.bool(setting.key()) ? 1 : 0
                    : read.number(setting.key(), setting.least(), setting.most());
            config = config.set(setting, value);
        }
        return config.enabled(read.bool("presence.enabled"));
    }

    /** The layout, unless it would only lose on this machine. */
    static Layout layout(SettingReader read, int cores) {
        boolean forced = read.bool("engine.layout-force");
        read.choice("engine.layout", "fused", "chained");
        return read.read("engine.layout", text -> {
            Layout layout = text.equalsIgnoreCase("chained") ? Layout.CHAINED : Layout.FUSED;
            if (!forced && cores < layout.leastCores()) {
                throw read.wrong(
                        "engine.layout",
                        "needs " + layout.leastCores() + " cores and this machine has " + cores
                                + ": with fewer its threads wait for each other's cores; leave it fused, or set"
                                + " engine.layout-force = true to use it all the same");
            }
            return layout;
        });
    }

    private static Database database(SettingReader read) {
        int century = 36_500;
        return new Database(
                databaseUrl(read),
                read.bool("db.enabled"),
                read.bool("db.migrate-on-start"),
                read.bool("db.settings"),
                read.bool("db.snapshots"),
                1_000L * read.number("db.snapshot-interval-s", 1, 86_400),
                new Retention(
                        read.number("retention.engagement-metrics", 0, century),
                        read.number("retention.anomalies", 0, century),
                        read.number("retention.interventions", 0, century),
                        read.number("retention.agent-performance", 0, century),
                        read.number("retention.agent-sessions", 0, century),
                        read.number("retention.work-items", 0, century),
                        read.number("retention.agent-activity", 0, century)));
    }

    private static Optional<DatabaseUrl> databaseUrl(SettingReader read) {
        String url = read.text("database.url");
        try {
            return url.isEmpty() ? Optional.empty() : Optional.of(DatabaseUrl.parse(url));
        } catch (IllegalArgumentException e) {
            throw read.wrong("database.url", e.getMessage() + ", or be empty for a PostgreSQL of the node's own");
        }
    }

    private static int arms(SettingReader read, String key) {
        return read.read(key, text -> {
            if (text.equalsIgnoreCase("none")) {
                return 0;
            }
            int bits = 0;
            for (String word : text.split(",")) {
                String name = word.strip();
                if (!name.isEmpty()) {
                    bits |= 1 << (arm(read, key, name) - Arm.POLL);
                }
            }
            return bits;
        });
    }

    private static int arm(SettingReader read, String key, String name) {
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            if (Arm.name(arm).equalsIgnoreCase(name)) {
                return arm;
            }
        }
        throw read.wrong(
                key,
                "has the unknown intervention " + name
                        + "; it takes POLL, BROADCAST, NOTIFICATION and GAMIFICATION, or none");
    }

    private static Redis redis(SettingReader read) {
        String url = read.read("redis.url", text -> {
            if (!text.isEmpty() && !text.matches("rediss?://[^\\s]+")) {
                throw read.wrong(
                        "redis.url", "must begin with redis:// or rediss://, or be empty for the embedded server");
            }
            return text;
        });
        String startAt = read.read("redis.start-at", text -> {
            if (!text.equals("$") && !text.equals("0") && !text.matches("group:\\S+")) {
                throw read.wrong("redis.start-at", "must be $, 0 or group:NAME");
            }
            return text;
        });
        return new Redis(Optional.of(url).filter(u -> !u.isEmpty()), startAt, read.bool("redis.look-ups"));
    }
}
