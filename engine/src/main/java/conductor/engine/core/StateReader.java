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

    long getLong();

    /** Reads the next byte string into {@code target} at {@code offset} and returns its length. */
    int getBytes(MutableDirectBuffer target, int offset, int maxLength);

    void endSection();
}
