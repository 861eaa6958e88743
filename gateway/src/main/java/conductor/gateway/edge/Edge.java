package conductor.gateway.edge;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that a gateway does with Redis, started and ended together. Redis may be away: it is tried until it is there. */
public final class Edge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    private static final long JOIN_MS = 6_000;

    private final EdgeLink link;
    private final SignalWriter writer;
    private final DecisionFeed feed;
    private final EdgeCalls calls;
    private final TokenStore tokens;
    private final NodeDefaults defaults;
    private final CommandGiver commands;
    private final Thread writing;
    private final Thread following;
    private final ScheduledExecutorService refreshing = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "edge-tokens");
        thread.setDaemon(true);
        return thread;
    });

    private Edge(Supplier<String> redisUri, int signalsWaitingMax) {
        this.link = new EdgeLink(redisUri);
        this.writer = new SignalWriter(link, signalsWaitingMax);
        this.feed = new DecisionFeed(link);
        this.calls = new EdgeCalls(link);
        this.tokens = new TokenStore(calls);
        this.defaults = new NodeDefaults(calls, feed.board());
        this.commands = new CommandGiver(calls);
        this.writing = new Thread(writer, "edge-writer");
        this.following = new Thread(feed, "edge-feed");
    }

    /**
     * Starts its threads.
     *
     * @param signalsWaitingMax signals under way at most.
     */
    public static Edge start(String redisUri, int signalsWaitingMax) {
        return start(() -> redisUri, signalsWaitingMax);
    }

    /**
     * The same with a Redis that may come back under another address.
     *
     * @param redisUri asked for with each connection.
     */
    public static Edge start(Supplier<String> redisUri, int signalsWaitingMax) {
        Edge edge = new Edge(redisUri, signalsWaitingMax);
        edge.feed.listen(edge.commands);
        edge.writing.start();
        edge.following.start();
        edge.refreshing.scheduleWithFixedDelay(edge::refresh, 0, TokenStore.REFRESH_S, TimeUnit.SECONDS);
        return edge;
    }

    private void refresh() {
        defaults.refresh().exceptionally(failure -> {
            LOG.debug("The node's defaults could not be read", failure);
            return null;
        });
        tokens.refresh().exceptionally(failure -> {
            LOG.debug("The tokens could not be read", failure);
            return null;
        });
    }

    /** Writes signals. */
    public SignalWriter writer() {
        return writer;
    }

    /** Follows the decisions. */
    public DecisionFeed feed() {
        return feed;
    }

    /** The tokens of machines. */
    public TokenStore tokens() {
        return tokens;
    }

    /** Settings of events without any. */
    public NodeDefaults defaults() {
        return defaults;
    }

    /** Gives commands. */
    public CommandGiver commands() {
        return commands;
    }

    /** Host and port of Redis. */
    public String redis() {
        return link.shown();
    }

    @Override
    public void close() {
        refreshing.shutdownNow();
        writer.stop();
        feed.stop();
        try {
            writing.join(JOIN_MS);
            following.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.close();
        link.close();
    }
}
