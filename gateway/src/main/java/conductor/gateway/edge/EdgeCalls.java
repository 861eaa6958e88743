package conductor.gateway.edge;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Single commands to Redis, one after the other on a thread and connection of their own: few, and none of them waits long. */
public final class EdgeCalls implements AutoCloseable {
    private static final int QUEUED = 1_000;
    private static final long STOP_MS = 500;

    /** More wait than may. */
    static final class FullException extends RedisException {
        private static final long serialVersionUID = 1L;

        FullException(RejectedExecutionException cause) {
            super("too many calls wait for Redis", cause);
        }
    }

    private final EdgeLink link;
    private final ThreadPoolExecutor executor;
    private StatefulRedisConnection<byte[], byte[]> connection;

    public EdgeCalls(EdgeLink link) {
        this.link = link;
        this.executor = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUED), task -> new Thread(task, "edge-calls"));
    }

    /**
     * Does something with Redis.
     *
     * @return completes with its result, or with a {@link RedisException}; one that is no
     *     {@link RedisCommandExecutionException} leaves open whether it was done.
     */
    <T> CompletableFuture<T> call(Function<RedisCommands<byte[], byte[]>, T> what) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            executor.execute(() -> answer(what, done));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new FullException(e));
        }
        return done;
    }

    private <T> void answer(Function<RedisCommands<byte[], byte[]>, T> what, CompletableFuture<T> done) {
        try {
            if (connection == null || !connection.isOpen()) {
                connection = link.connect();
            }
            done.complete(what.apply(connection.sync()));
        } catch (RedisCommandExecutionException e) {
            done.completeExceptionally(e);
        } catch (RedisException e) {
            if (connection != null) {
                connection.closeAsync();
                connection = null;
            }
            done.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (connection != null) {
            connection.closeAsync();
        }
    }
}
