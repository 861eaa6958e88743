package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of the streams comes out of a snapshot as it went in. */
class SeenStreamsTest {
    private static final EngineConfig CONFIG = EngineConfig.defaults(1);

    @TempDir
    Path dataDir;

    private final SeenStreams seen = new SeenStreams();
    private final Signal signal = new Signal();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_024, 1_025, 3_000, SeenEntries.MAX, SeenEntries.MAX + 5})
    void whatWasSeenIsKnownAgainAndGoesOnAlike(int entries) {
        position(SourceId.CHAT, 3, 7);
        for (int i = 0; i < entries; i++) {
            chat(seen, i);
        }
        SeenStreams back = throughAFile();

        assertAlike(back);
        for (int i = 0; i < 2_000; i++) {
            chat(seen, entries + i);
            chat(back, entries + i);
        }
        assertAlike(back);
    }

    @Test
    void whatWasKnownBeforeIsForgotten() {
        SeenStreams other = new SeenStreams();
        chat(other, 5);
        SnapshotFile.restore(written(), CONFIG, decision -> {}, other);
        assertThat(other.of(SourceId.CHAT).all()).isEmpty();
    }

    private void assertAlike(SeenStreams back) {
        for (int source = 0; source < SourceId.COUNT; source++) {
            assertThat(back.epoch(source)).isEqualTo(seen.epoch(source));
            assertThat(back.of(source).floor()).isEqualTo(seen.of(source).floor());
            assertThat(back.of(source).newest()).isEqualTo(seen.of(source).newest());
            assertThat(back.of(source).all()).isEqualTo(seen.of(source).all());
        }
    }

    private SeenStreams throughAFile() {
        SeenStreams back = new SeenStreams();
        SnapshotFile.restore(written(), CONFIG, decision -> {}, back);
        return back;
    }

    private Path written() {
        return new SnapshotFolder(dataDir).write(genesis(), seen, CONFIG, 0);
    }

    private static Engine genesis() {
        Engine engine = new Engine(CONFIG, decision -> {});
        Signal genesis = new Signal().clear();
        genesis.sequence = 0;
        genesis.type = SignalType.GENESIS;
        engine.onSignal(genesis);
        return engine;
    }

    private void position(int source, long epoch, long seq) {
        signal.clear();
        signal.type = SignalType.SOURCE_POSITION;
        signal.source = source;
        signal.value1 = epoch;
        signal.sourceTimeMs = 1;
        signal.sourceSeq = seq;
        seen.note(signal);
    }

    private void chat(SeenStreams target, int number) {
        signal.clear();
        signal.type = SignalType.CHAT;
        signal.source = SourceId.CHAT;
        signal.sourceTimeMs = 1_000 + number;
        signal.sourceSeq = number % 3;
        signal.actorKey = number;
        target.note(signal);
    }
}
