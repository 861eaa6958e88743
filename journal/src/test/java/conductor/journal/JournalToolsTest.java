package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.wire.DecisionCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalToolsTest {
    private static final int SECONDS = 360;

    @TempDir
    Path temporary;

    private Path dataDir;
    private Engine live;
    private long fed;

    @BeforeEach
    void runANode() throws InterruptedException {
        dataDir = temporary.resolve("node");
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            LiveNode node = new LiveNode(directory);
            live = node.run(0, SECONDS);
            fed = node.fed();
        }
    }

    @Test
    void replayEndsWhereTheNodeStoodAndDecidesTheSame() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            List<String> derived = new ArrayList<>();
            DecisionCodec codec = new DecisionCodec();
            ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
            long[] progress = {0, 0};
            ReplayResult result = Replay.run(
                    directory,
                    Replay.TO_THE_END,
                    decision -> {
                        byte[] record = new byte[codec.encode(decision, buffer, 0)];
                        buffer.getBytes(0, record);
                        derived.add(HexFormat.of().formatHex(record));
                    },
                    (done, total) -> {
                        progress[0] = done;
                        progress[1] = total;
                    });
            assertThat(derived).isEqualTo(JournalCopy.decisionBytes(directory));
            assertThat(result.sequence()).isEqualTo(live.sequence());
            assertThat(result.stateHash()).isEqualTo(live.stateHash());
            assertThat(result.stateHashHex()).hasSize(16);
            assertThat(result.signals()).isEqualTo(fed);
            assertThat(result.decisions()).isEqualTo(live.decisions());
            assertThat(result.scores()).isEqualTo(live.scores());
            assertThat(result.engineTimeMs()).isEqualTo(live.engineTimeMs());
            assertThat(result.recordsPerSecond()).isPositive();
            assertThat(progress).containsExactly(live.sequence() + 1, live.sequence() + 1);
        }
    }

    @Test
    void replayStopsAtTheSequenceAskedFor() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            ReplayResult half = Replay.run(directory, live.sequence() / 2);
            assertThat(half.sequence()).isEqualTo(live.sequence() / 2);
            assertThat(half.stateHash()).isNotEqualTo(live.stateHash());
            assertThat(half.stateHash())
                    .isEqualTo(Replay.run(directory, live.sequence() / 2).stateHash());
            assertThat(Replay.run(directory, 0).scores()).isZero();
        }
    }

    @Test
    void verifyFindsAWholeJournalInOrderAndCountsIt() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            VerifyResult result = Verify.run(directory, ProgressListener.NONE);
            assertThat(result.firstProblem()).isNull();
            assertThat(result.ok()).isTrue();
            assertThat(result.records()).isEqualTo(live.sequence() + 1);
            assertThat(result.decisionsCompared()).isEqualTo(live.decisions() + live.scores());
            assertThat(result.decisionsMissing()).isZero();
            assertThat(result.replay().stateHash()).isEqualTo(live.stateHash());
            assertThat(result.byType())
                    .containsEntry("GENESIS", 1L)
                    .containsKeys("CHAT", "TICK", "CHECKPOINT", "LEAVE");
            assertThat(result.byType().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(result.records());
            assertThat(result.bySource().get(SourceId.stream(SourceId.CHAT)))
                    .isEqualTo(result.byType().get("CHAT") + 1);
        }
    }

    @Test
    void verifyFindsAnEntryThatWasJournalledTwice() throws IOException {
        Path changed = temporary.resolve("changed");
        long[] entry = {0, 0, 0};
        JournalCopy.of(dataDir, changed)
                .changeSignals(signal -> {
                    if (signal.type == SignalType.CHAT && entry[2] == 0) {
                        if (entry[0] != 0) {
                            signal.sourceTimeMs = entry[0];
                            signal.sourceSeq = entry[1];
                            entry[2] = signal.sequence;
                        }
                        entry[0] = signal.sourceTimeMs;
                        entry[1] = signal.sourceSeq;
                    }
                })
                .write();
        assertProblem(changed, "signals", "sequence " + entry[2]);
    }

    @Test
    void verifyFindsADecisionThatTheSignalsDoNotLeadTo() throws IOException {
        Path changed = temporary.resolve("changed");
        JournalCopy.of(dataDir, changed)
                .changeDecisions(decision -> {
                    if (decision.type == DecisionType.SCORE && decision.seq == 77) {
                        decision.scorePpm++;
                    }
                })
                .write();
        assertProblem(changed, "decisions", "SCORE 77");
    }

    @Test
    void verifyFindsADecisionTooMany() throws IOException {
        Path changed = temporary.resolve("changed");
        JournalCopy.of(dataDir, changed).write();
        try (JournalDirectory directory = JournalDirectory.open(changed, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            log.onDecision(Samples.decision(DecisionType.STATUS, log.lastSeq() + 1, live.sequence()));
            log.commit();
        }
        assertProblem(changed, "decisions", "STATUS " + (live.decisions() + 1));
    }

    @Test
    void verifyFindsAFlippedBit() {
        RollFileBytes file = RollFileBytes.of(dataDir, "decisions");
        int document = file.documents() / 2;
        file.flip(file.start(document) + 100, 3);
        assertProblem(dataDir, "decisions", "document " + document);
    }

    @Test
    void decisionsThatAreNotThereYetAreCountedAndNoProblem() throws IOException {
        Path cut = temporary.resolve("cut");
        JournalCopy.of(dataDir, cut).firstDecisions(10).write();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(cut)) {
            VerifyResult result = Verify.run(directory, ProgressListener.NONE);
            assertThat(result.ok()).isTrue();
            assertThat(result.decisionsCompared()).isEqualTo(10);
            assertThat(result.decisionsMissing()).isEqualTo(live.decisions() + live.scores() - 10);
        }
    }

    @Test
    void aListingSaysWhatTheJournalIsMadeOf() {
        EngineConfig config = Samples.config();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            Listing listing = Listing.of(directory);
            assertThat(listing.engine()).isEqualTo("00c0ffee");
            assertThat(listing.configHash()).isEqualTo(config.hash());
            assertThat(listing.logicVersion()).isEqualTo(EngineConfig.LOGIC_VERSION);
            assertThat(listing.signals().first()).isZero();
            assertThat(listing.signals().last()).isEqualTo(live.sequence());
            assertThat(listing.signals().lastTimeMs()).isEqualTo(live.engineTimeMs());
            assertThat(listing.signals().files()).hasSize(1);
            assertThat(listing.signals().sizeBytes()).isPositive();
            assertThat(listing.decisions().first()).isEqualTo(1);
            assertThat(listing.decisions().last()).isEqualTo(live.decisions());
            assertThat(listing.decisions().firstTimeMs())
                    .isLessThan(listing.decisions().lastTimeMs());
            assertThat(listing.scores()).isEqualTo(live.scores());
        }
    }

    @Test
    void theListingOfANewJournalHasNoDecisions() {
        Path fresh = temporary.resolve("fresh");
        JournalDirectory.open(fresh, Samples.config()).close();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(fresh)) {
            Listing listing = Listing.of(directory);
            assertThat(listing.signals().last()).isZero();
            assertThat(listing.decisions()).isEqualTo(new Listing.Queue("decisions", -1, -1, 0, 0, List.of()));
            assertThat(Cat.decisions(directory, CatFilter.ALL, decision -> true))
                    .isZero();
            assertThat(Verify.run(directory, ProgressListener.NONE).ok()).isTrue();
        }
    }

    @Test
    void catShowsTheRecordsOfOneSessionOfOneTypeWithinARange() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            long session = directory.keyOf(LiveNode.session(1));
            CatFilter filter = new CatFilter(session, SignalType.CHAT, 500, 900);
            List<Long> sequences = new ArrayList<>();
            long shown = Cat.signals(directory, filter, signal -> {
                assertThat(signal.subjectKey).isEqualTo(session);
                assertThat(signal.type).isEqualTo(SignalType.CHAT);
                return sequences.add(signal.sequence);
            });
            assertThat(shown).isEqualTo(sequences.size()).isPositive();
            assertThat(sequences).isSorted().allMatch(sequence -> sequence >= 500 && sequence <= 900);
            List<Long> scores = new ArrayList<>();
            Cat.decisions(directory, new CatFilter(session, DecisionType.SCORE, 500, 900), decision -> {
                assertThat(decision.causeSequence).isBetween(500L, 900L);
                return scores.add(decision.seq);
            });
            assertThat(scores).isNotEmpty().isSorted();
        }
    }

    @Test
    void catStopsWhenToldTo() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(Cat.signals(directory, CatFilter.ALL, (Signal signal) -> signal.sequence < 4))
                    .isEqualTo(5);
            int[] left = {3};
            assertThat(Cat.decisions(directory, CatFilter.ALL, (Decision decision) -> --left[0] > 0))
                    .isEqualTo(3);
        }
    }

    private static void assertProblem(Path dataDir, String queue, String where) {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            VerifyResult result = Verify.run(directory, ProgressListener.NONE);
            assertThat(result.ok()).isFalse();
            assertThat(result.replay()).isNull();
            VerifyResult.Problem problem = result.firstProblem();
            assertThat(problem.queue()).isEqualTo(queue);
            assertThat(problem.position() + " " + problem.what()).contains(where);
        }
    }
}
