package conductor.gateway.redis;

import conductor.engine.core.KeyHash;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;

/**
 * How the platform's streams are read.
 *
 * @param redisUri address, for example {@code redis://127.0.0.1:6379}.
 * @param clock what moves time.
 * @param startAt where reading begins without a known position: {@code $} (now), {@code 0} (the beginning), or
 *     {@code group:NAME} (the last delivered id of an existing group).
 * @param group group to which the position is mirrored for operators.
 * @param count entries of a stream read at once, 1..10000.
 * @param ringSize slots of the ring; time signals are held back while it is more than half full.
 * @param engineName the engine's 8 hex digits.
 * @param hash makes keys of ids.
 * @param namesMax ids whose definition is remembered, a power of two.
 * @param operators whether the engine has a presence plane, so that the stream of operators and work items is read too.
 */
public record SourceConfig(
        String redisUri,
        ClockMode clock,
        String startAt,
        String group,
        int count,
        int ringSize,
        String engineName,
        KeyHash hash,
        int namesMax,
        boolean operators) {

    /** Default of {@link #count()}. */
    public static final int DEFAULT_COUNT = 500;
    /** Default of {@link #group()}. */
    public static final String DEFAULT_GROUP = "engagement-conductor-v2";
    /** Default of {@link #namesMax()}. */
    public static final int DEFAULT_NAMES_MAX = 1 << 18;

    static final String GROUP_PREFIX = "group:";

    public SourceConfig {
        if (count < 1 || count > 10_000) {
            throw new IllegalArgumentException("redis.count must be 1..10000, was " + count);
        }
        if (!startAt.equals("$") && !startAt.equals("0") && !startAt.startsWith(GROUP_PREFIX)) {
            throw new IllegalArgumentException("redis.start-at must be $, 0 or group:NAME, was " + startAt);
        }
    }

    /** One for an engine of the audience alone. */
    public SourceConfig(
            String redisUri,
            ClockMode clock,
            String startAt,
            String group,
            int count,
            int ringSize,
            String engineName,
            KeyHash hash,
            int namesMax) {
        this(redisUri, clock, startAt, group, count, ringSize, engineName, hash, namesMax, false);
    }

    /** The same for an engine that has a presence plane, or has none. */
    public SourceConfig withOperators(boolean present) {
        return new SourceConfig(redisUri, clock, startAt, group, count, ringSize, engineName, hash, namesMax, present);
    }

    /** Whether the stream of a source is read. */
    boolean reads(int source) {
        return switch (source) {
            case SourceId.OPERATORS -> operators;
            case SourceId.TIME -> clock == ClockMode.STREAM;
            default -> SourceId.stream(source) != null;
        };
    }

    /** The shipped defaults: live, from now on. */
    public static SourceConfig live(String redisUri, int ringSize, String engineName, KeyHash hash) {
        return new SourceConfig(
                redisUri,
                ClockMode.REDIS,
                "$",
                DEFAULT_GROUP,
                DEFAULT_COUNT,
                ringSize,
                engineName,
                hash,
                DEFAULT_NAMES_MAX);
    }
}
