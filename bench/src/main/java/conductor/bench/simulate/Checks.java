package conductor.bench.simulate;

import conductor.bench.GivenUp;
import conductor.bench.expected.ExpectedStreams;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionSink;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.EngineView;
import conductor.engine.wire.DecisionCodec;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.SeenStreams;
import conductor.gateway.redis.StreamServer;
import conductor.journal.Causes;
import conductor.journal.DecisionReader;
import conductor.journal.DurableMark;
import conductor.journal.JournalCondition;
import conductor.journal.JournalCorruptException;
import conductor.journal.JournalException;
import conductor.journal.RecordPosition;
import conductor.journal.Recovery;
import conductor.journal.SnapshotFolder;
import conductor.journal.StepwiseJournal;
import conductor.journal.json.TemplateSets;
import conductor.journal.sink.StepwiseSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;

/** What must hold when everything has been healed and has come to rest (C.4 of the failure model). */
final class Checks {
    /** A batch may be a single record, and a record take a few turns. */
    private static final int TURNS_MAX = 100_000;

    private static final Set<String> OWN_FOLDERS = Set.of("journal", "snapshots");

    private final World world;
    private final StepwiseJournal journal;
    private final EngineView.Figures live;
    private final List<byte[]> derived = new ArrayList<>();
    private final List<Signal> entries = new ArrayList<>();
    private final GivenUp givenUp = new GivenUp();
    private int published;

    Checks(World world) {
        this.world = world;
        this.journal = world.node().journal();
        this.live = world.node().figures();
    }

    /** All of them. */
    void check() {
        journalAndState();
        decisionsFollowFromSignals();
        snapshots();
        whatIsLeft();
        inputsOnce();
        outputs();
        rows();
        bounds();
    }

    /** Publications in the run. */
    int published() {
        return published;
    }

    /** I1 and I2: every record is whole and follows the last, and replaying all of them leads to the state of the live engine. */
    private void journalAndState() {
        DecisionCodec codec = new DecisionCodec();
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);
        DecisionSink sink = decision -> {
            byte[] copy = new byte[codec.encode(decision, bytes, 0)];
            bytes.getBytes(0, copy);
            derived.add(copy);
        };
        Engine engine = new Engine(journal.engineConfig(), sink);
        try {
            world.past().each(signal -> {
                if (signal.type == SignalType.CHECKPOINT && engine.stateHash() != signal.value1) {
                    throw new Violation("I2", "replay has another state at the checkpoint " + signal.sequence);
                }
                engine.onSignal(signal);
                note(signal);
            });
        } catch (JournalCorruptException e) {
            throw new Violation("I1", e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new Violation("I2", "replay fails behind " + engine.sequence() + ": " + e.getMessage(), e);
        }
        if (engine.sequence() != live.sequence()) {
            throw new Violation("I1", "the journal ends at " + engine.sequence() + ", the node at " + live.sequence());
        }
        if (engine.stateHash() != live.stateHash() || engine.recomputeStateHash() != live.stateHash()) {
            throw new Violation("I2", "replay ends in another state than the node has");
        }
    }

    private void note(Signal signal) {
        boolean entry = SourceId.stream(signal.source) != null && signal.type != SignalType.SOURCE_POSITION;
        if (entry) {
            Signal copy = new Signal();
            copy.copyFrom(signal);
            entries.add(copy);
        }
    }

    /**
     * I4, first half: the decisions queue is what the signals lead to, record by record; I6 and I7 on the way. Records of days that were removed,
     * and of a disk that was lost, are taken from the signals.
     */
    private void decisionsFollowFromSignals() {
        Course course = new Course(world.rules().perHour());
        QuietTime quiet = new QuietTime(world.redis());
        DecisionCodec codec = new DecisionCodec();
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);
        Decision decision = new Decision();
        int removed = recordsBefore(journal.firstRecords(), decision);
        RecordList before = new RecordList(derived.subList(0, removed));
        long lastScore = 0;
        while (before.next(decision)) {
            course.take(decision);
            quiet.take(decision);
            givenUp.take(decision, lastScore);
            lastScore = lastScore(decision, lastScore);
        }
        int at = removed;
        int differs = -1;
        try (DecisionReader reader = journal.openDecisionReader(DurableMark.everything())) {
            for (; reader.next(decision); at++) {
                course.take(decision);
                quiet.take(decision);
                givenUp.take(decision, lastScore);
                lastScore = lastScore(decision, lastScore);
                byte[] logged = new byte[codec.encode(decision, bytes, 0)];
                bytes.getBytes(0, logged);
                if (differs < 0 && (at >= derived.size() || !Arrays.equals(logged, derived.get(at)))) {
                    differs = at;
                }
            }
        } catch (JournalCorruptException e) {
            throw new Violation("I1", e.getMessage(), e);
        }
        if (differs >= 0 || at != derived.size()) {
            throw new Violation(
                    "I4",
                    "the decisions queue has " + at + " records with those before it, the signals lead to "
                            + derived.size()
                            + (differs < 0 ? "" : ", and record " + differs + " of the queue is another one"));
        }
        published = course.published();
    }

    /** How many of the records that the signals lead to are before a place. */
    private int recordsBefore(RecordPosition place, Decision decision) {
        RecordList all = new RecordList(derived);
        int before = 0;
        while (all.next(decision)
                && decision.seq <= (decision.type == DecisionType.SCORE ? place.scoreSeq() : place.seq())) {
            before++;
        }
        return before;
    }

    private static long lastScore(Decision d, long before) {
        return switch (d.type) {
            case DecisionType.SCORE -> d.seq;
            case DecisionType.RESTORED -> d.anomalySeq;
            default -> before;
        };
    }

    /** I2: from each snapshot that is kept, the tail leads to the state of the live engine. */
    private void snapshots() {
        SnapshotFolder folder = world.snapshots();
        JournalCondition end = new JournalCondition(journal.signalMarks(), journal.decisionMarks(), null, null);
        for (Path file : folder.list()) {
            Recovery.Recovered from = Recovery.rehearse(journal, end, folder, (done, total) -> {}, new SeenStreams());
            boolean used = file.equals(from.report().snapshot());
            if (!used && !world.snapshotDamaged()) {
                throw new Violation("I2", String.join("; ", from.report().passedOver()));
            }
            if (from.engine().stateHash() != live.stateHash()) {
                throw new Violation("I2", "from the snapshot " + file.getFileName() + " replay ends in another state");
            }
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** I2: a journal without its first days leads to the state of the live engine, too. */
    private void whatIsLeft() {
        try {
            Engine engine = journal.replay(new SeenStreams());
            if (engine.stateHash() != live.stateHash()) {
                throw new Violation("I2", "from where the journal begins replay ends in another state");
            }
        } catch (JournalException e) {
            throw new Violation("I2", e.getMessage(), e);
        }
    }

    /** I3: what Redis still has was applied once, and nothing was applied that was never there, or more often. */
    private void inputsOnce() {
        Map<String, Integer> applied = new HashMap<>();
        for (Signal entry : entries) {
            applied.merge(key(entry.source, entry.sourceTimeMs, entry.sourceSeq, entry.actorKey), 1, Integer::sum);
        }
        Map<String, Integer> written = new HashMap<>();
        for (Crowd.Written entry : world.crowd().written()) {
            String key = key(entry.source(), entry.ms(), entry.seq(), hash(entry.user()));
            written.merge(key, 1, Integer::sum);
            int times = applied.getOrDefault(key, 0);
            if (times == 0 && isThere(entry)) {
                throw new Violation(
                        "I3",
                        "the entry " + entry.ms() + "-" + entry.seq() + " of " + SourceId.stream(entry.source())
                                + " is not in the journal");
            }
        }
        applied.forEach((key, times) -> {
            if (times > written.getOrDefault(key, 0)) {
                throw new Violation("I3", "the journal has " + times + " times what was written as " + key);
            }
        });
    }

    /** Whether Redis has this entry now, and not another one under its id. */
    private boolean isThere(Crowd.Written entry) {
        List<StreamServer.Entry> found =
                world.redis().stream(SourceId.stream(entry.source())).range(entry.ms(), entry.seq(), true, 1);
        return !found.isEmpty() && found.get(0).data() == entry.data();
    }

    private static String key(int source, long ms, long seq, long actorKey) {
        return source + " " + ms + "-" + seq + " "
                + (source == SourceId.COMMAND || source == SourceId.OUTCOME ? 0 : actorKey);
    }

    private static long hash(String id) {
        if (id == null) {
            return 0;
        }
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return SimNode.HASH.hash(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    /** I4: the output streams are what the journal says, under rising numbers; what ever left was never another thing; no message twice. */
    private void outputs() {
        ExpectedStreams expected = ExpectedStreams.of(
                SimNode.publisherConfig(world.rules()), new RecordList(derived), TemplateSets.BUILT_IN);
        Map<String, byte[]> records = new HashMap<>();
        for (String stream : expected.streams()) {
            List<StreamServer.Entry> there = world.redis().stream(stream).entries().stream()
                    .filter(entry -> !givenUp.has(stream, entry.ms()))
                    .toList();
            same(stream, there, wanted(stream, there, expected.entries(stream)));
            expected.entries(stream).forEach(entry -> records.put(stream + " " + entry.seq(), entry.data()));
        }
        world.redis().everWritten().forEach((record, all) -> {
            byte[] once = records.get(record);
            if (once == null && isGivenUp(record)) {
                return;
            }
            if (once == null) {
                throw new Violation("I4", "record " + record + " had left, and the journal knows nothing of it");
            }
            if (all.stream().anyMatch(ever -> !Arrays.equals(ever, once))) {
                throw new Violation("I4", "another thing than the journal says had left as record " + record);
            }
        });
        messagesOnce();
    }

    /** What Redis forgot, or never had when the disk was lost, is not written to it when the journal does not hold it any more. */
    private List<ExpectedStreams.Entry> wanted(
            String stream, List<StreamServer.Entry> there, List<ExpectedStreams.Entry> said) {
        if (world.past().isWhole() && !world.redis().hasForgotten()) {
            return said;
        }
        RecordPosition first = journal.firstRecords();
        long gone = stream.equals(RedisPublisher.SCORES) ? first.scoreSeq() : first.seq();
        Set<Long> numbers = there.stream().map(StreamServer.Entry::ms).collect(Collectors.toSet());
        return said.stream()
                .filter(entry -> entry.seq() > gone || numbers.contains(entry.seq()))
                .toList();
    }

    private static void same(String stream, List<StreamServer.Entry> there, List<ExpectedStreams.Entry> wanted) {
        for (int i = 0; i < Math.max(there.size(), wanted.size()); i++) {
            if (i >= there.size() || i >= wanted.size()) {
                throw new Violation(
                        "I4", stream + " has " + there.size() + " entries, the journal says " + wanted.size());
            }
            if (there.get(i).ms() != wanted.get(i).seq()
                    || !Arrays.equals(there.get(i).data(), wanted.get(i).data())) {
                throw new Violation(
                        "I4", "entry " + there.get(i).ms() + " of " + stream + " is not what the journal says");
            }
        }
    }

    /** @param record its stream and its number, as {@link SimRedis#everWritten()} names it. */
    private boolean isGivenUp(String record) {
        int space = record.indexOf(' ');
        return givenUp.has(record.substring(0, space), Long.parseLong(record.substring(space + 1)));
    }

    private void messagesOnce() {
        if (world.redis().sentTwice() != null) {
            throw new Violation("I4", "a message left twice: " + world.redis().sentTwice());
        }
    }

    /** I5: the database has the rows of the journal, each once. */
    private void rows() {
        SimDatabase reference = new SimDatabase(false);
        StepwiseSink sink = new StepwiseSink(
                SimNode.sinkConfig(world.rules()),
                reference,
                new RecordList(derived),
                Causes.NONE,
                TemplateSets.BUILT_IN);
        int turn = 0;
        do {
            requireTurns(turn++, "writing the rows of the whole journal");
        } while (!sink.step());
        if (!world.database().committed().equals(reference.committed())) {
            throw new Violation(
                    "I5",
                    "the database is at " + world.database().committed() + ", the journal at " + reference.committed());
        }
        if (givenUp.any()) {
            // The rows of what was lost stay, and those of what was scored again are not written over.
            return;
        }
        List<String> wanted = reference.rows();
        List<String> there = world.database().rows();
        if (!there.equals(wanted)) {
            throw new Violation(
                    "I5",
                    "the database has " + there.size() + " rows, the journal says " + wanted.size()
                            + (there.size() == wanted.size() ? ", with other values" : ""));
        }
    }

    static void requireTurns(int turn, String what) {
        if (turn > TURNS_MAX) {
            throw new Violation("liveness", what + " does not come to an end within " + TURNS_MAX + " turns");
        }
    }

    /** I10: nothing grows without bound. */
    private void bounds() {
        if (live.sessionRows() > journal.engineConfig().sessionsMax()) {
            throw new Violation("I10", live.sessionRows() + " rows of sessions");
        }
        try (var files = Files.list(world.folder())) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !OWN_FOLDERS.contains(name))
                    .toList();
            if (!names.isEmpty()) {
                throw new Violation("I10", "there are other files beside the journal and its snapshots: " + names);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
