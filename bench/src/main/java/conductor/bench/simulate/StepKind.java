package conductor.bench.simulate;

/** What can happen next. Those before {@link #KILL} are work and people, the others are faults, which a seed may have or not. */
enum StepKind {
    /** An entry appears on a stream of the platform. */
    INPUT,
    /** Time passes, on every clock. */
    TIME,
    /** The source reads once. */
    READ,
    /** The engine handles a batch. */
    ENGINE,
    /** The disk is synced, and the mark moves. */
    SYNC,
    /** The publisher takes a turn. */
    PUBLISH,
    /** The sink takes a turn. */
    SINK,
    /** The shadow catches up with what is durable, and keeps a snapshot. */
    SNAPSHOT,
    /** An organiser commands something: approves, refuses, pauses, triggers; late, twice, in vain. */
    ORGANISER,
    /** The platform says how an intervention went, or says it again. */
    OUTCOME,
    /** What a session's people are like changes. */
    MOOD,
    /** Days of the journal that nobody needs any more are removed. */
    RETAIN,
    /** Nothing happens for hours. */
    NIGHT,
    /** The newest snapshot is brought to the database. */
    UPLOAD,

    /** The process dies. */
    KILL,
    /** The process dies at one of the next commits, between two documents. */
    KILL_SOON,
    /** The machine dies: what was not synced is gone, or torn. */
    POWER_LOSS,
    /** Redis stops answering, or answers again. */
    REDIS_DOWN,
    /** The next transaction is done or not, and its answer is lost. */
    LOST_REPLY,
    /** Redis refuses writes, or takes them again. */
    REDIS_FULL,
    /** A replica is promoted that has not seen the last seconds. */
    FAILOVER,
    /** Everything in Redis is deleted. */
    FLUSH,
    /** The oldest entries of the platform's streams are deleted. */
    TRIM,
    /** The database stops answering, or answers again. */
    DATABASE_DOWN,
    /** The next commit is done or not, and its answer is lost. */
    LOST_COMMIT,
    /** A byte of the newest snapshot changes. */
    BAD_SNAPSHOT,
    /** The clock of Redis is set, back or forward by seconds. */
    CLOCK_SET,
    /** The node dies, and goes on from a backup that lacks the newest end of its journal. */
    OLD_BACKUP,
    /** The node dies, and everything that it had on its disk is gone. */
    LOST_DISK;

    /** Kinds that were not there from the beginning: drawn apart, so that seeds without them are what they were. */
    boolean drawnApart() {
        return switch (this) {
            case RETAIN, NIGHT, UPLOAD, OLD_BACKUP, LOST_DISK -> true;
            default -> false;
        };
    }

    boolean fault() {
        return compareTo(KILL) >= 0;
    }
}
