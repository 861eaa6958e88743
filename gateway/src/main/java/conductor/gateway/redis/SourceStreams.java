package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The streams that are read together. Live they are the six of the platform, that of our gateways, that of commands and, where the engine has a
 * presence plane, that of operators and work items, all merged. In a playback
 * time marks join them as the stream of rank 0, and outcomes and commands stay aside: they neither move time nor wait for it.
 */
final class SourceStreams {
    private static final int MARKS_RANK = 0;
    /** Batches that a stream may hold and still be asked for more, while one of them is about to be released. */
    private static final int AHEAD = 2;

    private final StreamState[] all;
    private final StreamState[] aside;
    private final StreamState marks;
    private final Merge merge;
    private final List<StreamState> asked = new ArrayList<>();

    /** @param operators whether the stream of operators and work items is read. */
    SourceStreams(boolean live, boolean operators) {
        List<StreamState> merged = new ArrayList<>();
        for (int source = SourceId.PRESENCE; source <= SourceId.POLL_CLOSED; source++) {
            merged.add(new StreamState(source, source));
        }
        merged.add(new StreamState(SourceId.SIGNALS, SourceId.SIGNALS));
        if (operators) {
            merged.add(new StreamState(SourceId.OPERATORS, SourceId.OPERATORS));
        }
        List<StreamState> answers = List.of(
                new StreamState(SourceId.OUTCOME, SourceId.OUTCOME),
                new StreamState(SourceId.COMMAND, SourceId.COMMAND));
        List<StreamState> read = new ArrayList<>(merged);
        read.addAll(answers);
        marks = live ? null : new StreamState(SourceId.TIME, MARKS_RANK);
        if (live) {
            merged.addAll(answers);
            aside = new StreamState[0];
        } else {
            merged.add(marks);
            read.add(marks);
            aside = answers.toArray(new StreamState[0]);
        }
        read.sort(Comparator.comparingInt(stream -> stream.source));
        all = read.toArray(new StreamState[0]);
        merge = new Merge(merged.toArray(new StreamState[0]));
    }

    /** All streams that are read. */
    StreamState[] all() {
        return all;
    }

    /** The order in which their entries go. */
    Merge merge() {
        return merge;
    }

    /** The streams whose entries go as they come. */
    StreamState[] aside() {
        return aside;
    }

    /** The newest time mark that was seen; playback only. */
    long marksMs() {
        return marks.lastMs();
    }

    /**
     * Whether a stream that would be asked next may have more at once; one that holds a full batch waits for others.
     */
    boolean backlog(int count) {
        for (StreamState stream : all) {
            if (stream.hasBacklog(count)) {
                return true;
            }
        }
        return false;
    }

    /** Entries read and not released. */
    int held() {
        int held = 0;
        for (StreamState stream : all) {
            held += stream.queue.size();
        }
        return held;
    }

    /**
     * Whether to read on before what was just read is released: the server and the connection's thread then work while we do. Only
     * where there may be more, and not more than two batches ahead.
     */
    boolean worthReadingAhead(int count) {
        return backlog(AHEAD * count);
    }

    /** As {@link #prepare}, before what was just read is released. */
    List<StreamState> prepareAhead(int count) {
        return prepare(AHEAD * count);
    }

    /** Prepares a read and answers the streams to ask; the list is reused. */
    List<StreamState> prepare(int count) {
        asked.clear();
        for (StreamState stream : all) {
            if (stream.prepare(count)) {
                asked.add(stream);
            }
        }
        return asked;
    }

    /** A read failed. */
    void rollback() {
        for (StreamState stream : all) {
            stream.rollback();
        }
    }

    /**
     * A read was answered: moves the fronts.
     *
     * @param timeMs the answer of TIME that was asked for before the read; in a playback the newest mark counts
     *     instead.
     */
    void answered(int count, long timeMs) {
        for (StreamState stream : all) {
            stream.answered(count);
        }
        long completeMs = marks == null ? timeMs : marks.lastMs();
        for (StreamState stream : all) {
            stream.moveFront(completeMs);
        }
        merge.update();
    }
}
