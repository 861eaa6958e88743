package conductor.engine.core;

import org.agrona.DirectBuffer;

/** Where state goes to, section by section, in a fixed order. All numbers are little-endian 64-bit. */
public interface StateWriter {
    /** Begins a section; every section carries its own version. */
    void beginSection(int sectionId, int version);

    void putLong(long value);

    void putBytes(DirectBuffer source, int offset, int length);

    void endSection();
}
