package conductor.gateway.publish;

import conductor.gateway.owner.Fence;
import conductor.journal.KillPoint;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The publisher's own connection. It never reconnects by itself and never sends a command twice: when it breaks, the
 * caller opens it again and finds out from the streams what Redis has.
 *
 * <p>Every transaction is guarded: the streams and the key that names their owner are watched when they are looked at, so Redis
 * refuses the transaction if anybody wrote to them since. That also covers a transaction of a dead connection that Redis executes
 * late. One thread.
 */
final class RedisLink implements OutputLink {
    /** Both answers that are awaited. */
    private record Transaction(Future<TransactionResult> exec, Look look) implements Sent {
        @Override
        public boolean done() {
            return exec.isDone();
        }
    }

    private record Look(
            Future<List<Object>> decisions,
            Future<List<Object>> scores,
            Future<List<byte[]>> time,
            Future<byte[]> ownerToken) {}

    private static final byte[] OWNER = Fence.KEY.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OWNER_TOKEN = Fence.TOKEN.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FIELD = "data".getBytes(StandardCharsets.US_ASCII);
    private static final int QUEUE_MAX = 16_384;
    private static final long SLICE_MS = 20;

    private final PublisherConfig config;
    private final Fence fence;
    private final StopSignal stop;
    private final RedisURI address;
    private final ClientResources resources;
    private final RedisClient client;
    private StatefulRedisConnection<byte[], byte[]> connection;
    private RedisAsyncCommands<byte[], byte[]> commands;

    RedisLink(PublisherConfig config, Fence fence, StopSignal stop) {
        this.config = config;
        this.fence = fence;
        this.stop = stop;
        this.address = RedisURI.create(config.redisUri());
        address.setTimeout(Duration.ofMillis(config.timeoutMs()));
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE_MAX)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofMillis(config.timeoutMs()))
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .build());
    }

    @Override
    public String open() {
        close();
        connection = connect();
        connection.setAutoFlushCommands(false);
        commands = connection.async();
        Future<String> info = commands.info("server");
        connection.flushCommands();
        for (String line : await(info).split("\r\n")) {
            if (line.startsWith("run_id:")) {
                return line.substring("run_id:".length());
            }
        }
        return "";
    }

    private StatefulRedisConnection<byte[], byte[]> connect() {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting =
                client.connectAsync(ByteArrayCodec.INSTANCE, address).toCompletableFuture();
        try {
            return await(connecting);
        } catch (RedisException e) {
            // One that comes to be although nobody waits any more is closed; else it would stay open for ever.
            connecting.thenAccept(StatefulRedisConnection::closeAsync);
            throw e;
        }
    }

    @Override
    public Tops tops() {
        Look look = look();
        connection.flushCommands();
        return tops(look);
    }

    @Override
    public Sent send(Batch batch) {
        commands.multi();
        List<OutputRecord> records = batch.records();
        for (int i = 0; i < records.size(); i++) {
            OutputRecord record = records.get(i);
            add(record);
            if (record.fate() == OutputRecord.Fate.ANNOUNCED) {
                commands.publish(record.channel(), record.message());
            }
        }
        Future<TransactionResult> exec = commands.exec();
        Look look = look();
        KillPoint.PUBLISH_UNSENT.pass();
        connection.flushCommands();
        KillPoint.PUBLISH_SENT.pass();
        return new Transaction(exec, look);
    }

    @Override
    public TransactionResult result(Sent sent) {
        return await(((Transaction) sent).exec());
    }

    @Override
    public Tops tops(Sent sent) {
        return tops(((Transaction) sent).look());
    }

    @Override
    public byte[] entry(OutStream stream, long seq) {
        Range<String> only = Range.create(seq + "-0", seq + "-0");
        Future<List<StreamMessage<byte[], byte[]>>> range = commands.xrange(stream.key(), only, Limit.from(1));
        connection.flushCommands();
        List<StreamMessage<byte[], byte[]>> found = await(range);
        if (found.isEmpty()) {
            return null;
        }
        for (var field : found.get(0).getBody().entrySet()) {
            if (Arrays.equals(field.getKey(), FIELD)) {
                return field.getValue();
            }
        }
        return new byte[0];
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
    }

    @Override
    public void shutdown() {
        client.shutdown(0, 200, TimeUnit.MILLISECONDS);
        resources.shutdown(0, 200, TimeUnit.MILLISECONDS);
    }

    private void add(OutputRecord record) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .addKey(record.stream().key())
                .add("MAXLEN")
                .add("~")
                .add(config.streamMaxLength())
                .add(record.seq() + "-0")
                .add(FIELD)
                .add(record.entry());
        commands.dispatch(CommandType.XADD, new StatusOutput<>(ByteArrayCodec.INSTANCE), args);
    }

    private Look look() {
        commands.watch(OutStream.DECISIONS.key(), OutStream.SCORES.key(), OWNER);
        return new Look(
                commands.xinfoStream(OutStream.DECISIONS.key()),
                commands.xinfoStream(OutStream.SCORES.key()),
                commands.time(),
                commands.hget(OWNER, OWNER_TOKEN));
    }

    private Tops tops(Look look) {
        long decisions = top(look.decisions());
        long scores = top(look.scores());
        List<byte[]> time = await(look.time());
        byte[] ownerToken = await(look.ownerToken());
        if (!fence.admits(ownerToken == null ? null : text(ownerToken))) {
            throw new NotOwnerException();
        }
        long timeMs = number(time.get(0)) * 1_000 + number(time.get(1)) / 1_000;
        return new Tops(decisions, scores, timeMs, System.nanoTime());
    }

    private long top(Future<List<Object>> info) {
        List<Object> members;
        try {
            members = await(info);
        } catch (RedisCommandExecutionException e) {
            if (e.getMessage() != null && e.getMessage().contains("no such key")) {
                return 0;
            }
            throw e;
        }
        for (int i = 0; i + 1 < members.size(); i += 2) {
            if (members.get(i) instanceof byte[] name && text(name).equals("last-generated-id")) {
                String id = text((byte[]) members.get(i + 1));
                return Long.parseLong(id.substring(0, id.indexOf('-')));
            }
        }
        throw new RedisException("XINFO STREAM answered without last-generated-id");
    }

    private static long number(byte[] digits) {
        return Long.parseLong(text(digits));
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    /** Waits in slices, so that a stop is not held up by a server that does not answer. */
    private <T> T await(Future<T> future) {
        long endNs = System.nanoTime() + config.timeoutMs() * 1_000_000;
        while (true) {
            try {
                return future.get(SLICE_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stop.expired()) {
                    throw new RedisCommandTimeoutException("stopped while waiting for Redis");
                }
                if (System.nanoTime() - endNs >= 0) {
                    throw new RedisCommandTimeoutException("no answer within " + config.timeoutMs() + " ms");
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RedisException known
                        ? known
                        : new RedisConnectionException("Redis cannot be reached: " + e.getCause(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RedisException("interrupted while waiting for Redis", e);
            }
        }
    }
}
