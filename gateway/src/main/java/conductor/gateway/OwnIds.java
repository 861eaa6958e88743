package conductor.gateway;

import java.nio.charset.StandardCharsets;

/** Knows the ids of one kind that this engine gave: {@code <kind>-{engine}-{number}} (audience.md 2.1). Immutable. */
public final class OwnIds {
    /** That many digits always fit a long. */
    private static final int DIGITS_MAX = 18;

    private final byte[] prefix;

    /** @param engineName the engine's 8 hex digits. */
    public OwnIds(char kind, String engineName) {
        this(String.valueOf(kind), engineName);
    }

    /**
     * Ids whose kind has more than one letter.
     *
     * @param engineName the engine's 8 hex digits.
     */
    public OwnIds(String kind, String engineName) {
        this.prefix = (kind + "-" + engineName + "-").getBytes(StandardCharsets.US_ASCII);
    }

    /** The number of an id, 0 where it is none of ours. */
    public long number(byte[] bytes, int offset, int length) {
        int digits = length - prefix.length;
        if (digits < 1 || digits > DIGITS_MAX) {
            return 0;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[offset + i] != prefix[i]) {
                return 0;
            }
        }
        long value = 0;
        for (int i = offset + prefix.length; i < offset + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value == 0 && digit == 0) {
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
