package conductor.bench.simulate;

/** Bugs that a test plants, to see that the simulation finds them. Nothing but the simulation's own classes knows of them. */
enum Mutation {
    NONE,
    /** Decisions are committed before the inputs that caused them. */
    DECISION_BEFORE_INPUT,
    /** A read begins one id too far. */
    CURSOR_OFF_BY_ONE,
    /** A node that starts from a snapshot knows no positions. */
    CURSOR_NOT_IN_SNAPSHOT,
    /** A node that starts from a snapshot does not know when it last published. */
    LIMITER_NOT_IN_SNAPSHOT,
    /** What a signal does depends on the clock of the machine. */
    WALL_CLOCK_IN_A_RULE,
    /** Scores of one moment are numbered in the order of a hash that differs from process to process. */
    HASH_ORDER,
    /** A second approval of a decision is followed. */
    APPROVAL_TWICE,
    /** The last batch of signals is gone after the process died. */
    LAST_BATCH_LOST,
    /** What is not durable yet is published. */
    PUBLISHED_PAST_DURABLE,
    /** The database knows the position before it has the rows. */
    SINK_POSITION_APART,
    /** A tick is journalled behind the input before which it was applied. */
    TIMER_BEHIND_INPUT,
    /** Records that Redis refuses are taken for written. */
    REFUSED_TAKEN_FOR_WRITTEN,
    /** The publisher does not know until when commands may have been sent before the end of the journal was lost. */
    QUIET_TIME_FORGOTTEN,
    /** A node that lost its disk goes on with the numbers of its snapshot, whatever has left it since. */
    NUMBERS_OF_THE_SNAPSHOT,
    /** A recap lacks its first record. */
    RECAP_MISSES_A_RECORD,
    /** With the days that nobody needs goes the one that the journal is to begin with. */
    A_DAY_TOO_MANY
}
