package conductor.bench.kill;

import conductor.bench.expected.Rows;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.DeadLetterStore;
import conductor.journal.sink.DatabaseUrl;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node has left that was killed, started again, and stopped in order with nothing left to do.
 *
 * @param dataDir where its journal is.
 * @param added what the producer was told an id of.
 * @param streams the entries of the output streams.
 * @param heard how often each message was heard.
 * @param deadLetters JSON of the dead letters.
 * @param jdbcUrl the database, null = it wrote to none.
 * @param rows the rows in it by table.
 */
record Leftovers(
        Path dataDir,
        List<Producer.Added> added,
        Map<String, List<Entry>> streams,
        Map<String, Integer> heard,
        List<String> deadLetters,
        String jdbcUrl,
        Map<String, List<String>> rows) {

    /** An entry of an output stream, by its id and its JSON. */
    record Entry(String id, String data) {}

    /** Looks at all of it now. */
    static Leftovers look(Path dataDir, Producer producer, Heard heard, String redisUri, String jdbcUrl)
            throws IOException, SQLException, InterruptedException {
        Map<String, List<Entry>> streams = new LinkedHashMap<>();
        List<String> letters = new ArrayList<>();
        try (RedisClient client = RedisClient.create(redisUri);
                StatefulRedisConnection<String, String> connection = client.connect();
                DeadLetterStore deadLetters = DeadLetterStore.open(redisUri)) {
            for (String stream : RedisPublisher.streams()) {
                streams.put(
                        stream,
                        connection.sync().xrange(stream, Range.unbounded()).stream()
                                .map(entry ->
                                        new Entry(entry.getId(), entry.getBody().get("data")))
                                .toList());
            }
            deadLetters.oldestFirst(letter -> letters.add(letter.json()));
        }
        return new Leftovers(
                dataDir,
                producer.added(),
                streams,
                heard.messages(),
                letters,
                jdbcUrl,
                jdbcUrl == null ? Map.of() : Rows.there(DatabaseUrl.parse(jdbcUrl)));
    }
}
