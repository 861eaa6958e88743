package conductor.gateway.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that reads: one read under way at most, never repeated by the library (a read that was half answered
 * must not be answered into the same queues twice).
 */
final class ReadConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadConnection.class);

    private static final long CONNECT_TIMEOUT_MS = 2_000;
    /** Long enough for an answer of some kilobytes over a very slow line. */
    private static final long COMMAND_TIMEOUT_MS = 3_000;

    private static final long CLOSE_TIMEOUT_MS = 500;
    private static final byte[] COUNT = {'C', 'O', 'U', 'N', 'T'};
    private static final byte[] BLOCK = {'B', 'L', 'O', 'C', 'K'};
    private static final byte[] STREAMS = {'S', 'T', 'R', 'E', 'A', 'M', 'S'};

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Thread reader = Thread.currentThread();
    private TimeOutput timeAnswer;
    private WaitedCommand time;
    private WaitedCommand read;
    private boolean closed;

    private ReadConnection(StatefulRedisConnection<byte[], byte[]> connection) {
        this.connection = connection;
    }

    /**
     * A client whose connections do not reconnect by themselves (what is repeated is decided here) and take no more than the beginning
     * of a long text; end it with {@link #end}.
     */
    static RedisClient client() {
        return client(ClientResources.builder(), new AtomicLong());
    }

    /** One more client on the threads of another, which must outlive it; the bytes that come to this one are counted. */
    static RedisClient counting(RedisClient other, AtomicLong arrived) {
        return client(other.getResources().mutate(), arrived);
    }

    private static RedisClient client(ClientResources.Builder resources, AtomicLong arrived) {
        RedisClient client = RedisClient.create(
                resources.nettyCustomizer(RespClipper.customizer(arrived)).build());
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .requestQueueSize(4_096)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofMillis(CONNECT_TIMEOUT_MS))
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.create())
                .build());
        return client;
    }

    /** Ends a client and the one whose threads it used, then those. */
    static void end(RedisClient counting, RedisClient other) {
        CompletableFuture.allOf(
                        counting.shutdownAsync(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS),
                        other.shutdownAsync(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .whenComplete((done, failure) -> {
                    // The same threads twice, but each keeps count of its own end.
                    counting.getResources().shutdown(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
                    other.getResources().shutdown(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
                });
    }

    /** Ends a client and its threads, without waiting for it. */
    static void end(RedisClient client) {
        client.shutdownAsync(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .whenComplete(
                        (done, failure) -> client.getResources().shutdown(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS));
    }

    /** Address with the time that a plain command may take. */
    static RedisURI address(String uri) {
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(Duration.ofMillis(COMMAND_TIMEOUT_MS));
        return address;
    }

    /**
     * Connects.
     *
     * @throws SourceDown if that fails or {@code stopping} turns true.
     */
    static ReadConnection open(RedisClient client, RedisURI address, BooleanSupplier stopping) throws SourceDown {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting =
                client.connectAsync(ByteArrayCodec.INSTANCE, address).toCompletableFuture();
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_TIMEOUT_MS);
        while (!stopping.getAsBoolean() && System.nanoTime() < deadlineNs) {
            try {
                return new ReadConnection(connecting.get(50, TimeUnit.MILLISECONDS));
            } catch (TimeoutException stillConnecting) {
                continue;
            } catch (ExecutionException e) {
                throw new SourceDown("cannot connect to Redis at " + shown(address) + ": " + rootMessage(e), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        // Not cancelled: a future that is over would not tell of the connection that comes to be all the same, and
        // nobody would close it.
        connecting.thenAccept(StatefulRedisConnection::closeAsync);
        throw new SourceDown("Redis at " + shown(address) + " did not accept a connection in time");
    }

    /** For plain commands while no read is under way. */
    StatefulRedisConnection<byte[], byte[]> plain() {
        return connection;
    }

    /**
     * Sends TIME, if {@code withTime}, and XREAD together; {@link #finished()} tells when both are answered.
     *
     * @param blockMs how long Redis may wait for an entry, below 0 for not at all.
     * @param streams those that were prepared to be asked; with none, only TIME is sent.
     */
    void send(List<StreamState> streams, int count, long blockMs, boolean withTime, XReadOutput output) {
        timeAnswer = new TimeOutput();
        time = withTime ? command(CommandType.TIME, timeAnswer, null) : null;
        read = streams.isEmpty() ? null : command(CommandType.XREAD, output, arguments(streams, count, blockMs));
        try {
            if (read == null) {
                connection.dispatch(time);
            } else if (time == null) {
                connection.dispatch(read);
            } else {
                connection.dispatch(List.of(time, read));
            }
        } catch (RedisException refused) {
            WaitedCommand command = read == null ? time : read;
            command.completeExceptionally(refused);
        }
    }

    /** Whether everything that was sent is answered, or failed. */
    boolean finished() {
        return read == null
                ? time.finished()
                : read.finished() && (time == null || time.finished() || failure() != null);
    }

    /** Why the last read failed, or null. */
    String failure() {
        if (time != null && time.finished() && time.failure() != null) {
            return time.failure();
        }
        return read != null && read.finished() ? read.failure() : null;
    }

    /** Sets the clock from TIME's answer, if one was asked for. */
    void answeredTime(RedisClock clock) {
        if (time != null) {
            clock.set(timeAnswer.timeUs(), time.finishedNs());
        }
    }

    /** Closes and waits until nothing more can be written into the queues. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            connection.closeAsync().get(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the connection did not close in time and is given up", e);
        }
    }

    static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String shown(RedisURI address) {
        return address.getHost() + ":" + address.getPort();
    }

    private WaitedCommand command(
            CommandType type, CommandOutput<byte[], byte[], Boolean> output, CommandArgs<byte[], byte[]> arguments) {
        return new WaitedCommand(type, output, arguments, reader);
    }

    private static CommandArgs<byte[], byte[]> arguments(List<StreamState> streams, int count, long blockMs) {
        CommandArgs<byte[], byte[]> arguments =
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add(COUNT).add(count);
        if (blockMs >= 0) {
            arguments.add(BLOCK).add(Math.max(1, blockMs));
        }
        arguments.add(STREAMS);
        for (StreamState stream : streams) {
            arguments.addKey(stream.key());
        }
        for (StreamState stream : streams) {
            arguments.add(stream.readBehindId());
        }
        return arguments;
    }
}
