package conductor.gateway.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;

/** Decodes the answer of TIME: seconds and microseconds, as texts. */
final class TimeOutput extends CommandOutput<byte[], byte[], Boolean> {
    private long seconds = -1;
    private long micros;

    TimeOutput() {
        super(ByteArrayCodec.INSTANCE, Boolean.TRUE);
    }

    @Override
    public void set(ByteBuffer bytes) {
        long number = 0;
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            number = number * 10 + (bytes.get(i) - '0');
        }
        if (seconds < 0) {
            seconds = number;
        } else {
            micros = number;
        }
    }

    /** Microseconds since 1970. */
    long timeUs() {
        return seconds * 1_000_000 + micros;
    }
}
