package conductor.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many clients of the event stream on one thread. The first of them stop reading when they are told to, and go on when they are told to. */
final class StreamCrowd implements Runnable, AutoCloseable {
    private static final int BUFFER = 1 << 17;
    private static final long LOOK_MS = 20;

    private final Selector selector = Selector.open();
    private final List<Listener> listeners = new ArrayList<>();
    private final List<SelectionKey> slow = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final Delays delays = new Delays();
    private final Delays ofSlow = new Delays();
    private final AtomicInteger endedSlow = new AtomicInteger();
    private final AtomicInteger endedOthers = new AtomicInteger();
    private volatile boolean slowRead = true;
    private volatile boolean stopping;
    private boolean slowReads = true;

    /** @param stalled how many of them will stop reading. */
    StreamCrowd(RecordWriter records, int port, int clients, int stalled) throws IOException {
        for (int i = 0; i < clients; i++) {
            Listener listener = new Listener(records, port, i, i < stalled);
            listeners.add(listener);
            SelectionKey key = listener.channel().register(selector, SelectionKey.OP_READ, listener);
            if (i < stalled) {
                slow.add(key);
            }
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                if (slowReads != slowRead) {
                    slowReads = slowRead;
                    slow.stream()
                            .filter(SelectionKey::isValid)
                            .forEach(key -> key.interestOps(slowReads ? SelectionKey.OP_READ : 0));
                }
                selector.select(this::read, LOOK_MS);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the sockets cannot be looked at", e);
        }
    }

    private void read(SelectionKey key) {
        Listener listener = (Listener) key.attachment();
        buffer.clear();
        int read;
        try {
            read = listener.channel().read(buffer);
        } catch (IOException e) {
            read = -1;
        }
        if (read < 0) {
            key.cancel();
            (listener.isSlow() ? endedSlow : endedOthers).incrementAndGet();
            return;
        }
        buffer.flip();
        listener.read(buffer, System.nanoTime(), listener.isSlow() ? ofSlow : delays);
    }

    /** Waits until all have the state to begin with. */
    void awaitBegun(long timeoutMs) throws IOException, InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!listeners.stream().allMatch(Listener::hasBegun)) {
            if (System.nanoTime() - endNs > 0) {
                throw new IOException("not every client of the event stream was answered");
            }
            Thread.sleep(LOOK_MS);
        }
    }

    /** Whether those that stop reading read. */
    void slowRead(boolean yes) {
        slowRead = yes;
    }

    /** Delays of those that read all the time. */
    Delays delays() {
        return delays;
    }

    /** Of those that stop, connections that were seen to be closed. */
    int endedSlow() {
        return endedSlow.get();
    }

    /** The same of the others. */
    int endedOthers() {
        return endedOthers.get();
    }

    /** Those that read all the time. */
    List<Listener> others() {
        return listeners.subList(slow.size(), listeners.size());
    }

    /** Asks {@link #run} to end. */
    void stop() {
        stopping = true;
    }

    @Override
    public void close() throws IOException {
        for (Listener listener : listeners) {
            listener.channel().close();
        }
        selector.close();
    }
}
