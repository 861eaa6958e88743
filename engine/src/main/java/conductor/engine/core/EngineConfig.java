package conductor.engine.core;

/**
 * Every limit and threshold of the engine. Immutable; it is the payload of the genesis record, so a journal always carries
 * the configuration it was made with.
 *
 * @param engineId 32 bits that name the engine in every id it makes (8 hex digits).
 * @param sessionsMax rows for sessions, open ones and those kept for their connected users.
 * @param usersMax rows for users of sessions.
 * @param votersMax rows for (poll, user) votes.
 * @param eventsMax rows of two tables: events that published within the hour, and events that have settings or are paused.
 * @param namesMax texts of sessions and events held at once, those of the last 30 minutes included.
 * @param evaluationPeriodMs time between evaluations of a session, 1000..60000.
 * @param evaluationsPerTick timers of scoring (evaluations, lapses, closes) one tick may fire.
 * @param parityInput score active users as the connected set (conformance and comparison only).
 * @param agentEnabled default of gate 1.
 * @param mode default {@link Mode}.
 * @param autoApprovePpm default threshold of automatic approval in millionths.
 * @param minConfidencePpm default least confidence in millionths.
 * @param allowedArms bit (arm - 1) set = arm allowed.
 * @param maxInterventionsPerHour default limit an event, 0..100.
 * @param approvalTimeoutMs how long a proposal waits for a person.
 * @param selection how an intervention is chosen.
 * @param life how decisions live.
 * @param producersMax gateways whose numbers are kept, so that what one writes twice counts once.
 * @param detection how anomalies are found.
 * @param presence operators and work items.
 */
public record EngineConfig(
        int engineId,
        int sessionsMax,
        int usersMax,
        int votersMax,
        int eventsMax,
        int namesMax,
        int evaluationPeriodMs,
        int evaluationsPerTick,
        boolean parityInput,
        boolean agentEnabled,
        int mode,
        int autoApprovePpm,
        int minConfidencePpm,
        int allowedArms,
        int maxInterventionsPerHour,
        int approvalTimeoutMs,
        SelectionConfig selection,
        LifeConfig life,
        int producersMax,
        DetectionConfig detection,
        PresenceConfig presence) {

    /** Version of the engine's behaviour; a change of behaviour raises it. */
    public static final int LOGIC_VERSION = 7;

    /** Default of {@link #producersMax()}. */
    public static final int PRODUCERS_MAX = 1_024;

    public EngineConfig {
        range("engine.sessions-max", sessionsMax, 1, 1 << 24);
        range("engine.users-max", usersMax, 1, 1 << 28);
        range("engine.voters-max", votersMax, 1, 1 << 28);
        range("engine.events-max", eventsMax, 1, 1 << 24);
        range("engine.names-max", namesMax, 1, 1 << 25);
        range("engine.producers-max", producersMax, 1, 1 << 16);
        range("engine.evaluation-period-ms", evaluationPeriodMs, 1_000, 60_000);
        range("engine.evaluations-per-tick", evaluationsPerTick, 1, 256);
        range("decisioning.default.mode", mode, Mode.MANUAL, Mode.AUTO);
        range("decisioning.default.auto-approve-threshold (ppm)", autoApprovePpm, 0, 1_000_000);
        range("decisioning.default.min-confidence-threshold (ppm)", minConfidencePpm, 0, 1_000_000);
        range("decisioning.default.allowed-interventions (bits)", allowedArms, 0, 15);
        range("decisioning.default.max-interventions-per-hour", maxInterventionsPerHour, 0, 100);
        range("decisioning.default.approval-timeout-ms", approvalTimeoutMs, 10_000, 1_800_000);
    }

    /** The same with another presence plane. */
    public EngineConfig with(PresenceConfig presenceConfig) {
        return new EngineConfig(
                engineId,
                sessionsMax,
                usersMax,
                votersMax,
                eventsMax,
                namesMax,
                evaluationPeriodMs,
                evaluationsPerTick,
                parityInput,
                agentEnabled,
                mode,
                autoApprovePpm,
                minConfidencePpm,
                allowedArms,
                maxInterventionsPerHour,
                approvalTimeoutMs,
                selection,
                life,
                producersMax,
                detection,
                presenceConfig);
    }

    /** The shipped defaults (audience.md 3.4, 6.1) under the given engine id. */
    public static EngineConfig defaults(int engineId) {
        return defaults(engineId, DetectionConfig.SHIPPED);
    }

    /** The same with anomalies found in another way. */
    public static EngineConfig defaults(int engineId, DetectionConfig detection) {
        return new EngineConfig(
                engineId,
                1 << 20,
                1 << 24,
                1 << 22,
                1 << 16,
                1 << 21,
                5_000,
                64,
                false,
                true,
                Mode.SEMI_AUTO,
                750_000,
                500_000,
                15,
                3,
                60_000,
                SelectionConfig.SHIPPED,
                LifeConfig.SHIPPED,
                PRODUCERS_MAX,
                detection,
                PresenceConfig.NONE);
    }

    /** The configuration as {@code key=value} lines in a fixed order: the payload of the genesis record. */
    public String toText() {
        return "engine.id=" + hex8(engineId)
                + "\nengine.sessions-max=" + sessionsMax
                + "\nengine.users-max=" + usersMax
                + "\nengine.voters-max=" + votersMax
                + "\nengine.events-max=" + eventsMax
                + "\nengine.names-max=" + namesMax
                + "\nengine.producers-max=" + producersMax
                + "\nengine.evaluation-period-ms=" + evaluationPeriodMs
                + "\nengine.evaluations-per-tick=" + evaluationsPerTick
                + "\nscore.input=" + (parityInput ? "parity" : "default")
                + "\ndecisioning.default.agent-enabled=" + agentEnabled
                + "\ndecisioning.default.mode=" + Mode.name(mode)
                + "\ndecisioning.default.auto-approve-ppm=" + autoApprovePpm
                + "\ndecisioning.default.min-confidence-ppm=" + minConfidencePpm
                + "\ndecisioning.default.allowed-arms=" + allowedArms
                + "\ndecisioning.default.max-interventions-per-hour=" + maxInterventionsPerHour
                + "\ndecisioning.default.approval-timeout-ms=" + approvalTimeoutMs
                + selection.toText()
                + life.toText()
                + detection.toText()
                + presence.toText()
                + "\n";
    }

    /**
     * Reads back what {@link #toText()} wrote; keys that are absent keep their default, but without a word of detection it is by
     * {@link DetectionConfig#RULES}, as it was before there was another. Unknown keys are refused.
     *
     * @throws IllegalArgumentException naming the line that is wrong.
     */
    public static EngineConfig parse(String text) {
        return EngineConfigText.parse(text);
    }

    /** A 64-bit hash (FNV-1a) of {@link #toText()}: equal configurations, equal hashes. */
    public long hash() {
        String text = toText();
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The engine id as it stands in ids: 8 hex digits. */
    public String engineName() {
        return hex8(engineId);
    }

    private static String hex8(int value) {
        String hex = Integer.toHexString(value);
        return "00000000".substring(hex.length()) + hex;
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + ".." + max + ", was " + value);
        }
    }
}
