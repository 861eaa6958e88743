package conductor.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Posts requests over many connections, one under way on each, from one thread and without a library: on two cores what makes the load takes
 * from what is measured. Either as fast as answers come, or by a plan that nothing delays: request n is due n / rate after the first, and its
 * latency counts from then, also while it waits for a free connection (no coordinated omission).
 */
final class HttpLoad implements AutoCloseable {
    private static final int ANSWER_MAX = 16_384;
    private static final int ACCEPTED = 202;
    private static final long PARK_NS = 50_000;
    private static final long HIGHEST_NS = TimeUnit.MINUTES.toNanos(1);
    /** An answer that takes longer than this is none: the gateway itself gives up after five seconds. */
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(20);

    /**
     * What became of a run.
     *
     * @param accepted requests that were answered 202.
     * @param refused that were answered otherwise.
     * @param tookNs from the first request to the last answer.
     * @param latency of the accepted ones, in nanoseconds.
     */
    record Outcome(long accepted, long refused, long tookNs, Histogram latency) {
        double acceptedPerS() {
            return accepted * 1e9 / tookNs;
        }
    }

    /** A connection and the request on it. */
    private static final class Line {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(ANSWER_MAX);
        private SelectionKey key;
        private ByteBuffer out;
        private long dueNs;

        private Line(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final Selector selector = Selector.open();
    private final List<Line> lines = new ArrayList<>();
    private final ArrayDeque<Line> idle = new ArrayDeque<>();
    private Histogram latency;
    private long accepted;
    private long refused;
    private int next;

    HttpLoad(int port, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Line line = new Line(channel);
            line.key = channel.register(selector, SelectionKey.OP_READ, line);
            lines.add(line);
            idle.add(line);
        }
    }

    /** As fast as answers come. */
    Outcome flatOut(Posts posts, long forNs) throws IOException {
        return run(posts, 0, forNs);
    }

    /** By a plan. */
    Outcome planned(Posts posts, double requestsPerS, long forNs) throws IOException {
        return run(posts, 1e9 / requestsPerS, forNs);
    }

    /** @param gapNs between two requests, 0 = none. */
    private Outcome run(Posts posts, double gapNs, long forNs) throws IOException {
        accepted = 0;
        refused = 0;
        latency = new Histogram(HIGHEST_NS, 3);
        long startNs = System.nanoTime();
        long planned = gapNs == 0 ? Long.MAX_VALUE : Math.max(1, (long) (forNs / gapNs));
        long sent = 0;
        long nowNs = startNs;
        long heardNs = startNs;
        while (true) {
            boolean over = gapNs == 0 ? nowNs - startNs >= forNs : sent == planned;
            while (!over && !idle.isEmpty() && sent < planned && startNs + (long) (sent * gapNs) <= nowNs) {
                Line line = idle.poll();
                line.dueNs = gapNs == 0 ? nowNs : startNs + (long) (sent * gapNs);
                line.out = ByteBuffer.wrap(
                        posts.requests().get(next++ % posts.requests().size()));
                sent++;
                write(line);
            }
            if (over && idle.size() == lines.size()) {
                break;
            }
            long before = accepted + refused;
            await(gapNs, over || idle.isEmpty() ? Long.MAX_VALUE : startNs + (long) (sent * gapNs) - nowNs);
            nowNs = System.nanoTime();
            heardNs = accepted + refused > before || idle.size() == lines.size() ? nowNs : heardNs;
            if (nowNs - heardNs > SILENCE_NS) {
                throw new IOException("the gateway does not answer");
            }
        }
        return new Outcome(accepted, refused, nowNs - startNs, latency);
    }

    /** Handles what the sockets have, and waits for it, but not much longer than until the next request is due. */
    private void await(double gapNs, long dueInNs) throws IOException {
        if (gapNs == 0 || dueInNs > TimeUnit.MILLISECONDS.toNanos(2)) {
            selector.select(this::handle, gapNs == 0 ? 100 : 1);
        } else if (selector.selectNow(this::handle) == 0 && dueInNs > 0) {
            LockSupport.parkNanos(Math.min(PARK_NS, dueInNs));
        }
    }

    private void handle(SelectionKey key) {
        Line line = (Line) key.attachment();
        try {
            if (key.isWritable()) {
                write(line);
            }
            if (key.isReadable()) {
                read(line);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a connection to the gateway broke", e);
        }
    }

    private static void write(Line line) throws IOException {
        line.channel.write(line.out);
        int wanted = line.out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (line.key.interestOps() != wanted) {
            line.key.interestOps(wanted);
        }
    }

    private void read(Line line) throws IOException {
        if (line.channel.read(line.in) < 0) {
            throw new EOFException("the gateway closed a connection");
        }
        int status = HttpAnswer.status(line.in);
        if (status == HttpAnswer.NOT_WHOLE) {
            return;
        }
        line.in.clear();
        if (status == ACCEPTED) {
            accepted++;
            latency.recordValue(Math.min(HIGHEST_NS, System.nanoTime() - line.dueNs));
        } else {
            refused++;
        }
        idle.add(line);
    }

    @Override
    public void close() throws IOException {
        for (Line line : lines) {
            line.channel.close();
        }
        selector.close();
    }
}
