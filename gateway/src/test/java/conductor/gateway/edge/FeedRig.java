package conductor.gateway.edge;

import static conductor.gateway.edge.FeedRecords.at;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A feed on its thread, a listener, and the engine's side of the streams. */
final class FeedRig implements AutoCloseable, FeedListener {
    static final String DECISIONS = "conductor.decisions.v1";
    static final String SCORES = "conductor.scores.v1";
    private static final int KEPT = 8_192;

    final AtomicInteger begun = new AtomicInteger();
    final List<String> told = new CopyOnWriteArrayList<>();
    final DecisionFeed feed;
    private final EdgeLink link;
    private final Thread thread;
    private final RedisClient client;
    private StatefulRedisConnection<String, String> connection;

    FeedRig(String uri) {
        link = new EdgeLink(uri);
        feed = new DecisionFeed(link);
        feed.listen(this);
        thread = new Thread(feed, "test-feed");
        client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    }

    FeedRig start() {
        thread.start();
        return this;
    }

    void awaitLive() {
        Await.until("the feed is live", feed::isLive);
    }

    void awaitPosition(String engine, long decisions, long scores) {
        FeedPosition position = new FeedPosition(engine, decisions, scores);
        Await.until("the feed is at " + position, () -> feed.ring().position().equals(position));
    }

    @Override
    public void added(List<FeedRecord> records) {
        records.forEach(record -> told.add(FeedRecords.name(record)));
    }

    @Override
    public void begun() {
        begun.incrementAndGet();
    }

    RedisCommands<String, String> redis() {
        if (connection == null || !connection.isOpen()) {
            connection = client.connect();
        }
        return connection.sync();
    }

    void add(String stream, long seq, String json) {
        redis().xadd(stream, new XAddArgs().id(seq + "-0"), Map.of("data", json));
    }

    /** A decision record of a session at some second. */
    void decision(String engine, long seq, String type, long second, String session) {
        add(DECISIONS, seq, FeedRecords.json(engine, seq, type, at(second), session, "e1", ""));
    }

    void score(String engine, long seq, long second, String session, double score) {
        add(SCORES, seq, FeedRecords.json(engine, seq, "SCORE", at(second), session, "e1", "\"score\":" + score));
    }

    /** All that the ring holds, in its order. */
    List<String> ring() {
        FeedRing ring = feed.ring();
        long place = Math.max(0, ring.end() - KEPT);
        FeedRing.Batch batch = ring.read(place, KEPT, record -> true);
        while (batch == null) {
            batch = ring.read(++place, KEPT, record -> true);
        }
        return batch.entries().stream()
                .map(entry -> FeedRecords.name(entry.record()))
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        feed.stop();
        thread.join();
        link.close();
        client.shutdown();
    }
}
