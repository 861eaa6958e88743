package conductor.gateway.publish;

import conductor.engine.core.Code;
import conductor.gateway.EgressInbox;
import java.util.ArrayDeque;

/** What became of commands, on its way to the engine; waits here while the inbox is full. One thread. */
final class EgressResults {
    /** Results that may wait; the publisher reads no further records while more do. */
    static final int WAITING_MAX = 1_024;

    private final ArrayDeque<EgressInbox.Result> waiting = new ArrayDeque<>();
    private final EgressInbox inbox;
    private final PublisherStats stats;

    EgressResults(EgressInbox inbox, PublisherStats stats) {
        this.inbox = inbox;
        this.stats = stats;
    }

    /** A command was handed to so many receivers. */
    void sent(long publishedSeq, long receivers) {
        stats.commandSent(receivers);
        waiting.add(new EgressInbox.Result(publishedSeq, receivers == 0 ? Code.NO_RECEIVER : Code.SENT));
    }

    /** A command was not sent because it came too late. */
    void stale(long publishedSeq) {
        stats.commandStale();
        waiting.add(new EgressInbox.Result(publishedSeq, Code.STALE));
    }

    /** Hands over what the inbox takes; true when nothing waits any more. */
    boolean flush() {
        while (!waiting.isEmpty()) {
            EgressInbox.Result result = waiting.peek();
            if (!inbox.offer(result.publishedSeq(), result.code())) {
                return false;
            }
            waiting.remove();
        }
        return true;
    }

    boolean backlogged() {
        return waiting.size() >= WAITING_MAX;
    }
}
