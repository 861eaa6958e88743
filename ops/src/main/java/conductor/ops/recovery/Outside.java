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
 * @param rows how far the journal is in the database; null when it was not asked or did not say.
 * @param databaseNote why, the rest of a sentence.
 */
public record Outside(StreamTops tops, String redisNote, SinkProgress rows, String databaseNote) {
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
            return new Outside(redis.tops, redis.redisNote, null, noDatabase);
        }
        try {
            SinkProgress rows = SinkProgress.look(database, found.engineId());
            return new Outside(redis.tops, redis.redisNote, rows, null);
        } catch (SQLException e) {
            String note = "does not answer (" + e.getMessage() + "); rows wait in the journal until it does";
            return new Outside(redis.tops, redis.redisNote, null, note);
        }
    }

    private static Outside redis(Found found, String redisUri) {
        if (redisUri == null) {
            return new Outside(null, "embedded, not running; its streams are compared once it is started", null, null);
        }
        try {
            return new Outside(StreamTops.look(redisUri, found.cursors(), RedisPublisher.streams()), null, null, null);
        } catch (IOException e) {
            return new Outside(
                    null, "does not answer (" + e.getMessage() + "); entries wait there until it does", null, null);
        }
    }

    /** How far records of an engine have left the node by what both said. */
    public Reached reached(String engineName) {
        return Reached.of(tops, rows, engineName);
    }
}
