package conductor.gateway.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A key under which something is written once within {@value #KEPT_S} seconds, however often it is sent. Kept in Redis, so that
 * every gateway knows it: {@code conductor:once:{hash of caller and key}} holds the hash of the content and how many signals it was.
 */
public final class OnceKey {
    static final int KEPT_S = 86_400;
    private static final String PREFIX = "conductor:once:";
    private static final int KEY_BYTES = 16;

    private final byte[] redisKey;
    private final String content;

    private OnceKey(byte[] redisKey, String content) {
        this.redisKey = redisKey;
        this.content = content;
    }

    /**
     * A key of a caller.
     *
     * @param caller who sends it; the same key of another caller is another key.
     * @param key what the client gave.
     * @param content all bytes of the request.
     */
    public static OnceKey of(String caller, String key, byte[] content) {
        String name = caller.length() + ":" + caller + key;
        byte[] hash = sha256(name.getBytes(StandardCharsets.UTF_8));
        String redisKey = PREFIX + HexFormat.of().formatHex(hash, 0, KEY_BYTES);
        return new OnceKey(
                redisKey.getBytes(StandardCharsets.US_ASCII), HexFormat.of().formatHex(sha256(content), 0, KEY_BYTES));
    }

    byte[] redisKey() {
        return redisKey;
    }

    /** What Redis keeps under it. */
    byte[] value(int signals) {
        return (content + " " + signals).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What Redis has kept, as an answer.
     *
     * @return null if it was kept for another content.
     */
    Written known(byte[] value) {
        String text = new String(value, StandardCharsets.US_ASCII);
        int space = text.indexOf(' ');
        return space > 0 && text.substring(0, space).equals(content)
                ? new Written(Integer.parseInt(text.substring(space + 1)), true)
                : null;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
