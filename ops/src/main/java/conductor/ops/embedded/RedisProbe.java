package conductor.ops.embedded;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks a server on this machine who it is, with a few inline commands on a plain socket: no client library has to start
 * before the server is known to be there.
 */
final class RedisProbe implements Closeable {
    private static final int TIMEOUT_MS = 5_000;

    /**
     * What a server says about itself.
     *
     * @param pid its process.
     * @param configFile the configuration file it was started with.
     * @param loading whether it still reads its data.
     * @param loadedPercent how much of it, 0..100.
     * @param remainingS its own estimate of the seconds left.
     */
    record Info(long pid, String configFile, boolean loading, double loadedPercent, long remainingS) {}

    private final Socket socket;
    private final InputStream in;

    private RedisProbe(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RedisProbe connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            return new RedisProbe(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** What the server on this port says, or empty when nobody there answers as a Redis server. */
    static Optional<Info> ask(int port) {
        try (RedisProbe probe = connect(port)) {
            return Optional.of(probe.info());
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    Info info() throws IOException {
        String text = call("INFO");
        return new Info(
                Long.parseLong(member(text, "process_id", "-1")),
                member(text, "config_file", ""),
                member(text, "loading", "0").equals("1"),
                Double.parseDouble(member(text, "loading_loaded_perc", "100")),
                Long.parseLong(member(text, "loading_eta_seconds", "0")));
    }

    boolean answersPing() throws IOException {
        return call("PING").equals("PONG");
    }

    /** Sends one inline command and returns the text of its reply; an error reply comes back with its leading minus. */
    String call(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String head = line();
        if (head.startsWith("$")) {
            byte[] bulk = in.readNBytes(Integer.parseInt(head.substring(1)));
            line();
            return new String(bulk, StandardCharsets.UTF_8);
        }
        return head.startsWith("+") ? head.substring(1) : head;
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (b != '\r') {
                text.append((char) b);
            }
        }
        return text.toString();
    }

    private static String member(String info, String name, String otherwise) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
