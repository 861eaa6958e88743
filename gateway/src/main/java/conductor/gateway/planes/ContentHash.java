package conductor.gateway.planes;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a repeat of a message is compared by (presence.md 1.1): SHA-256 of the canonical JSON of all members but {@code id} and {@code reply}, also of
 * those that nobody reads.
 *
 * @param first bytes 0 to 7 of the hash, the first one highest.
 * @param second bytes 8 to 15.
 * @param third bytes 16 to 23.
 * @param fourth bytes 24 to 31.
 */
record ContentHash(long first, long second, long third, long fourth) {
    /** The hash of a message as {@link StrictJson} reads it. */
    static ContentHash of(Map<String, Object> message) {
        Map<String, Object> content = new HashMap<>(message);
        content.remove(Members.ID);
        content.remove(Members.REPLY);
        ByteBuffer hash = ByteBuffer.wrap(sha256(CanonicalJson.utf8(content)));
        return new ContentHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
