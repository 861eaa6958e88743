package conductor.journal.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes bytes between the sink and its server until told to cut: after so many bytes towards the server, or when the server answers a
 * COMMIT, so that the server has committed and the client never hears of it.
 */
final class PostgresProxy implements AutoCloseable {
    private static final String COMMIT = "COMMIT";

    private final ServerSocket listener;
    private final String host;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong upstreamLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger commitsLeft = new AtomicInteger(Integer.MAX_VALUE);
    private volatile boolean cut;

    PostgresProxy(String host, int target) throws IOException {
        this.host = host;
        this.target = target;
        this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        start("proxy-accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts once after so many more bytes towards the server. */
    void cutAfter(long upstreamBytes) {
        cut = false;
        upstreamLeft.set(upstreamBytes);
    }

    /** Cuts once when the server answers the so manyth COMMIT from now. */
    void cutAtAnswerToCommit(int number) {
        cut = false;
        commitsLeft.set(number);
    }

    /** Whether the cut that was asked for last has happened. */
    boolean isCut() {
        return cut;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(host, target);
                sockets.add(client);
                sockets.add(server);
                start("proxy-up", () -> pump(client, server, true));
                start("proxy-down", () -> pump(server, client, false));
            } catch (IOException e) {
                // Closed, or the server is away: the client sees a broken connection.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean upstream) {
        byte[] buffer = new byte[4_096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (upstream ? !send(out, buffer, read) : cutsAnswer()) {
                    return;
                }
                if (!upstream) {
                    out.write(buffer, 0, read);
                }
                out.flush();
            }
        } catch (IOException e) {
            // One end is gone; leaving closes the other.
        }
    }

    private boolean send(OutputStream out, byte[] buffer, int read) throws IOException {
        if (new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains(COMMIT)
                && commitsLeft.get() != Integer.MAX_VALUE) {
            commitsLeft.decrementAndGet();
        }
        long left = upstreamLeft.getAndAdd(-read);
        out.write(buffer, 0, (int) Math.max(0, Math.min(left, read)));
        if (left <= read) {
            upstreamLeft.set(Long.MAX_VALUE);
            cut = true;
            return false;
        }
        return true;
    }

    private boolean cutsAnswer() {
        if (commitsLeft.get() > 0) {
            return false;
        }
        commitsLeft.set(Integer.MAX_VALUE);
        cut = true;
        return true;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
