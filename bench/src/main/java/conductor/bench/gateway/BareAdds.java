package conductor.bench.gateway;

import io.lettuce.core.RedisURI;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Floor: XADD of given bytes, an entry each, pipelined over one blocking socket without a library; the commands are made before. For a
 * server without password and TLS.
 */
final class BareAdds implements AutoCloseable {
    /** Where the entries go to. */
    static final String STREAM = "conductor.bench.floor";

    private static final int COMMANDS_AT_ONCE = 64;
    private static final int UNANSWERED_MAX = 512;
    private static final int LINES_AN_ANSWER = 2;
    private static final int BUFFER = 1 << 16;

    private final SocketChannel socket;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER);
    private final List<byte[]> commands = new ArrayList<>();
    private boolean atLineStart = true;

    BareAdds(String uri, List<byte[]> entries) throws IOException {
        RedisURI at = RedisURI.create(uri);
        this.socket = SocketChannel.open(new InetSocketAddress(at.getHost(), at.getPort()));
        for (int from = 0; from < entries.size(); from += COMMANDS_AT_ONCE) {
            ByteArrayOutputStream some = new ByteArrayOutputStream();
            for (int i = from; i < from + COMMANDS_AT_ONCE; i++) {
                byte[] entry = entries.get(i % entries.size());
                ascii(
                        some,
                        "*5\r\n$4\r\nXADD\r\n$" + STREAM.length() + "\r\n" + STREAM + "\r\n$1\r\n*\r\n$4\r\ndata\r\n$"
                                + entry.length + "\r\n");
                some.writeBytes(entry);
                ascii(some, "\r\n");
            }
            commands.add(some.toByteArray());
        }
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Adds for a while, over and over from the beginning.
     *
     * @return entries a second.
     * @throws IOException if the server refuses one.
     */
    double run(long forNs) throws IOException {
        long startNs = System.nanoTime();
        long sent = 0;
        long answered = 0;
        for (int i = 0; System.nanoTime() - startNs < forNs; i++) {
            ByteBuffer out = ByteBuffer.wrap(commands.get(i % commands.size()));
            while (out.hasRemaining()) {
                socket.write(out);
            }
            sent += COMMANDS_AT_ONCE;
            while ((sent - answered / LINES_AN_ANSWER) > UNANSWERED_MAX) {
                answered += lines();
            }
        }
        while (answered < sent * LINES_AN_ANSWER) {
            answered += lines();
        }
        return sent * 1e9 / (System.nanoTime() - startNs);
    }

    /** Ends of lines among what comes next. */
    private int lines() throws IOException {
        in.clear();
        if (socket.read(in) < 0) {
            throw new EOFException("Redis closed the connection");
        }
        int ends = 0;
        for (int i = 0; i < in.position(); i++) {
            byte b = in.get(i);
            if (atLineStart && b == '-') {
                throw new IOException("Redis refused an entry");
            }
            atLineStart = b == '\n';
            ends += atLineStart ? 1 : 0;
        }
        return ends;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
