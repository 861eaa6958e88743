package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.SourceId;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that entries could not be used: one line a second at most, with the newest entry's place and reason and how many
 * there were since the line before. Never with what is in them. For one thread.
 */
final class DeadLetterLog {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private long nextNs = System.nanoTime();
    private long unsaid;

    void note(DeadLetters.DeadLetter letter) {
        unsaid++;
        if (System.nanoTime() - nextNs < 0) {
            return;
        }
        nextNs = System.nanoTime() + PAUSE_NS;
        LOG.warn(
                "dead letter {}: entry {} of {}, field {}; {} since the last such line",
                Code.name(letter.code()),
                new StreamId(letter.ms(), letter.seq()),
                SourceId.stream(letter.source()),
                letter.field() == null ? "-" : letter.field(),
                unsaid);
        unsaid = 0;
    }
}
