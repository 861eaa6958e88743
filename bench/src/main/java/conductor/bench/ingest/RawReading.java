package conductor.bench.ingest;

import io.lettuce.core.RedisURI;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Floor: the same entries read without a library, from a blocking socket, by a scan of the protocol that only counts. For a server
 * without password and TLS.
 */
final class RawReading {
    /** Before it the tables of what was seen still grow, and the compiler works. */
    private static final double WARM_UP_SHARE = 0.6;

    private static final int BUFFER = 1 << 20;
    private static final byte[] NO_IDS = {};
    private static final long[] NO_LIBRARY = {};

    private final RedisURI uri;
    private final byte[][] keys;
    private final int entries;
    private final int count;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
    private final byte[][] lastIds;

    /** As {@link BareReading}. */
    RawReading(String uri, byte[][] keys, int entries, int count) {
        this.uri = RedisURI.create(uri);
        this.keys = keys;
        this.entries = entries;
        this.count = count;
        this.lastIds = new byte[keys.length][];
        Arrays.fill(lastIds, "0-0".getBytes(StandardCharsets.US_ASCII));
    }

    Reading run() throws IOException {
        try (SocketChannel socket = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()))) {
            command(socket, "SELECT", Integer.toString(uri.getDatabase()));
            line(socket);
            int seen = 0;
            while (seen < entries * WARM_UP_SHARE) {
                seen += read(socket);
            }
            int beganAt = seen;
            long self = Thread.currentThread().getId();
            Use begin = Use.of(NO_LIBRARY, self);
            while (seen < entries) {
                seen += read(socket);
            }
            return Use.of(NO_LIBRARY, self).since(begin, entries - beganAt);
        }
    }

    private int read(SocketChannel socket) throws IOException {
        byte[][] words = new byte[4 + keys.length * 2][];
        words[0] = ascii("XREAD");
        words[1] = ascii("COUNT");
        words[2] = ascii(Integer.toString(count));
        words[3] = ascii("STREAMS");
        for (int i = 0; i < keys.length; i++) {
            words[4 + i] = keys[i];
            words[4 + keys.length + i] = lastIds[i];
        }
        write(socket, words);
        long streams = line(socket);
        if (streams <= 0) {
            throw new IllegalStateException("entries of the streams are gone");
        }
        int found = 0;
        for (long s = 0; s < streams; s++) {
            line(socket);
            int stream = indexOf(text(socket, line(socket), true));
            long ofThis = line(socket);
            for (long e = 1; e <= ofThis; e++) {
                line(socket);
                byte[] id = text(socket, line(socket), e == ofThis);
                if (e == ofThis) {
                    lastIds[stream] = id;
                }
                for (long fields = line(socket); fields > 0; fields--) {
                    text(socket, line(socket), false);
                }
            }
            found += (int) ofThis;
        }
        return found;
    }

    private int indexOf(byte[] key) {
        int i = 0;
        while (!Arrays.equals(keys[i], key)) {
            i++;
        }
        return i;
    }

    /** The number of the next line, whatever its kind; 0 of one without. */
    private long line(SocketChannel socket) throws IOException {
        long number = 0;
        boolean negative = false;
        for (byte b = next(socket); b != '\n'; b = next(socket)) {
            negative |= b == '-';
            number = b >= '0' && b <= '9' ? number * 10 + (b - '0') : number;
        }
        return negative ? -number : number;
    }

    private byte[] text(SocketChannel socket, long length, boolean wanted) throws IOException {
        byte[] text = wanted ? new byte[(int) length] : NO_IDS;
        long left = length;
        while (left > 0) {
            fill(socket);
            int some = (int) Math.min(left, in.remaining());
            if (wanted) {
                in.get(text, (int) (length - left), some);
            } else {
                in.position(in.position() + some);
            }
            left -= some;
        }
        line(socket);
        return text;
    }

    private byte next(SocketChannel socket) throws IOException {
        fill(socket);
        return in.get();
    }

    private void fill(SocketChannel socket) throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            if (socket.read(in) < 0) {
                throw new EOFException("Redis closed the connection");
            }
            in.flip();
        }
    }

    private static void command(SocketChannel socket, String... words) throws IOException {
        write(socket, Arrays.stream(words).map(RawReading::ascii).toArray(byte[][]::new));
    }

    private static void write(SocketChannel socket, byte[]... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ascii("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            out.write(ascii("$" + word.length + "\r\n"));
            out.write(word);
            out.write(ascii("\r\n"));
        }
        ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
