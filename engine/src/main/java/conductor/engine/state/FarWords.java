package conductor.engine.state;

/**
 * The words of a table's rows that are kept apart from the others, from {@link RowTable#nearWords} on. Who keeps them says with every
 * write what it changes in the table's hash, so the hash does not depend on how they are kept.
 */
public interface FarWords {
    /** A row begins; its words are zero. */
    void begin(int slot);

    /** A word of a row that has begun. */
    long get(int slot, int word);

    /** Writes a word, and tells the table ({@link RowTable#changed}). */
    void set(int slot, int word, long value);

    /** A row goes: makes all its words zero. */
    void clear(int slot);
}
