package conductor.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A TCP proxy on a free port of the loopback that passes bytes between clients and one server, and does to them what networks do:
 *
 * <ul>
 *   <li>{@link #delay}: every byte arrives so much later,
 *   <li>{@link #throttle}: only so many bytes a second,
 *   <li>{@link #freeze}: half-open; connections stay (new ones are accepted) and nothing passes until {@link #thaw},
 *   <li>{@link #cut} and {@link #cutAfter}: both ends break in the middle of whatever it was,
 *   <li>{@link #cutAtAnswerTo}: both ends break when the server has done something and says so,
 *   <li>{@link #refuse}: whoever connects is closed at once.
 * </ul>
 *
 * <p>Faults take effect at once, also on open connections. Safe to use from any thread.
 */
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket listener;
    private volatile int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Faults faults = new Faults();
    private final AtomicLong upstreamLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong downstreamLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();
    private volatile LongSupplier again;
    private volatile String awaitedWord;
    private volatile boolean wordPassed;
    private volatile boolean refusing;
    private volatile boolean cut;

    /** @param target port of the server on the loopback; it need not be there yet. */
    public FaultProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Pipe.start("proxy-accept", this::accept);
    }

    /** Where clients connect. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Address for clients of a Redis. */
    public String uri() {
        return "redis://127.0.0.1:" + port();
    }

    /** Bytes in either direction arrive {@code ms} later; 0 ends it. */
    public void delay(long ms) {
        faults.delayMs = ms;
    }

    /** At most so many bytes a second pass in each direction of each connection; 0 ends it. */
    public void throttle(long bytesPerSecond) {
        faults.bytesPerSecond = bytesPerSecond;
    }

    /** From now on nothing passes, and nobody is told. */
    public void freeze() {
        faults.frozen = true;
    }

    /** What was held by {@link #freeze()} passes, on connections that are still there. */
    public void thaw() {
        faults.frozen = false;
    }

    /** Whether new connections are closed at once. */
    public void refuse(boolean yes) {
        refusing = yes;
    }

    /** New connections go to the server on this port, as those of clients do after a failover. */
    public void retarget(int port) {
        target = port;
    }

    /** Breaks every connection now. */
    public void cut() {
        breakAll();
    }

    /**
     * Cuts after so many bytes from the server, and again and again, each time after as many more as are said then: nobody need be
     * there in time to ask for the next cut. {@link #cut} and the like do not end it.
     */
    public void keepCutting(LongSupplier downstreamBytes) {
        again = downstreamBytes;
        cutAfter(Long.MAX_VALUE, downstreamBytes.getAsLong());
    }

    /** How often everything broke so far. */
    public long cuts() {
        return cuts.get();
    }

    /** Cuts after so many more bytes towards the server, or from it, whichever comes first. */
    public void cutAfter(long upstreamBytes, long downstreamBytes) {
        cut = false;
        downstreamLeft.set(downstreamBytes);
        upstreamLeft.set(upstreamBytes);
    }

    /** Cuts when the server answers to bytes that held this word: it has done what was asked, and nobody hears of it. */
    public void cutAtAnswerTo(String word) {
        cut = false;
        wordPassed = false;
        awaitedWord = word;
    }

    /** Whether the cut has happened since {@link #cutAfter} or {@link #cutAtAnswerTo}. */
    public boolean isCut() {
        return cut;
    }

    /** Connections made so far. */
    public long accepted() {
        return accepted.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                long breaks = cuts.get();
                if (refusing) {
                    client.close();
                } else {
                    accepted.incrementAndGet();
                    connect(client, breaks);
                }
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    /** @param breaks until the client was accepted; if there was one more since, this connection breaks as well. */
    private void connect(Socket client, long breaks) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        if (!keep(client, server, breaks)) {
            close(client);
            close(server);
            return;
        }
        Closeable both = () -> {
            close(client);
            close(server);
            sockets.remove(client);
            sockets.remove(server);
        };
        new Pipe(client, server, faults, upstreamLeft, this::question, this::breakAll, both).start("proxy-up");
        new Pipe(server, client, faults, downstreamLeft, this::answer, this::breakAll, both).start("proxy-down");
    }

    private synchronized boolean keep(Socket client, Socket server, long breaks) {
        if (cuts.get() != breaks) {
            return false;
        }
        sockets.add(client);
        sockets.add(server);
        return true;
    }

    /** Questions always pass. */
    private boolean question(byte[] bytes) {
        String word = awaitedWord;
        if (word != null && new String(bytes, StandardCharsets.ISO_8859_1).contains(word)) {
            wordPassed = true;
        }
        return true;
    }

    /** Answers pass unless they are the one that is to be lost. */
    private boolean answer(byte[] bytes) {
        return !wordPassed;
    }

    private synchronized void breakAll() {
        LongSupplier next = again;
        upstreamLeft.set(Long.MAX_VALUE);
        downstreamLeft.set(next == null ? Long.MAX_VALUE : next.getAsLong());
        awaitedWord = null;
        wordPassed = false;
        for (Socket socket : sockets) {
            close(socket);
        }
        sockets.clear();
        cuts.incrementAndGet();
        cut = true;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError("a socket of the loopback did not close", e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        breakAll();
    }

    /** What is wrong with the network just now. */
    static final class Faults {
        volatile long delayMs;
        volatile long bytesPerSecond;
        volatile boolean frozen;
    }
}
