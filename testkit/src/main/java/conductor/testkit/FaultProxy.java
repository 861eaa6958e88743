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
                if (refusing) {
                    client.close();
                } else {
                    accepted.incrementAndGet();
                    connect(client);
                }
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        sockets.add(client);
        sockets.add(server);
        Closeable both = () -> {
            close(client);
            close(server);
            sockets.remove(client);
            sockets.remove(server);
        };
        new Pipe(client, server, faults, upstreamLeft, this::question, this::breakAll, both).start("proxy-up");
        new Pipe(server, client, faults, downstreamLeft, this::answer, this::breakAll, both).start("proxy-down");
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

    private void breakAll() {
        upstreamLeft.set(Long.MAX_VALUE);
        downstreamLeft.set(Long.MAX_VALUE);
        awaitedWord = null;
        wordPassed = false;
        for (Socket socket : sockets) {
            close(socket);
        }
        sockets.clear();
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
