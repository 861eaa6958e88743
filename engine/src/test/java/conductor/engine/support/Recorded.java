package conductor.engine.support;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.wire.DecisionCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** A decision as a value, for comparing and for reading after the engine has used its own object again. */
public final class Recorded {
    private static final DecisionCodec CODEC = new DecisionCodec();

    public final Decision d = new Decision();
    private final byte[] bytes;

    public Recorded(Decision source) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);
        int length = CODEC.encode(source, buffer, 0);
        bytes = Arrays.copyOf(buffer.byteArray(), length);
        CODEC.decode(buffer, 0, d);
    }

    /** The payload as text. */
    public String text() {
        return d.payload.getStringWithoutLengthUtf8(0, d.payloadLength);
    }

    /** The encoded record. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recorded r && Arrays.equals(bytes, r.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return DecisionType.name(d.type) + "#" + d.seq + "@" + d.engineTimeMs + " state=" + d.state + " code=" + d.code
                + " class=" + d.anomalyClass + " score=" + d.scorePpm
                + (d.type == DecisionType.SESSION_OPENED
                        ? " " + new String(text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                        : "");
    }
}
