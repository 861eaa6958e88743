package conductor.engine.audience;

import conductor.engine.core.Steps;

/**
 * How the second stage finds what is out of the ordinary in a session, and what it remembers for that at the session's slot: by rules on the score
 * ({@link ScoreDetection}, version 1) or by what was counted ({@link CountDetection}, version 2).
 */
interface SessionDetection extends WatchedSessions {
    /** A session opened; event key 0 = its event is not known. */
    void open(int slot, long sessionKey, long eventKey);

    /** Its event is another one than before. */
    void move(int slot, long eventKey);

    /** A poll ended: what it added to past scores counts no more. */
    void release(int slot);

    void close(int slot);

    /** Writes beside the score of a step what was found in it, and remembers it. */
    void evaluate(int slot, int i, Steps steps);

    /** Reads what every evaluation needs; what is returned has no meaning. */
    long touch(int slot);

    /** Reads what can be found only after {@link #touch}. */
    long touchNext(int slot);

    /** Hash of the rows. */
    long hash();

    /** The same computed anew from every row. */
    long recomputeHash();
}
