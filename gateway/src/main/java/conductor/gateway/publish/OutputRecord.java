package conductor.gateway.publish;

/**
 * A record ready to leave: its stream entry and the message that goes with it. What becomes of the message is decided
 * anew each time the record is sent, because a retry may come too late for a command.
 */
final class OutputRecord {
    /** What is done with the message of a record. */
    enum Fate {
        /** Published together with the entry. */
        ANNOUNCED,
        /** Not published: there is none, it was published before, or this mode sends no commands. */
        QUIET,
        /** A command that came too late, or may have been sent before, and is not sent. */
        STALE
    }

    private final OutStream stream;
    private final long seq;
    private final long engineTimeMs;
    private final byte[] entry;
    private final byte[] channel;
    private final byte[] message;
    private final boolean command;
    private Fate fate = Fate.QUIET;

    OutputRecord(
            OutStream stream,
            long seq,
            long engineTimeMs,
            byte[] entry,
            byte[] channel,
            byte[] message,
            boolean command) {
        this.stream = stream;
        this.seq = seq;
        this.engineTimeMs = engineTimeMs;
        this.entry = entry;
        this.channel = channel;
        this.message = message;
        this.command = command;
    }

    OutStream stream() {
        return stream;
    }

    long seq() {
        return seq;
    }

    long engineTimeMs() {
        return engineTimeMs;
    }

    /** JSON of the stream entry. */
    byte[] entry() {
        return entry;
    }

    /** Channel of the message, null where there is none. */
    byte[] channel() {
        return channel;
    }

    byte[] message() {
        return message;
    }

    /** Whether the message is a command for the platform. */
    boolean command() {
        return command;
    }

    Fate fate() {
        return fate;
    }

    void fate(Fate decided) {
        fate = decided;
    }
}
