package conductor.ops.cli;

import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the engine knows of a session at a point of its journal, with the last records about it and what they were decided from. */
final class SessionExplanation {
    private final JournalDirectory directory;
    private final SessionRecords records;
    private Replay.Explained explained;

    SessionExplanation(JournalDirectory directory, String session) {
        this.directory = directory;
        this.records = new SessionRecords(directory, session);
    }

    /** Replays up to and with a sequence. */
    SessionExplanation at(long sequence, ProgressListener progress) {
        explained = Replay.explain(directory, sequence, records.sessionKey(), records::note, progress);
        records.requireKnown(explained.session(), replay().sequence());
        return this;
    }

    /** Where the replay ended. */
    ReplayResult replay() {
        return explained.replay();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>(JournalReading.figures(replay()));
        map.putAll(records.toMap(explained.session()));
        return map;
    }

    void print(PrintWriter out) {
        StatusTable.print(toMap(), out);
    }
}
