package conductor.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends the end of a queue whose last document is damaged, which is what a disk that was full in the middle of a write leaves: a
 * document that says it is complete and is not. The records of it that are whole stay, the rest is voided by a document behind it
 * ({@link Frames#VOID_FORMAT}); Redis still has the entries, and decisions are made again from the signals.
 */
final class TornTail {
    private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);

    private TornTail() {}

    /**
     * Voids the damaged rest of the last document, if it is damaged. Only for the holder of the journal's lock.
     *
     * @throws JournalCorruptException when the end cannot be voided.
     */
    static void mend(DocumentQueue queue) {
        try (BatchReader batches = new BatchReader(queue)) {
            String problem = batches.problemOfLast();
            if (problem == null) {
                return;
            }
            LOG.warn(
                    "The journal queue '{}' ends with a torn write at {} ({}). {} of its records are whole and stay, the rest is voided; {}.",
                    queue.name(),
                    queue.position(batches.index()),
                    problem,
                    batches.framesOpened(),
                    queue.name().equals("decisions") ? "it is made again" : "Redis still has the entries");
            KillPoint.TORN_TAIL_FOUND.pass();
            append(queue, batches.index(), batches.framesOpened());
            KillPoint.TORN_TAIL_VOIDED.pass();
        }
    }

    private static void append(DocumentQueue queue, long index, int whole) {
        ByteBuffer header = ByteBuffer.allocateDirect(Frames.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(Frames.FORMAT_OFFSET, Frames.VOID_FORMAT);
        header.putLong(Frames.MARK_A_OFFSET, index);
        header.putLong(Frames.MARK_B_OFFSET, whole);
        CRC32C crc = new CRC32C();
        header.limit(Frames.HEADER_LENGTH).position(Frames.COUNT_OFFSET);
        crc.update(header);
        header.clear();
        header.putInt(Frames.HEADER_CRC_OFFSET, (int) crc.getValue());
        try (DocumentQueue.Appender appender = queue.appender(header)) {
            appender.append(Frames.HEADER_LENGTH);
        }
    }
}
