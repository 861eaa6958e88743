package conductor.gateway.owner;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node the one that writes the output streams, keeps it that, and finds out when it is not any more. Two keys:
 *
 * <pre>
 *   conductor:owner        hash, no expiry: who (see {@link Owner}). Changes only with the owner, so that transactions can watch it.
 *   conductor:owner:lease  the owner's token with an expiry: the owner lives. Renewed all the time, watched by nobody else.
 * </pre>
 *
 * <p>A node takes the streams when nobody has them, when the lease of the owner has lapsed and it did not renew it since (Redis may have
 * lost the lease, or have been away for longer than that), at once when it has the same journal folder
 * as the owner (whose lock it then holds, so the owner is dead), or when it is told to take over. It counts the epoch up. Whoever sees an
 * owner of a later epoch has lost; an owner puts itself back when Redis lost the keys or went back to an earlier epoch.
 *
 * <p>{@link #take} once, then {@link #run} on a thread of its own. Without Redis both try again until it answers.
 */
public final class Ownership implements Runnable, Fence {
    /** Says that the owner lives. */
    public static final String LEASE = KEY + ":lease";

    /** A node that did not renew for this long may be followed by another one; at most this long a start waits for a dead owner. */
    public static final long LEASE_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final long RENEW_MS = 500;
    private static final long WAIT_MS = 100;
    /** An owner that lives renews a lease that is gone before this is over. */
    private static final long GRACE_MS = 4 * RENEW_MS;

    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How things stand. */
    public enum State {
        /** Not yet the owner: Redis does not answer, or a dead owner's lease has not lapsed. */
        WAITING,
        /** The owner, as far as this node knows. */
        OWNED,
        /** Another node is: for good. */
        LOST
    }

    private final RedisClient client;
    private final RedisURI address;
    private final long leaseMs;
    private final long graceNs;
    private boolean takeOver;
    private StatefulRedisConnection<String, String> connection;
    private long lastLeaseMs = Long.MAX_VALUE;
    private boolean lapsed;
    private long lapsedNs;
    private volatile Owner self;
    private volatile Owner other;
    private volatile State state = State.WAITING;
    private volatile String problem = "Redis has not been asked yet";
    private volatile boolean stopping;

    /**
     * @param redisUri where the streams are.
     * @param self this node; its epoch is found out.
     * @param takeOver whether an owner that lives is put out.
     */
    public Ownership(String redisUri, Owner self, boolean takeOver) {
        this(redisUri, self, takeOver, LEASE_MS, GRACE_MS, TIMEOUT);
    }

    /** With other times: of the lease, for an owner that lives to renew one that is gone, and for an answer of Redis. */
    Ownership(String redisUri, Owner self, boolean takeOver, long leaseMs, long graceMs, Duration timeout) {
        this.client = client(timeout);
        this.address = RedisURI.create(redisUri);
        this.address.setTimeout(timeout);
        this.self = self.withEpoch(0);
        this.takeOver = takeOver;
        this.leaseMs = leaseMs;
        this.graceNs = TimeUnit.MILLISECONDS.toNanos(graceMs);
    }

    /**
     * Connects once and lets go, in a thread of its own. Most of what the first connection of a process takes is the loading of classes,
     * and a node has other things to do meanwhile.
     */
    public static void loadAhead(String redisUri) {
        Thread thread = new Thread(
                () -> {
                    RedisClient client = client(TIMEOUT);
                    try (StatefulRedisConnection<String, String> connection =
                            client.connect(RedisURI.create(redisUri))) {
                        connection.sync().ping();
                    } catch (RedisException e) {
                        LOG.debug("Redis does not answer yet; whoever needs it will say so", e);
                    } finally {
                        client.shutdown(0, 200, TimeUnit.MILLISECONDS);
                    }
                },
                "redis-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    private static RedisClient client(Duration timeout) {
        RedisClient client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(timeout)
                        .keepAlive(true)
                        .build())
                .build());
        return client;
    }

    /**
     * Becomes the owner, or finds out that it cannot now because Redis does not answer; then {@link #run} goes on. A dead owner's
     * lease is waited for.
     *
     * @throws OwnedElsewhereException when another node owns the streams and lives.
     */
    public void take() {
        boolean told = false;
        while (turn()) {
            if (state == State.LOST) {
                throw new OwnedElsewhereException(other);
            }
            if (state == State.OWNED || stopping || Thread.currentThread().isInterrupted()) {
                return;
            }
            if (!told && other != null) {
                told = true;
                LOG.info("Seeing whether the last owner of the streams lives: {}", other.text());
            }
            pause(WAIT_MS);
        }
        LOG.warn("The streams cannot be taken yet, Redis does not answer ({}); tried again until it does", problem);
    }

    /** Keeps what was taken, until stopped or lost. */
    @Override
    public void run() {
        while (!stopping && state != State.LOST && !Thread.currentThread().isInterrupted()) {
            boolean answered = turn();
            pause(answered && state == State.WAITING ? WAIT_MS : RENEW_MS);
        }
    }

    /** Makes {@link #run} return within about a second. */
    public void stop() {
        stopping = true;
    }

    /**
     * Lets the streams go, so that the next owner need not wait, and ends the connection; after {@link #run} has returned. Who finds
     * another owner only now has lost as well.
     */
    public void release() {
        try {
            if (state == State.OWNED && connection != null && connection.isOpen()) {
                RedisCommands<String, String> redis = connection.sync();
                redis.watch(KEY, LEASE);
                Owner there = Owner.of(redis.hgetall(KEY));
                if (there != null && there.token().equals(self.token())) {
                    redis.multi();
                    redis.hset(KEY, self.withoutToken().members());
                    redis.del(LEASE);
                    redis.exec();
                } else if (there != null && there.epoch() >= self.epoch()) {
                    lose(redis, there);
                }
            }
        } catch (RedisException e) {
            LOG.debug("The lease could not be given back and lapses by itself", e);
        } finally {
            disconnect();
            client.shutdown(0, 200, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean admits(String token) {
        return state == State.OWNED && self.token().equals(token);
    }

    /** How things stand. */
    public State state() {
        return state;
    }

    /** This node; epoch 0 until it was the owner. */
    public Owner self() {
        return self;
    }

    /** The other node that is the owner, or was the last one; null when there is none. */
    public Owner other() {
        return other;
    }

    /** Why Redis could not be asked the last time, or null. */
    public String problem() {
        return problem;
    }

    /** Looks once and does what follows; false when Redis did not answer. */
    private boolean turn() {
        try {
            if (connection == null) {
                connection = client.connect(address);
            }
            boolean done = decide(connection.sync());
            while (!done) {
                // Somebody wrote the keys between our look and our answer.
                done = decide(connection.sync());
            }
            problem = null;
            return true;
        } catch (RedisException e) {
            if (problem == null) {
                LOG.warn("Redis does not answer for the ownership of the streams: {}", e.getMessage());
            }
            problem = rootMessage(e);
            disconnect();
            return false;
        }
    }

    /** False when Redis refused the transaction, because a key changed since the look at it. */
    private boolean decide(RedisCommands<String, String> redis) {
        redis.watch(KEY, LEASE);
        Owner there = Owner.of(redis.hgetall(KEY));
        long left = redis.pttl(LEASE);
        if (there != null && there.token().equals(self.token())) {
            return renew(redis, there);
        }
        if (self.epoch() > 0) {
            return defend(redis, there);
        }
        other = there;
        if (there == null || there.hasLetGo() || there.isAt(self) || takeOver || hasLapsed(left)) {
            return claim(redis, there);
        }
        if (left > lastLeaseMs) {
            lose(redis, there);
        } else {
            lastLeaseMs = left;
            redis.unwatch();
        }
        return true;
    }

    private boolean hasLapsed(long left) {
        if (left >= 0) {
            lapsed = false;
        } else if (!lapsed) {
            lapsed = true;
            lapsedNs = System.nanoTime();
        }
        return lapsed && System.nanoTime() - lapsedNs >= graceNs;
    }

    private boolean renew(RedisCommands<String, String> redis, Owner there) {
        redis.multi();
        redis.set(LEASE, self.token(), SetArgs.Builder.px(leaseMs));
        boolean done = isDone(redis.exec());
        if (done && state == State.WAITING) {
            // Taken before, but the answer got lost.
            owned(there);
        }
        return done;
    }

    private void owned(Owner mine) {
        self = mine;
        takeOver = false;
        state = State.OWNED;
        LOG.info("This node owns the streams: {}", mine.text());
    }

    private boolean claim(RedisCommands<String, String> redis, Owner before) {
        Owner mine = self.withEpoch(before == null ? 1 : before.epoch() + 1);
        boolean done = write(redis, mine);
        if (done) {
            owned(mine);
        }
        return done;
    }

    /** The keys are not as we left them: they were lost, or went back, or somebody follows us. */
    private boolean defend(RedisCommands<String, String> redis, Owner there) {
        if (there != null && there.epoch() >= self.epoch()) {
            lose(redis, there);
            return true;
        }
        boolean done = write(redis, self);
        if (done) {
            LOG.warn(
                    "Redis had {} as the owner of the streams; put back: {}",
                    there == null ? "nobody" : there.text(),
                    self.text());
        }
        return done;
    }

    private boolean write(RedisCommands<String, String> redis, Owner owner) {
        redis.multi();
        redis.del(KEY);
        redis.hset(KEY, owner.members());
        redis.set(LEASE, owner.token(), SetArgs.Builder.px(leaseMs));
        return isDone(redis.exec());
    }

    private static boolean isDone(TransactionResult result) {
        if (result.wasDiscarded()) {
            return false;
        }
        for (Object answer : result) {
            if (answer instanceof Exception refused) {
                throw new RedisException(refused.getMessage());
            }
        }
        return true;
    }

    private void lose(RedisCommands<String, String> redis, Owner to) {
        redis.unwatch();
        other = to;
        state = State.LOST;
    }

    private void disconnect() {
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
    }

    private void pause(long ms) {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (!stopping && !Thread.currentThread().isInterrupted() && System.nanoTime() - endNs < 0) {
            LockSupport.parkNanos(SLICE_NS);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
