package conductor.engine.core;

/** Why decisions are skipped, as summaries count it: a place for each {@link Code} that skips one. The places are in the journal. */
public final class SkipReason {
    /** The place of any other code. */
    public static final int OTHER = 0;

    private static final int[] CODES = {
        Code.NONE,
        Code.DISABLED,
        Code.LIMIT_EVENT,
        Code.LIMIT_SESSION_GAP,
        Code.LIMIT_SESSION_BURST,
        Code.MILD,
        Code.NO_ARM,
        Code.LOW_CONFIDENCE,
        Code.NO_CONTENT,
        Code.DECISION_TABLE_FULL,
        Code.PAUSED,
        Code.SOURCE_SUSPECT,
        Code.IDLE,
        Code.EVENT_TABLE_FULL
    };

    /** Places there are. */
    public static final int COUNT = CODES.length;

    private SkipReason() {}

    /** The place of a code. */
    public static int of(int code) {
        for (int place = OTHER + 1; place < COUNT; place++) {
            if (CODES[place] == code) {
                return place;
            }
        }
        return OTHER;
    }

    /** The name of the code of a place. */
    public static String name(int place) {
        return place == OTHER ? "OTHER" : Code.name(CODES[place]);
    }
}
