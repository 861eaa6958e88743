package conductor.engine.detect;

/**
 * People who each say something now and then, second by second, so that one room can be told in ticks of any length. Who is active changes
 * independently of who speaks, as the detector supposes. Integers only: the counts are the same on every Java runtime.
 */
final class GeneratedRoom {
    /** Chances are in parts of this. */
    static final int ONE = 1_000_000;

    static final int USUAL_SHARE_PPM = 600_000;
    private static final int MINUTE = 60;

    /** Counts of the last tick, and at its end. */
    int chat;

    int reactions;
    int leaves;
    int users;
    int active;

    private final boolean[] isActive;
    private long state;

    GeneratedRoom(long seed, int people) {
        state = seed * 0x9e3779b97f4a7c15L + 1;
        users = people;
        isActive = new boolean[people];
        for (int person = 0; person < people; person++) {
            isActive[person] = below(ONE) < USUAL_SHARE_PPM;
        }
    }

    /**
     * Lets a tick pass.
     *
     * @param speakPpm chance of a person to say something in a second; one time in three it is a reaction.
     * @param sharePpm part of the people that becomes the active one within minutes.
     * @param leavePpm chance of a person to leave in a second.
     */
    void pass(int seconds, int speakPpm, int sharePpm, int leavePpm) {
        chat = 0;
        reactions = 0;
        leaves = 0;
        for (int second = 0; second < seconds; second++) {
            for (int person = users - 1; person >= 0; person--) {
                if (below(ONE) < leavePpm) {
                    leaves++;
                    users--;
                    isActive[person] = isActive[users];
                } else {
                    live(person, speakPpm, sharePpm);
                }
            }
        }
        active = 0;
        for (int person = 0; person < users; person++) {
            active += isActive[person] ? 1 : 0;
        }
    }

    private void live(int person, int speakPpm, int sharePpm) {
        if (below(ONE) < speakPpm) {
            if (below(3) == 0) {
                reactions++;
            } else {
                chat++;
            }
        }
        if (below(MINUTE) == 0) {
            isActive[person] = below(ONE) < sharePpm;
        }
    }

    /** A number from 0 to the bound, by xorshift (Marsaglia 2003). */
    private int below(int bound) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return (int) ((state >>> 33) % bound);
    }
}
