package conductor.engine.audience;

import conductor.engine.core.Signal;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import conductor.engine.state.Hashing;
import java.nio.ByteOrder;

/** Where content comes from (audience.md 7): which templates, in which languages, and whether somebody makes any. */
final class ContentSources {
    /** Languages that are told apart. */
    static final int LANGUAGES_MAX = 16;

    private static final long ENGLISH = 'e' | 'n' << 8;
    private static final long LOWER_CASE = 0x2020202020202020L;
    private static final int HASH_FROM = 16;

    private final long[] languages = new long[LANGUAGES_MAX];
    private int count = 1;
    private long templatesHash;
    private long waitMs;

    ContentSources() {
        languages[0] = ENGLISH;
    }

    /** Takes over what a signal says. */
    void apply(Signal signal) {
        templatesHash = signal.value1;
        waitMs = signal.value2;
        count = signal.payloadLength / Long.BYTES;
        for (int i = 0; i < LANGUAGES_MAX; i++) {
            languages[i] = i < count ? signal.payload.getLong(i * Long.BYTES, ByteOrder.LITTLE_ENDIAN) : 0;
        }
    }

    /** Which set of templates there is, 0 = the built-in one. */
    long templatesHash() {
        return templatesHash;
    }

    /** How long an automatic decision waits for content that is made for it, 0 = nobody makes any. */
    long waitMs() {
        return waitMs;
    }

    /**
     * Whether there are templates in a language: in itself, or without its region.
     *
     * @param language up to eight ASCII characters, the first in the lowest byte; 0 = any.
     */
    boolean speaks(long language) {
        boolean found = language == 0;
        for (int i = 0; i < count && !found; i++) {
            found = begins(language, languages[i]);
        }
        return found;
    }

    /** Case does not count, and a hyphen is one in either. */
    private static boolean begins(long language, long known) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(known) + 7 & ~7;
        long mask = bits == Long.SIZE ? -1 : (1L << bits) - 1;
        long next = bits == Long.SIZE ? 0 : language >>> bits & 0xff;
        return ((language ^ known) & mask & ~LOWER_CASE) == 0 && (next == 0 || next == '-');
    }

    long hash() {
        long hash = Hashing.contribution(AudienceSections.DECISIONING, HASH_FROM, templatesHash)
                + Hashing.contribution(AudienceSections.DECISIONING, HASH_FROM + 1, waitMs)
                + Hashing.contribution(AudienceSections.DECISIONING, HASH_FROM + 2, count);
        for (int i = 0; i < count; i++) {
            hash += Hashing.contribution(AudienceSections.DECISIONING, HASH_FROM + 3 + i, languages[i]);
        }
        return hash;
    }

    void write(StateWriter out) {
        out.putLong(templatesHash);
        out.putLong(waitMs);
        out.putLong(count);
        for (int i = 0; i < count; i++) {
            out.putLong(languages[i]);
        }
    }

    void read(StateReader in) {
        templatesHash = in.getLong();
        waitMs = in.getLong();
        count = (int) in.getLong();
        for (int i = 0; i < LANGUAGES_MAX; i++) {
            languages[i] = i < count ? in.getLong() : 0;
        }
    }
}
