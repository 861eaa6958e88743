package conductor.engine.presence;

import conductor.engine.state.Hashing;

/**
 * Keys of the work items that the engine makes itself, {@code ap-d-{engine}-{seq}} and {@code es-a-{engine}-{seq}}: the engine has no
 * secret to hash ids with, so these keys come from kind and number alone.
 *
 * <pre>
 *   key = mix(kind &lt;&lt; 60 | seq)      mix is a bijection with mix(0) = 0: no two items share a key, and none has key 0
 * </pre>
 *
 * The edges give the same keys to messages that name such an id. Keys of all other items are keyed hashes ({@link ScopedKeys}), whose
 * values nobody without the secret can aim at these. The scope is not in the key: who takes a message for such an item compares it.
 */
public final class WorkKey {
    /** Largest number of a record that has a key; more digits than the 18 that an id may have. */
    public static final long SEQ_MAX = (1L << 60) - 1;

    private static final int KIND_SHIFT = 60;

    private WorkKey() {}

    /**
     * Key of the item in which decision {@code seq} waits for approval.
     *
     * @throws IllegalArgumentException unless 1 &lt;= seq &lt;= {@link #SEQ_MAX}.
     */
    public static long approval(long seq) {
        return key(WorkKind.APPROVAL, seq);
    }

    /**
     * Key of the item that anomaly {@code seq} escalated to.
     *
     * @throws IllegalArgumentException unless 1 &lt;= seq &lt;= {@link #SEQ_MAX}.
     */
    public static long escalation(long seq) {
        return key(WorkKind.ESCALATION, seq);
    }

    private static long key(long kind, long seq) {
        if (seq < 1 || seq > SEQ_MAX) {
            throw new IllegalArgumentException("no record has number " + seq);
        }
        return Hashing.mix(kind << KIND_SHIFT | seq);
    }
}
