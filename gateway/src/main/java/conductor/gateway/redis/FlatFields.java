package conductor.gateway.redis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over the fields of an entry as the read buffer keeps them:
 *
 * <pre>
 *   name length (int) | value length (int) | name | value | name length ...
 * </pre>
 */
final class FlatFields {
    static final int HEADER = 2 * Integer.BYTES;
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int at;
    private int end;
    private int nameOffset;
    private int nameLength;
    private int valueLength;

    FlatFields over(byte[] arena, int offset, int length) {
        bytes = arena;
        at = offset;
        end = offset + length;
        return this;
    }

    /** Goes to the next field; false behind the last. */
    boolean next() {
        if (at >= end) {
            return false;
        }
        nameLength = (int) INT.get(bytes, at);
        valueLength = (int) INT.get(bytes, at + Integer.BYTES);
        nameOffset = at + HEADER;
        at = nameOffset + nameLength + valueLength;
        return true;
    }

    int nameOffset() {
        return nameOffset;
    }

    int nameLength() {
        return nameLength;
    }

    int valueOffset() {
        return nameOffset + nameLength;
    }

    int valueLength() {
        return valueLength;
    }
}
