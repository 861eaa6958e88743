package conductor.gateway.edge;

import conductor.engine.core.Signal;
import conductor.engine.core.SourceId;
import conductor.gateway.redis.NodeView;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A writer of signals on its thread, and what Redis and the node say of what it wrote. */
final class WriterRig implements AutoCloseable {
    private static final byte[] STREAM = Told.utf8(SourceId.stream(SourceId.SIGNALS));
    private static final byte[] FIELD = Told.utf8("data");

    final SignalWriter writer;
    private final EdgeLink link;
    private final Thread thread;
    private final RedisClient client;
    private StatefulRedisConnection<byte[], byte[]> connection;

    /**
     * @param uri by which the writer reaches Redis.
     * @param direct Redis itself.
     */
    WriterRig(String uri, String direct, int waitingMax) {
        link = new EdgeLink(uri);
        writer = new SignalWriter(link, waitingMax);
        thread = new Thread(writer, "test-writer");
        thread.start();
        client = RedisClient.create(direct);
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    }

    void awaitConnected() {
        Await.until("the writer is connected", writer::connected);
    }

    RedisCommands<byte[], byte[]> redis() {
        if (connection == null || !connection.isOpen()) {
            connection = client.connect(ByteArrayCodec.INSTANCE);
        }
        return connection.sync();
    }

    CompletableFuture<Written> write(EdgeSignal... signals) {
        return writer.write(List.of(signals), null);
    }

    /** What became of a request: its answer, or the reason why there is none. */
    static Object outcome(CompletableFuture<Written> answer) {
        try {
            return answer.orTimeout(Await.PATIENCE_S, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NotWrittenException why) {
                return why.reason();
            }
            throw e;
        }
    }

    /** The entries of the stream as the node reads them, in their order. */
    List<List<Signal>> entries() {
        NodeView node = new NodeView();
        List<List<Signal>> entries = new ArrayList<>();
        for (StreamMessage<byte[], byte[]> message : redis().xrange(STREAM, Range.unbounded())) {
            byte[] data = message.getBody().entrySet().stream()
                    .filter(field -> Arrays.equals(field.getKey(), FIELD))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            entries.add(node.batch(data));
        }
        return entries;
    }

    List<Signal> signals() {
        return entries().stream().flatMap(List::stream).toList();
    }

    /** What the node applies of them: a signal whose number is above the highest of its producer. */
    List<Signal> applied() {
        List<Signal> applied = new ArrayList<>();
        long highest = 0;
        for (Signal signal : signals()) {
            if (signal.value4 > highest) {
                highest = signal.value4;
                applied.add(signal);
            }
        }
        return applied;
    }

    @Override
    public void close() throws InterruptedException {
        writer.stop();
        thread.join();
        link.close();
        client.shutdown();
    }
}
