package conductor.gateway.publish;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes bytes between a client and a server until told to cut: then both ends break in the middle of whatever it
 * was.
 */
public final class FaultProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong upstreamLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong downstreamLeft = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean cut;

    public FaultProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        start("proxy-accept", this::accept);
    }

    public String uri() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    /** Cuts after so many more bytes towards the server, or from it, whichever comes first. */
    public void cutAfter(long upstreamBytes, long downstreamBytes) {
        cut = false;
        downstreamLeft.set(downstreamBytes);
        upstreamLeft.set(upstreamBytes);
    }

    /** Whether the cut has happened since {@link #cutAfter}. */
    public boolean isCut() {
        return cut;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                start("proxy-up", () -> pass(client, server, upstreamLeft));
                start("proxy-down", () -> pass(server, client, downstreamLeft));
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void pass(Socket from, Socket to, AtomicLong left) {
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                long before = left.getAndAdd(-read);
                out.write(buffer, 0, (int) Math.max(0, Math.min(read, before)));
                out.flush();
                if (before <= read) {
                    breakAll();
                    return;
                }
            }
        } catch (IOException e) {
            // The other direction or the far end has closed the connection: nothing is left to pass on.
            return;
        }
    }

    private void breakAll() {
        upstreamLeft.set(Long.MAX_VALUE);
        downstreamLeft.set(Long.MAX_VALUE);
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        sockets.clear();
        cut = true;
    }

    private static void start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        breakAll();
    }
}
