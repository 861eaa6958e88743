package conductor.engine.detect;

/**
 * What is remembered of a session between steps, unpacked from {@link #WORDS} words of a flat row:
 *
 * <pre>
 *   0      tick | tick of the last reset of the sequential test     8   share of active people | ticks that know it
 *   1      active people | ticks of a poll, place in minute       9   remembered leavers | remembered person-looks
 *   2..4   count | expected count, averages per scale              10   prior of the rate |        remembered messages
 *   5      news of activity, averages: scales 0 and 1              11   people | sequential test
 *   6      scale 2 | sum since the reset                           12   count | expected count, since the reset
 *   7      remembered count | remembered person-looks              13   leavers in all slots
 *                                                                  14..16 leavers in 12 slots of 16 bits
 * </pre>
 */
final class SessionRow {
    static final int WORDS = 17;
    static final int SLOTS = 12;

    private static final int RING = 14;
    private static final int SLOTS_PER_WORD = 4;
    private static final int SLOT_BITS = 16;
    /** Most leavers that a slot tells. */
    static final int MOST_IN_SLOT = 0xffff;

    private static final long SLOT_MASK = MOST_IN_SLOT;
    private static final long LOW = 0xffffffffL;
    private static final int BYTE = 0xff;

    int tick;
    int resetTick;
    int active;
    /** Ticks during which a poll still counts, at most 255. */
    int pollTicks;
    /** Place of the tick in its minute. */
    int phase;

    // Averages per scale; fields, as three small arrays cost several ns a step.
    double shortCount;
    double middleCount;
    double longCount;
    double shortExpected;
    double middleExpected;
    double longExpected;
    double shortNews;
    double middleNews;
    double longNews;

    double rememberedCount;
    double rememberedLooks;
    double share;
    double shareTicks;
    double leavers;
    double leaverLooks;
    /** Rate of a person in a look by the event, before the session says anything. */
    double priorRate;

    double rememberedChat;
    double people;
    double test;
    double testCount;
    double testExpected;
    double testNews;
    int left;

    void load(long[] s, int at) {
        tick = (int) s[at];
        resetTick = (int) (s[at] >>> 32);
        active = (int) s[at + 1];
        int flags = (int) (s[at + 1] >>> 32);
        pollTicks = flags & BYTE;
        phase = flags >>> 8;
        shortCount = Packed.low(s[at + 2]);
        shortExpected = Packed.high(s[at + 2]);
        middleCount = Packed.low(s[at + 3]);
        middleExpected = Packed.high(s[at + 3]);
        longCount = Packed.low(s[at + 4]);
        longExpected = Packed.high(s[at + 4]);
        shortNews = Packed.low(s[at + 5]);
        middleNews = Packed.high(s[at + 5]);
        longNews = Packed.low(s[at + 6]);
        testNews = Packed.high(s[at + 6]);
        loadRest(s, at);
    }

    /** In two halves, since HotSpot puts no method above 325 bytes of code into its caller. */
    private void loadRest(long[] s, int at) {
        rememberedCount = Packed.low(s[at + 7]);
        rememberedLooks = Packed.high(s[at + 7]);
        share = Packed.low(s[at + 8]);
        shareTicks = Packed.high(s[at + 8]);
        leavers = Packed.low(s[at + 9]);
        leaverLooks = Packed.high(s[at + 9]);
        priorRate = Packed.low(s[at + 10]);
        rememberedChat = Packed.high(s[at + 10]);
        people = Packed.low(s[at + 11]);
        test = Packed.high(s[at + 11]);
        testCount = Packed.low(s[at + 12]);
        testExpected = Packed.high(s[at + 12]);
        left = (int) s[at + 13];
    }

    void store(long[] s, int at) {
        s[at] = pair(tick, resetTick);
        s[at + 1] = pair(active, pollTicks | phase << 8);
        s[at + 2] = Packed.of(shortCount, shortExpected);
        s[at + 3] = Packed.of(middleCount, middleExpected);
        s[at + 4] = Packed.of(longCount, longExpected);
        s[at + 5] = Packed.of(shortNews, middleNews);
        s[at + 6] = Packed.of(longNews, testNews);
        s[at + 7] = Packed.of(rememberedCount, rememberedLooks);
        s[at + 8] = Packed.of(share, shareTicks);
        s[at + 9] = Packed.of(leavers, leaverLooks);
        s[at + 10] = Packed.of(priorRate, rememberedChat);
        s[at + 11] = Packed.of(people, test);
        s[at + 12] = Packed.of(testCount, testExpected);
        s[at + 13] = left;
    }

    private static long pair(int low, int high) {
        return low & LOW | (long) high << 32;
    }

    /** Leavers in a slot of the ring. */
    static int slot(long[] s, int at, int slot) {
        return (int) (s[at + RING + slot / SLOTS_PER_WORD] >>> slot % SLOTS_PER_WORD * SLOT_BITS & SLOT_MASK);
    }

    static void setSlot(long[] s, int at, int slot, int value) {
        int word = at + RING + slot / SLOTS_PER_WORD;
        int shift = slot % SLOTS_PER_WORD * SLOT_BITS;
        s[word] = s[word] & ~(SLOT_MASK << shift) | (long) value << shift;
    }
}
