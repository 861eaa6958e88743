package conductor.engine.core;

import org.agrona.MutableDirectBuffer;

/** Where state comes from; the mirror of {@link StateWriter}. */
public interface StateReader {
    /**
     * Enters the next section.
     *
     * @return its version.
     * @throws IllegalStateException if the next section is not {@code sectionId}.
     */
    int beginSection(int sectionId);

    /**
     * Enters the next section, which must have the version that this program writes.
     *
     * @throws IllegalStateException if it is another section or another version.
     */
    default void beginSection(int sectionId, int version) {
        int found = beginSection(sectionId);
        if (found != version) {
            throw new IllegalStateException("section " + sectionId + " of the state has version " + found
                    + ", this program reads version " + version);
        }
    }

    long getLong();

    /** Reads the next byte string into {@code target} at {@code offset} and returns its length. */
    int getBytes(MutableDirectBuffer target, int offset, int maxLength);

    void endSection();
}
