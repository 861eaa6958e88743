package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.wire.DecisionCodec;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the decisions queue from its start, or from the newest {@link Recap} that a reader can begin with, in the order in which the
 * engine made them, also while a node writes it (a live tail). Every record is checked: checksum, type of record, and that both
 * numberings (scores, everything else) have no hole but for those that a RESTORED record explains ({@link LostEnd}). For one thread at a time; allocates nothing per record.
 */
public final class DecisionReader implements RecordFeed, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionReader.class);

    private final BatchReader batches;
    private final DurableMark mark;
    private final JournalStart start;
    private final OpenReaders readers;
    private final AtomicLong standsSeq = new AtomicLong();
    private final AtomicLong standsScoreSeq = new AtomicLong();
    private final DecisionCodec codec = new DecisionCodec();
    private RecapReader recalled;
    private boolean recalls;
    private boolean passesOver;
    private long lastSeq;
    private long lastScoreSeq;
    private int lastCrc;

    /** For a journal of which nobody removes days meanwhile. */
    DecisionReader(DocumentQueue queue, DurableMark mark, JournalStart start) {
        this(queue, mark, start, new OpenReaders());
    }

    /** @param readers gets it until it is closed. */
    DecisionReader(DocumentQueue queue, DurableMark mark, JournalStart start, OpenReaders readers) {
        this.readers = readers;
        this.batches = new BatchReader(queue);
        this.mark = mark;
        this.start = start;
        readers.add(this);
        toStart();
    }

    /** Goes back to the first record. */
    public void toStart() {
        synchronized (readers) {
            Beginning beginning = start.beginning();
            batches.toStart();
            begin(beginning == null ? RecordPosition.START : beginning.records(), 0);
        }
    }

    /** What the queue holds up to a position is passed over. */
    private void begin(RecordPosition position, int crc) {
        endRecall();
        passesOver = !position.equals(RecordPosition.START);
        lastSeq = position.seq();
        lastScoreSeq = position.scoreSeq();
        lastCrc = crc;
        noteWhereItStands();
    }

    /** Read by another thread, for which a place that it has left already is as good. */
    private void noteWhereItStands() {
        standsSeq.lazySet(lastSeq);
        standsScoreSeq.lazySet(lastScoreSeq);
    }

    /** Behind which record it stands, or has stood a moment ago; for any thread. */
    RecordPosition standsBehind() {
        return new RecordPosition(standsSeq.get(), standsScoreSeq.get());
    }

    @Override
    public RecordPosition goOnBehind(RecordPosition dealtWith) {
        synchronized (readers) {
            return goOn(dealtWith);
        }
    }

    private RecordPosition goOn(RecordPosition dealtWith) {
        for (Path file : start.recaps()) {
            if (Recaps.position(file).isWithin(dealtWith) && beginsWith(file)) {
                return position();
            }
        }
        toStart();
        Beginning beginning = start.beginning();
        if (beginning != null) {
            recalled = beginsWith(beginning);
        }
        return position();
    }

    private static RecapReader beginsWith(Beginning beginning) {
        try {
            return new RecapReader(Recap.open(beginning.recap()));
        } catch (SnapshotException e) {
            throw new JournalException(
                    JournalException.SNAPSHOT,
                    "The journal's first days were removed, and what is to be known of their decisions cannot be read: "
                            + beginning.recap() + ", " + e.problem()
                            + ". Put it back from a backup, or remove it: the journal then begins a day later.",
                    e);
        }
    }

    private boolean beginsWith(Path file) {
        try {
            Recap recap = Recap.open(file);
            if (!isOfThisQueue(recap)) {
                LOG.info("{} is of other records than the journal's; it is passed over.", file);
                return false;
            }
            batches.toIndex(recap.documentIndex());
            begin(recap.position(), recap.lastRecordCrc());
            recalled = new RecapReader(recap);
            return true;
        } catch (SnapshotException e) {
            LOG.warn("A recap of the decisions cannot be used, more of them is read instead. {}", e.getMessage());
            return false;
        }
    }

    /** Whether the last record of those that were recapped stands where it did. */
    private boolean isOfThisQueue(Recap recap) {
        Decision d = new Decision();
        int crc = 0;
        try {
            batches.toIndex(recap.documentIndex());
            while (batches.nextRecord() && batches.index() == recap.documentIndex()) {
                if (!codec.decode(batches.buffer(), batches.recordOffset(), d)) {
                    return false;
                }
                if (d.seq
                        > (d.type == DecisionType.SCORE
                                ? recap.position().scoreSeq()
                                : recap.position().seq())) {
                    break;
                }
                crc = batches.recordCrc();
            }
            return crc == recap.lastRecordCrc();
        } catch (JournalCorruptException e) {
            return false;
        }
    }

    @Override
    public boolean recalls() {
        return recalls;
    }

    /** Whether the next record is a recalled one. */
    boolean recallsMore() {
        return recalled != null && recalled.hasNext();
    }

    private void endRecall() {
        recalls = false;
        if (recalled != null) {
            recalled.close();
            recalled = null;
        }
    }

    /**
     * Reads the next committed decision that the reader's {@link DurableMark} lets through.
     *
     * @return false when there is none yet; ask again later.
     * @throws JournalCorruptException if the bytes are not what was written; the reader cannot be used further.
     */
    @Override
    public boolean next(Decision decision) {
        if (recalled != null) {
            if (recalled.next(decision)) {
                recalls = true;
                return true;
            }
            endRecall();
        }
        do {
            if (lastSeq + lastScoreSeq >= mark.records() || !batches.nextRecord()) {
                return false;
            }
            if (!codec.decode(batches.buffer(), batches.recordOffset(), decision)) {
                throw batches.corrupt("the record after number " + lastSeq + " (score " + lastScoreSeq
                        + ") is no decision that this version knows");
            }
        } while (passesOver && isPast(decision));
        passesOver = false;
        checkNumber(decision);
        lastCrc = batches.recordCrc();
        noteWhereItStands();
        if (batches.atDocumentEnd() && (batches.markA() != lastScoreSeq || batches.markB() != lastSeq)) {
            throw batches.corrupt("the batch header says it ends with score " + batches.markA() + " and number "
                    + batches.markB() + ", it ends with " + lastScoreSeq + " and " + lastSeq);
        }
        return true;
    }

    private boolean isPast(Decision d) {
        return d.seq <= (d.type == DecisionType.SCORE ? lastScoreSeq : lastSeq);
    }

    private void checkNumber(Decision decision) {
        if (LostEnd.isPassed(decision, lastSeq, lastScoreSeq)) {
            lastSeq = decision.seq;
            lastScoreSeq = decision.anomalySeq;
        } else if (decision.type == DecisionType.SCORE) {
            if (decision.seq != lastScoreSeq + 1) {
                throw batches.corrupt("score " + decision.seq + " stands after score " + lastScoreSeq);
            }
            lastScoreSeq = decision.seq;
        } else {
            if (decision.seq != lastSeq + 1) {
                throw batches.corrupt("number " + decision.seq + " stands after number " + lastSeq);
            }
            lastSeq = decision.seq;
        }
    }

    /** Number of the last record read that is no SCORE, 0 before the first. */
    public long lastSeq() {
        return lastSeq;
    }

    /** Number of the last SCORE read, 0 before the first. */
    public long lastScoreSeq() {
        return lastScoreSeq;
    }

    /** Behind which record it stands. */
    RecordPosition position() {
        return new RecordPosition(lastSeq, lastScoreSeq);
    }

    /** CRC32C of the record before {@link #position}, 0 before the first. */
    int lastRecordCrc() {
        return lastCrc;
    }

    /** Bytes in which the current record stands; valid until the next call. */
    DirectBuffer recordBuffer() {
        return batches.buffer();
    }

    int recordOffset() {
        return batches.recordOffset();
    }

    int recordLength() {
        return batches.recordLength();
    }

    /** The exception for a record whose content cannot be right. */
    JournalCorruptException corrupt(String what) {
        return batches.corrupt(what);
    }

    /** Index of the document that holds the last record read. */
    long documentIndex() {
        return batches.index();
    }

    @Override
    public void close() {
        readers.remove(this);
        endRecall();
        batches.close();
    }
}
