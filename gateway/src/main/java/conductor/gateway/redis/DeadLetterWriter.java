package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.journal.KillPoint;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters, each once: first those that the node before this one owed, then those of the line. Letters and up to where they are
 * written ({@link LettersWritten}) go in one transaction, which Redis refuses if anybody wrote that since it was looked at; so neither a
 * connection that died, nor a node that did, leaves a letter out or makes one twice. One thread.
 */
final class DeadLetterWriter {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

    private static final byte[] STREAM = SourceChores.DEAD_LETTER_STREAM.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WRITTEN = LettersWritten.KEY.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final long KEPT = 10_000;
    private static final long ANSWER_S = 3;
    /** Letters of a transaction. */
    private static final int BATCH = 256;

    private final DeadLetters line;
    private final OwedLetters owed;
    private final LongSupplier nowMs;
    private final SourceStats stats;
    private final PlatformParser parser;
    private final ParsedEntry parsed = new ParsedEntry();
    private final EntryQueue found = new EntryQueue();
    private final DeadLetterLog log = new DeadLetterLog();
    /** Letters that count as written although Redis does not say so; null until Redis was first asked. */
    private List<OwedLetters.Owed> taken;
    /** Whether Redis knew of no letter at all: it is new, or was emptied, and what is gone from it nobody misses. */
    private boolean fromNothing;

    /** @param nowMs engine time. */
    DeadLetterWriter(SourceConfig config, DeadLetters line, OwedLetters owed, LongSupplier nowMs, SourceStats stats) {
        this.line = line;
        this.owed = owed;
        this.nowMs = nowMs;
        this.stats = stats;
        this.parser = new PlatformParser(config.hash(), config.engineName());
    }

    /** Letters that wait. */
    int waiting() {
        return line.size() + (taken == null ? 0 : owed.size());
    }

    boolean isIdle() {
        return line.isEmpty() && owed.size() == 0;
    }

    /**
     * Writes the next letters, a bounded number; those that Redis does not take stay.
     *
     * @throws RedisCommandExecutionException if Redis refuses them.
     */
    void write(StatefulRedisConnection<byte[], byte[]> connection) {
        RedisCommands<byte[], byte[]> redis = connection.sync();
        redis.watch(WRITTEN);
        boolean sent = false;
        try {
            // Refused here if another kind of key is in the way: within the transaction it would not keep the rest from
            // being done.
            boolean anyThere = !StartPositions.info(redis, STREAM).isEmpty();
            LettersWritten written = LettersWritten.of(redis.hgetall(WRITTEN));
            if (taken == null) {
                begin(written, anyThere);
            }
            if (written.isEmpty()) {
                taken.forEach(letter -> written.set(letter.source(), letter.epoch(), letter.id()));
            }
            owed.remove(written);
            List<OwedLetters.Owed> ofBefore = owed.oldest(BATCH);
            List<DeadLetters.DeadLetter> ofNow = ofBefore.isEmpty() ? line.oldest(BATCH) : List.of();
            List<DeadLetters.DeadLetter> letters = new ArrayList<>();
            ofBefore.forEach(letter -> take(letter, redis, written, letters));
            ofNow.forEach(letter -> take(letter, written, letters));
            sent = true;
            if (send(connection.async(), letters, written)) {
                owed.remove(ofBefore);
                line.remove(ofNow.size());
                tell(letters, !ofBefore.isEmpty());
            }
        } finally {
            if (!sent && connection.isOpen()) {
                connection.async().unwatch();
            }
        }
    }

    /** Where letters are but not up to which entry, a release wrote them that did not say: what was journalled by then counts as written. */
    private void begin(LettersWritten written, boolean anyThere) {
        fromNothing = written.isEmpty() && !anyThere;
        taken = written.isEmpty() && anyThere ? owed.newest() : List.of();
        if (taken.isEmpty()) {
            owed.remove(written);
        }
        if (taken.isEmpty() && owed.size() > 0) {
            LOG.info("{} unreadable entries of before this start have no dead letter yet", owed.size());
            KillPoint.DEAD_LETTERS_OWED.pass();
        }
    }

    private void take(
            OwedLetters.Owed letter,
            RedisCommands<byte[], byte[]> redis,
            LettersWritten written,
            List<DeadLetters.DeadLetter> letters) {
        DeadLetters.DeadLetter whole = readAgain(letter, redis);
        written.set(letter.source(), letter.epoch(), letter.id());
        if (whole.raw() != null || !fromNothing) {
            letters.add(whole);
        }
    }

    private static void take(
            DeadLetters.DeadLetter letter, LettersWritten written, List<DeadLetters.DeadLetter> letters) {
        if (!written.contains(letter.source(), letter.epoch(), letter.id())) {
            written.set(letter.source(), letter.epoch(), letter.id());
            letters.add(letter);
        }
    }

    /** The letter with its entry's content, or without where Redis has another one at that place, or none. */
    private DeadLetters.DeadLetter readAgain(OwedLetters.Owed letter, RedisCommands<byte[], byte[]> redis) {
        byte[] stream = SourceId.stream(letter.source()).getBytes(StandardCharsets.US_ASCII);
        String id = letter.id().toString();
        found.clear();
        if (StartPositions.entry(redis.xrange(stream, Range.create(id, id)), letter.id(), found)) {
            parse(letter);
            DeadLetters.DeadLetter whole = DeadLetters.letter(found, parsed, letter.epoch(), nowMs.getAsLong());
            found.removeHead();
            if (parsed.signal.type == SignalType.DEAD_LETTER && whole.code() == letter.code()) {
                return whole;
            }
        }
        return new DeadLetters.DeadLetter(
                letter.source(),
                letter.id().ms(),
                letter.id().seq(),
                letter.epoch(),
                letter.code(),
                null,
                EntryQueue.DATA,
                null,
                nowMs.getAsLong());
    }

    private void parse(OwedLetters.Owed letter) {
        if (letter.code() == Code.FUTURE_ID) {
            parsed.begin(letter.source(), letter.id().ms(), letter.id().seq());
            parsed.reject(Code.FUTURE_ID, null);
        } else {
            parser.parse(letter.source(), found, parsed);
        }
    }

    /** @return false if somebody else wrote meanwhile. */
    private static boolean send(
            RedisAsyncCommands<byte[], byte[]> redis, List<DeadLetters.DeadLetter> letters, LettersWritten written) {
        XAddArgs trimmed = XAddArgs.Builder.maxlen(KEPT).approximateTrimming();
        if (!letters.isEmpty()) {
            KillPoint.DEAD_LETTER_UNWRITTEN.pass();
        }
        redis.multi();
        List<RedisFuture<?>> queued = new ArrayList<>();
        for (DeadLetters.DeadLetter letter : letters) {
            byte[] json = DeadLetterText.json(letter).getBytes(StandardCharsets.UTF_8);
            queued.add(redis.xadd(STREAM, trimmed, DATA, json));
        }
        if (!written.isEmpty()) {
            queued.add(redis.hset(WRITTEN, written.toHash()));
        }
        TransactionResult result = result(redis.exec(), queued);
        if (!letters.isEmpty()) {
            KillPoint.DEAD_LETTER_WRITTEN.pass();
        }
        return !result.wasDiscarded();
    }

    /** What came of a transaction; of one that Redis aborts, the reason is with the command that it refused. */
    private static TransactionResult result(RedisFuture<TransactionResult> exec, List<RedisFuture<?>> queued) {
        try {
            return LettuceFutures.awaitOrCancel(exec, ANSWER_S, TimeUnit.SECONDS);
        } catch (RedisCommandExecutionException e) {
            String refused = queued.stream()
                    .map(RedisFuture::getError)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(e.getMessage());
            RedisCommandExecutionException reason = new RedisCommandExecutionException(refused);
            reason.addSuppressed(e);
            throw reason;
        }
    }

    private void tell(List<DeadLetters.DeadLetter> letters, boolean ofBefore) {
        for (DeadLetters.DeadLetter letter : letters) {
            log.note(letter);
            stats.add(SourceStats.Count.DEAD_LETTERS_WRITTEN);
            if (ofBefore) {
                stats.add(SourceStats.Count.DEAD_LETTERS_RECOVERED);
            }
            if (letter.raw() == null) {
                stats.add(SourceStats.Count.DEAD_LETTERS_GONE);
            }
        }
    }
}
