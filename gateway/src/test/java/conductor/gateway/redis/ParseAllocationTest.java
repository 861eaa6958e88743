package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import conductor.engine.core.SourceId;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParseAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 20_000;

    private final PlatformParser parser = new PlatformParser(Entries.HASH, Entries.ENGINE);
    private final ParsedEntry entry = new ParsedEntry();
    private final int[] sources = {
        SourceId.CHAT,
        SourceId.POLL_VOTE,
        SourceId.POLL_CLOSED,
        SourceId.PRESENCE,
        SourceId.PRESENCE,
        SourceId.REACTION,
        SourceId.OUTCOME,
        SourceId.PRESENCE,
        SourceId.CHAT,
        SourceId.CHAT,
        SourceId.POLL_VOTE
    };
    private final EntryQueue[] queues = {
        data(Entries.CHAT),
        data(Entries.VOTE),
        data(Entries.POLL_CLOSED),
        data(Entries.JOIN),
        data(Entries.LEAVE),
        data(Entries.REACTION),
        data(Entries.OUTCOME),
        data("{\"type\":\"wave\"}"),
        data("{\"sessionId\":\"\\u0073\\ud83d\\udca1\",\"eventId\":\"évt\"}"),
        data("{bad"),
        flat("pollId", "p", "sessionId", "s")
    };
    private long sum;
    private String built;

    @Test
    void parsingEveryKindOfMessageAllocatesNothing() {
        parseAll(WARM_UP, false);
        // The compiler may still be at work in the first tries, longer on a busy machine; what counts is that the path
        // can run without.
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long allocated = allocatedBy(false);
        while (allocated > 0 && System.nanoTime() - untilNs < 0) {
            allocated = allocatedBy(false);
        }
        assertThat(allocated).isZero();
    }

    @Test
    void theMeasurementSeesAStringASignal() {
        parseAll(WARM_UP, true);
        assertThat(allocatedBy(true)).isGreaterThan((long) ROUNDS * queues.length * 16);
    }

    private long allocatedBy(boolean withStrings) {
        long thread = Thread.currentThread().getId();
        THREADS.getThreadAllocatedBytes(thread);
        long before = THREADS.getThreadAllocatedBytes(thread);
        parseAll(ROUNDS, withStrings);
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    private void parseAll(int rounds, boolean withStrings) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < queues.length; i++) {
                parser.parse(sources[i], queues[i], entry);
                sum += entry.signal.subjectKey + entry.signal.value1;
                if (withStrings) {
                    built = Long.toString(entry.signal.subjectKey);
                }
            }
        }
    }

    private static EntryQueue data(String json) {
        return flat("data", json);
    }

    private static EntryQueue flat(String... texts) {
        EntryQueue queue = new EntryQueue();
        byte[][] bytes = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            bytes[i] = utf8(texts[i]);
        }
        Entries.add(queue, 1, 0, bytes);
        return queue;
    }
}
