package conductor.gateway.publish;

import conductor.journal.json.RecordView;
import io.lettuce.core.RedisURI;

/**
 * Settings of the publisher.
 *
 * @param redisUri where Redis is, for example {@code redis://127.0.0.1:6379}; refused where it is no such address.
 * @param engineId 32 bits that name the engine in every id.
 * @param egress whether commands are sent.
 * @param staleAfterMs age by the Redis clock at which a command is not sent any more; 0 = no limit, for playback, where
 *     engine time is not the Redis clock's.
 * @param batchRecords records in one transaction at most: more is throughput, fewer is latency under load.
 * @param streamMaxLength entries that each stream keeps, approximately.
 * @param timeoutMs how long an answer of Redis may take before the connection is given up.
 * @param reconnectMaxMs longest pause between two attempts to connect.
 */
public record PublisherConfig(
        String redisUri,
        int engineId,
        EgressMode egress,
        long staleAfterMs,
        int batchRecords,
        long streamMaxLength,
        long timeoutMs,
        long reconnectMaxMs) {

    public PublisherConfig {
        RedisURI.create(redisUri);
        if (batchRecords < 1 || batchRecords > 4_096) {
            throw new IllegalArgumentException("batchRecords must be 1..4096, was " + batchRecords);
        }
        if (staleAfterMs < 0 || streamMaxLength < 1 || timeoutMs < 1 || reconnectMaxMs < 1) {
            throw new IllegalArgumentException("limits of the publisher must be positive: " + staleAfterMs + ", "
                    + streamMaxLength + ", " + timeoutMs + ", " + reconnectMaxMs);
        }
    }

    /** The shipped settings; the age limit of commands holds in mode {@link EgressMode#LIVE}. */
    public static PublisherConfig defaults(String redisUri, int engineId, EgressMode egress) {
        return new PublisherConfig(
                redisUri, engineId, egress, RecordView.COMMAND_LIFE_MS, 256, 1_000_000, 5_000, 1_000);
    }

    /** The same without an age limit for commands. */
    public PublisherConfig withoutStaleness() {
        return new PublisherConfig(
                redisUri, engineId, egress, 0, batchRecords, streamMaxLength, timeoutMs, reconnectMaxMs);
    }
}
