package conductor.engine.audience;

import conductor.engine.state.RowTable;

/** Where {@link SourceWatch} keeps what it notes of a session. */
interface WatchedSessions {
    /** Most evaluations that are looked back. */
    int LOOK_BACK = 30;

    /** What was noted, 0 = nothing yet. */
    int watched(int slot);

    void watched(int slot, int note);

    /** Whether the evaluation this many ago (1 = the last, at most {@value #LOOK_BACK}) was HIGH or better; false if there was none. */
    boolean highAgo(int slot, int ago);

    /** The rows, at the slots of their sessions. */
    RowTable rows();
}
