package conductor.ops.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real redis-server for nodes that are given none: append-only file on (fsync once a second), no eviction, loopback
 * only, all its files in one folder. The data stays between starts. A server that outlived its node is adopted again;
 * {@link #close()} stops it in order, so that it never outlives a normal stop.
 *
 * <p>One process at a time may use a folder. Within a process a second start returns a handle on the same server and
 * takes over its stopping; closing the first handle then changes nothing.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final long STOP_TIMEOUT_MS = 10_000;
    private static final long LOAD_STALL_TIMEOUT_MS = 60_000;
    private static final long PROGRESS_PERIOD_NS = TimeUnit.SECONDS.toNanos(2);

    private final RedisFiles files;
    private final DirectoryOwner owner;
    private final RedisServer server;

    private EmbeddedRedis(RedisFiles files, DirectoryOwner owner, RedisServer server) {
        this.files = files;
        this.owner = owner;
        this.server = server;
    }

    /**
     * Starts the server of a folder, or adopts the one that still runs there, and waits until its data is loaded;
     * progress goes to the log.
     *
     * @throws EmbeddedServerException with a code and what to do.
     */
    public static EmbeddedRedis start(Path redisDir) {
        return start(redisDir, LOG::info);
    }

    /** Like {@link #start(Path)}; a line of progress every two seconds goes to {@code progress}. */
    public static EmbeddedRedis start(Path redisDir, Consumer<String> progress) {
        RedisFiles files = RedisFiles.in(redisDir);
        DirectoryOwner owner = DirectoryOwner.take(files.lock(), "Redis");
        try {
            EmbeddedRedis redis = new EmbeddedRedis(files, owner, runningOrStarted(files));
            redis.awaitLoaded(progress);
            return redis;
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** Where clients find it. */
    public String uri() {
        return "redis://127.0.0.1:" + server.port();
    }

    /** The server's process. */
    public long pid() {
        return server.pid();
    }

    /** True when the server ran already, left behind by a node that ended without stopping it. */
    public boolean adopted() {
        return server.adopted();
    }

    /** Lets go of the server without stopping it, as a crash would: a later start adopts it. */
    public void detach() {
        owner.close();
    }

    /** Stops the server: it writes what it holds to its file and ends. After 10 s without an end it is killed. */
    @Override
    public void close() {
        if (!owner.owns()) {
            return;
        }
        try {
            shutdown();
            if (!ServerProcess.await(STOP_TIMEOUT_MS, () -> server.gone(files))) {
                LOG.warn("The embedded Redis (pid {}) did not end within {} ms and is killed", pid(), STOP_TIMEOUT_MS);
                ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
                ServerProcess.await(STOP_TIMEOUT_MS, () -> server.gone(files));
            }
        } finally {
            owner.close();
        }
    }

    /** One at a time in this process; between processes the owner's lock sees to it. */
    private static synchronized RedisServer runningOrStarted(RedisFiles files) {
        return RedisServer.running(files).orElseGet(() -> RedisServer.start(files));
    }

    private void shutdown() {
        try (RedisProbe probe = RedisProbe.connect(server.port())) {
            // NOSAVE is about the RDB file only; the append-only file is flushed and synced before the end.
            String refusal = probe.call("SHUTDOWN NOSAVE");
            LOG.warn("The embedded Redis refused to stop: {}; see {}", refusal, files.log());
        } catch (IOException e) {
            LOG.debug("The embedded Redis closed its connection", e);
        }
    }

    private void awaitLoaded(Consumer<String> progress) {
        long lastChangeNs = System.nanoTime();
        long lastLineNs = System.nanoTime();
        double lastPercent = -1;
        while (true) {
            try (RedisProbe probe = RedisProbe.connect(server.port())) {
                RedisProbe.Info info = probe.info();
                if (!info.loading() && probe.answersPing()) {
                    return;
                }
                long nowNs = System.nanoTime();
                if (info.loadedPercent() != lastPercent) {
                    lastPercent = info.loadedPercent();
                    lastChangeNs = nowNs;
                }
                if (nowNs - lastLineNs >= PROGRESS_PERIOD_NS) {
                    lastLineNs = nowNs;
                    progress.accept(String.format(
                            Locale.ROOT,
                            "The embedded Redis loads its data: %.0f %%, about %d s left",
                            info.loadedPercent(),
                            info.remainingS()));
                }
            } catch (IOException e) {
                if (server.gone(files)) {
                    throw RedisServer.dataError(files, "ended while it loaded its data", e);
                }
            }
            if (System.nanoTime() - lastChangeNs > TimeUnit.MILLISECONDS.toNanos(LOAD_STALL_TIMEOUT_MS)) {
                throw RedisServer.dataError(files, "made no progress for 60 s loading its data", null);
            }
            ServerProcess.await(100, () -> Thread.currentThread().isInterrupted());
        }
    }
}
