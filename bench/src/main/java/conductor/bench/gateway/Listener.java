package conductor.bench.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One client of the event stream: sees which records it is told of, and reads no more of them. One thread. */
final class Listener {
    /** What a kernel keeps at least for who does not read. */
    private static final int SMALL_BUFFER = 4_096;

    private static final int KEPT = 64;
    private static final int ADDRESSES = 250;
    private static final String ID = "id: ";
    private static final String EVENT = "event: ";

    private final RecordWriter records;
    private final SocketChannel channel;
    private final boolean slow;
    private final byte[] line = new byte[KEPT];
    private int length;
    private long decision;
    private long score;
    private volatile long decisions = -1;
    private long scores = -1;
    private long missed;
    private long spared;

    /**
     * Connects and asks, from an address of its own: openings are limited for each.
     *
     * @param number from 0.
     * @param slow whether its kernel keeps little.
     */
    Listener(RecordWriter records, int port, int number, boolean slow) throws IOException {
        this.records = records;
        this.slow = slow;
        this.channel = SocketChannel.open();
        if (slow) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        }
        channel.bind(new InetSocketAddress("127.1." + number / ADDRESSES + "." + (1 + number % ADDRESSES), 0));
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(
                "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Whether it is one of those that stop reading. */
    boolean isSlow() {
        return slow;
    }

    /** Whether it has got the state to begin with. */
    boolean hasBegun() {
        return decisions >= 0;
    }

    /** Decisions that it was not told of. */
    long missed() {
        return missed;
    }

    /** Scores that it was not told of because there were newer ones. */
    long spared() {
        return spared;
    }

    /** Number of the newest decision that it was told of. */
    long decisions() {
        return decisions;
    }

    /** Takes what came at a time. */
    void read(ByteBuffer bytes, long nowNs, Delays delays) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b == '\n') {
                line(nowNs, delays);
                length = 0;
            } else if (length < KEPT) {
                line[length++] = b;
            }
        }
    }

    private void line(long nowNs, Delays delays) {
        if (begins(ID)) {
            int last = lastDash(length);
            decision = number(lastDash(last) + 1);
            score = number(last + 1);
        } else if (begins(EVENT)) {
            event(nowNs, delays);
        }
    }

    private void event(long nowNs, Delays delays) {
        if (begins("event: reset") || begins("event: alive")) {
            decisions = decision;
            scores = score;
        } else if (begins("event: SCORE")) {
            spared += score - scores - 1;
            scores = score;
            delays.add(nowNs - records.dueNs(true, score));
        } else {
            missed += decision - decisions - 1;
            decisions = decision;
            delays.add(nowNs - records.dueNs(false, decision));
        }
    }

    private boolean begins(String word) {
        if (length < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (line[i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int lastDash(int before) {
        int at = before - 1;
        while (at >= 0 && line[at] != '-') {
            at--;
        }
        return at;
    }

    private long number(int at) {
        long number = 0;
        for (int i = at; i < length && line[i] >= '0' && line[i] <= '9'; i++) {
            number = number * 10 + line[i] - '0';
        }
        return number;
    }
}
