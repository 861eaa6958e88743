package conductor.bench.kill;

import conductor.bench.GivenUp;
import conductor.bench.expected.ExpectedStreams;
import conductor.bench.expected.Rows;
import conductor.engine.core.Decision;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import conductor.gateway.publish.EgressMode;
import conductor.gateway.publish.PublisherConfig;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.SignalReader;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import conductor.journal.SnapshotHeader;
import conductor.journal.Verify;
import conductor.journal.VerifyResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must hold of what a node has left. Redis, the database and the journal are compared entry by entry, each with all that it says. */
final class KillChecks {
    private static final String NO_ADDRESS = "redis://expected";

    private final Leftovers left;
    private final Findings findings = new Findings();
    private long lost;
    private long duplicates;
    private final GivenUp givenUp = new GivenUp();
    private long lettersMissing;

    /** What is known of an applied entry. */
    private record Applied(int type, long subjectKey, long actorKey) {}

    KillChecks(Leftovers left) {
        this.left = left;
    }

    /** Checks all of it. */
    void run() throws IOException, SQLException, InterruptedException {
        try (JournalDirectory journal = JournalDirectory.openReadOnly(left.dataDir())) {
            VerifyResult verified = Verify.run(journal, ProgressListener.NONE);
            if (!verified.ok()) {
                findings.add("I1", "the journal is damaged: " + verified.firstProblem());
                return;
            }
            if (verified.decisionsMissing() != 0) {
                findings.add("I1", verified.decisionsMissing() + " decisions are missing");
            }
            inputs(journal);
            state(verified);
            output(journal);
            // Rows of what was lost stay, and those of what was scored again are not written over.
            if (left.jdbcUrl() != null && !givenUp.any()) {
                rows(Rows.expected(journal, left.jdbcUrl()));
            }
        }
        deadLetters();
    }

    /** Every entry that the producer was told an id of is applied, once, as what it is; and no other. */
    private void inputs(JournalDirectory journal) {
        Map<String, Applied> applied = new HashMap<>();
        Signal signal = new Signal();
        try (SignalReader reader = journal.openSignalReader()) {
            while (reader.next(signal)) {
                if (signal.source != SourceId.INTERNAL && signal.type != SignalType.SOURCE_POSITION) {
                    String name = name(signal.source, signal.sourceTimeMs + "-" + signal.sourceSeq);
                    Applied is = new Applied(signal.type, signal.subjectKey, signal.actorKey);
                    if (applied.put(name, is) != null) {
                        duplicates++;
                        findings.add("I3", "the entry " + name + " is applied twice");
                    }
                }
            }
        }
        for (Producer.Added entry : left.added()) {
            String name = name(entry.source(), entry.id());
            Applied is = applied.remove(name);
            if (is == null) {
                lost++;
                findings.add("I3", "the entry " + name + " is lost");
            } else if (!is.equals(wanted(journal, entry))) {
                findings.add("I3", "the entry " + name + " is applied as another one");
            }
        }
        applied.keySet().forEach(name -> findings.add("I3", "the entry " + name + " is applied, and was never added"));
    }

    private static String name(int source, String id) {
        return id + " of " + SourceId.stream(source);
    }

    private static Applied wanted(JournalDirectory journal, Producer.Added entry) {
        if (entry.session() == null) {
            return new Applied(SignalType.DEAD_LETTER, 0, 0);
        }
        int type = entry.source() == SourceId.CHAT ? SignalType.CHAT : SignalType.REACTION;
        return new Applied(type, journal.keyOf(entry.session()), journal.keyOf(entry.user()));
    }

    /** The last snapshot, of the stopped node's own state, is what the whole journal leads to. */
    private void state(VerifyResult verified) {
        List<Path> snapshots = new SnapshotFolder(left.dataDir()).list();
        if (snapshots.isEmpty()) {
            findings.add("I2", "the node left no snapshot");
            return;
        }
        SnapshotHeader newest = SnapshotFile.verify(snapshots.get(0));
        if (newest.sequence() != verified.replay().sequence()
                || newest.stateHash() != verified.replay().stateHash()) {
            findings.add("I2", "the node ended in another state than its journal leads to");
        }
    }

    /** The output streams and the messages are what the decisions render to. */
    private void output(JournalDirectory journal) {
        ExpectedStreams expected;
        try (DecisionReader records = journal.openDecisionReader()) {
            Decision decision = new Decision();
            for (long lastScore = 0; records.next(decision); lastScore = records.lastScoreSeq()) {
                givenUp.take(decision, lastScore);
            }
            expected = ExpectedStreams.of(
                    PublisherConfig.defaults(NO_ADDRESS, journal.engineConfig().engineId(), EgressMode.LIVE),
                    records,
                    journal.templates());
        }
        Map<String, Integer> unheard = new HashMap<>(left.heard());
        for (String stream : expected.streams()) {
            entries(stream, expected.entries(stream), left.streams().getOrDefault(stream, List.of()));
            if (!givenUp.any()) {
                expected.entries(stream).forEach(entry -> message(stream, entry, unheard));
            }
        }
        if (givenUp.any()) {
            // What was said before the end was lost is in the streams alone, and may be said again as another record.
            return;
        }
        unheard.keySet()
                .forEach(message ->
                        findings.add("I4", "a message was sent that the journal knows nothing of: " + message));
    }

    private void entries(String stream, List<ExpectedStreams.Entry> wanted, List<Leftovers.Entry> there) {
        Map<String, String> due = new LinkedHashMap<>();
        wanted.forEach(entry -> due.put(entry.seq() + "-0", new String(entry.data(), StandardCharsets.UTF_8)));
        for (Leftovers.Entry entry : there) {
            String data = due.remove(entry.id());
            if (data == null && givenUp.has(stream, Long.parseLong(entry.id().split("-")[0]))) {
                continue;
            }
            if (data == null) {
                findings.add("I4", stream + " holds " + entry.id() + ", which the journal does not: " + entry.data());
            } else if (!data.equals(entry.data())) {
                findings.add(
                        "I4", entry.id() + " of " + stream + " is " + entry.data() + ", in the journal it is " + data);
            }
        }
        due.keySet().forEach(id -> findings.add("I4", stream + " lacks " + id));
    }

    private void message(String stream, ExpectedStreams.Entry entry, Map<String, Integer> unheard) {
        if (entry.message() != null) {
            Integer times = unheard.remove(new String(entry.message(), StandardCharsets.UTF_8));
            if (times == null || times != 1) {
                findings.add(
                        "I4",
                        "the message of " + entry.seq() + "-0 of " + stream + " was sent " + (times == null ? 0 : times)
                                + " times");
            }
        }
    }

    /** The tables hold the rows of the journal, each once. */
    private void rows(Map<String, List<String>> expected) {
        expected.forEach((table, wanted) -> {
            Map<String, Integer> due = new HashMap<>();
            wanted.forEach(row -> due.merge(row, 1, Integer::sum));
            for (String row : left.rows().getOrDefault(table, List.of())) {
                if (due.merge(row, -1, Integer::sum) < 0) {
                    findings.add("I5", table + " holds a row that the journal does not: " + row);
                }
            }
            due.forEach((row, times) -> {
                if (times > 0) {
                    findings.add("I5", table + " lacks " + row);
                }
            });
        });
    }

    /** Every entry that nobody can read has one letter, with its content, and no other entry has one. */
    private void deadLetters() throws IOException {
        Map<String, Integer> letters = new LinkedHashMap<>();
        left.added().stream()
                .filter(entry -> entry.session() == null)
                .forEach(entry -> letters.put(name(entry.source(), entry.id()), 0));
        for (String json : left.deadLetters()) {
            Map<String, Object> letter = Json.read(json);
            String name = letter.get("entry_id") + " of " + letter.get("stream");
            if (letters.computeIfPresent(name, (entry, times) -> times + 1) == null) {
                findings.add("I3", "there is a dead letter of " + name + ", which can be read");
            }
            if (letter.get("raw") == null) {
                findings.add("I3", "the dead letter of " + name + " lacks the content, which is there");
            }
        }
        letters.forEach((name, times) -> {
            if (times == 0) {
                lettersMissing++;
                findings.add("I3", "the entry " + name + " has no dead letter");
            } else if (times > 1) {
                findings.add("I3", "the entry " + name + " has " + times + " dead letters");
            }
        });
    }

    /** What does not hold, a sentence each. */
    List<String> broken() {
        return findings.sentences();
    }

    long entries() {
        return left.added().size();
    }

    long lost() {
        return lost;
    }

    long duplicates() {
        return duplicates;
    }

    /** Entries that nobody can read and that have no dead letter. */
    long lettersMissing() {
        return lettersMissing;
    }
}
