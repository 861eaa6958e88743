package conductor.ops.cli;

import conductor.gateway.json.Times;
import conductor.journal.JournalDirectory;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A point of a journal as it is given on a command line.
 *
 * @param sequence of the last signal, -1 where a time is given.
 * @param timeMs engine time that no signal may be later than; not used where a sequence is given.
 */
record JournalPoint(long sequence, long timeMs) {
    /** Sequence of the last signal at or before the point. */
    long sequence(JournalDirectory directory) {
        if (sequence >= 0) {
            return sequence;
        }
        long found = Replay.sequenceAt(directory, timeMs);
        // Time begins with the first input; the record before it holds the configuration.
        return Math.max(0, found);
    }

    /** Whether the point is beyond where a replay to it ended. */
    boolean isAfter(ReplayResult end) {
        return sequence > end.sequence();
    }

    @Override
    public String toString() {
        return sequence >= 0 ? String.valueOf(sequence) : Times.utc(timeMs);
    }

    /** Reads one. */
    static final class Reader implements ITypeConverter<JournalPoint> {
        @Override
        public JournalPoint convert(String text) {
            try {
                return text.chars().allMatch(Character::isDigit) && !text.isEmpty()
                        ? new JournalPoint(Long.parseLong(text), 0)
                        : new JournalPoint(
                                -1, OffsetDateTime.parse(text).toInstant().toEpochMilli());
            } catch (DateTimeException | NumberFormatException e) {
                throw new TypeConversionException(
                        "must be a sequence, 0 or more, or a time such as 2026-03-02T10:15:00Z, but is " + text);
            }
        }
    }
}
