package conductor.ops.recovery;

import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.StreamTops;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.SinkProgress;
import java.io.IOException;
import java.sql.SQLException;

/**
 * How Redis and the database stand to what was found in the journal.
 *
 * @param tops Redis' streams; null when it was not asked or did not say.
 * @param redisNote why, the rest of a sentence.
 * @param rows records that are in the database; -1 when it was not asked or did not say.
 * @param databaseNote why, the rest of a sentence.
 */
public record Outside(StreamTops tops, String redisNote, long rows, String databaseNote) {
    /**
     * Asks both.
     *
     * @param redisUri null when it is an embedded server that does not run.
     * @param database null when there is none, or an embedded server that does not run.
     * @param noDatabase what to say then.
     */
    public static Outside look(Found found, String redisUri, DatabaseUrl database, String noDatabase) {
        Outside redis = redis(found, redisUri);
        if (database == null) {
            return new Outside(redis.tops, redis.redisNote, -1, noDatabase);
        }
        try {
            long rows = SinkProgress.records(database, found.engineId());
            return new Outside(redis.tops, redis.redisNote, rows, null);
        } catch (SQLException e) {
            String note = "does not answer (" + e.getMessage() + "); rows wait in the journal until it does";
            return new Outside(redis.tops, redis.redisNote, -1, note);
        }
    }

    private static Outside redis(Found found, String redisUri) {
        if (redisUri == null) {
            return new Outside(null, "embedded, not running; its streams are compared once it is started", -1, null);
        }
        try {
            return new Outside(StreamTops.look(redisUri, found.cursors(), RedisPublisher.streams()), null, -1, null);
        } catch (IOException e) {
            return new Outside(
                    null, "does not answer (" + e.getMessage() + "); entries wait there until it does", -1, null);
        }
    }
}
