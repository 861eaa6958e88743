package conductor.engine.presence;

import conductor.engine.core.KeyHash;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keys of what belongs to a scope: operators, work items, messages and skills of different scopes never share one (presence.md 1.1).
 *
 * <pre>
 *   scope    hash(scope)
 *   id       hash(scope 0x00 id)       operator, work item, message
 *   skill    hash(scope 0x01 skill)    so that it is never the key of an operator of the same name
 * </pre>
 *
 * The ids are known to be ids, 1 to 255 bytes of UTF-8 without control characters, so the separators are in none of them. Allocates nothing; one
 * thread at a time.
 */
public final class ScopedKeys {
    private static final int ID_MAX = 255;
    private static final byte ID = 0;
    private static final byte SKILL = 1;

    private final KeyHash hash;
    private final UnsafeBuffer joined = new UnsafeBuffer(new byte[ID_MAX + 1 + ID_MAX]);

    /** @param hash makes keys of bytes; the same one for all of a node and its gateways. */
    public ScopedKeys(KeyHash hash) {
        this.hash = hash;
    }

    /** Key of a scope, never 0. It is the key of the same bytes as an event's id. */
    public long scope(byte[] scope) {
        joined.putBytes(0, scope);
        return hash.hash(joined, 0, scope.length);
    }

    /** Key of an operator, a work item or a message of a scope, never 0. */
    public long id(byte[] scope, byte[] id) {
        return key(scope, ID, id);
    }

    /** Key of a skill of a scope, never 0. */
    public long skill(byte[] scope, byte[] skill) {
        return key(scope, SKILL, skill);
    }

    private long key(byte[] scope, byte separator, byte[] id) {
        joined.putBytes(0, scope);
        joined.putByte(scope.length, separator);
        joined.putBytes(scope.length + 1, id);
        return hash.hash(joined, 0, scope.length + 1 + id.length);
    }
}
