package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.Engine;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.Signal;
import conductor.engine.support.Stage;
import conductor.engine.support.StateBytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * An engine that is stopped and read back from its state again and again, one that is never stopped, and the model: the same messages, and the same
 * records from all three.
 */
final class PresencePair {
    private static final int SHOWN = 30;

    private final long seed;
    private final List<PresenceLine> said = new ArrayList<>();
    private long digest;
    private long digestThroughout;
    private final PresenceStage stage;
    private final Engine throughout;
    private final NaiveDesks model;
    private final PresenceScript script;
    private final PresenceInvariants invariants = new PresenceInvariants();
    private final Deque<Object> inputs = new ArrayDeque<>();
    private long nowMs;
    private long compared;

    /** @param modelled what the model goes by; other than the engine's to see that the difference is noticed. */
    PresencePair(long seed, PresenceConfig config, PresenceConfig modelled) {
        this.seed = seed;
        this.stage = new PresenceStage(config, this::hear, throughoutToo());
        this.throughout = new Engine(stage.config, d -> digestThroughout = digested(digestThroughout, d));
        this.model = new NaiveDesks(modelled);
        this.script = new PresenceScript(seed);
    }

    private Consumer<Signal> throughoutToo() {
        return signal -> throughout.onSignal(signal);
    }

    private void hear(Decision d) {
        said.add(PresenceLine.of(d));
        digest = digested(digest, d);
    }

    /** All that was said so far, in one number. */
    private static long digested(long before, Decision d) {
        long digest = 31 * (31 * (31 * before + d.seq) + d.engineTimeMs) + d.code;
        for (int at = 0; at < d.payloadLength; at++) {
            digest = 31 * digest + d.payload.getByte(at);
        }
        return digest;
    }

    /** Number of records that were compared. */
    long compared() {
        return compared;
    }

    void step(long step) {
        long untilDueMs = model.nextDueMs() - Stage.START_MS - nowMs;
        long silenceMs = script.silenceMs(nowMs, untilDueMs);
        nowMs += silenceMs;
        if (step % 2 == 0) {
            // How often silence is revealed must not matter; the model is told of it once.
            stage.atMs(nowMs - silenceMs / 2).atMs(nowMs - silenceMs / 3);
        }
        stage.atMs(nowMs);
        model.advance(Stage.START_MS + nowMs);
        note(nowMs + " ms");
        compare(step);
        NaiveMessage message = script.next(nowMs);
        note(message);
        message.to(stage);
        model.apply(message);
        compare(step);
    }

    private void note(Object input) {
        inputs.addLast(input);
        if (inputs.size() > SHOWN) {
            inputs.removeFirst();
        }
    }

    private void compare(long step) {
        List<PresenceLine> expected = model.take();
        for (int i = 0; i < Math.max(expected.size(), said.size()); i++) {
            PresenceLine of = i < said.size() ? said.get(i) : null;
            PresenceLine wanted = i < expected.size() ? expected.get(i) : null;
            if (wanted == null || !wanted.equals(of)) {
                throw new AssertionError(difference(step, i, wanted, of));
            }
            invariants.hear(of);
            script.hear(of);
        }
        compared += said.size();
        assertThat(digestThroughout)
                .as("seed %d, step %d, one that was never stopped says the same", seed, step)
                .isEqualTo(digest);
        said.clear();
    }

    private String difference(long step, int record, PresenceLine wanted, PresenceLine of) {
        StringBuilder text = new StringBuilder("seed " + seed + ", step " + step);
        text.append("\nmodel  ").append(wanted).append("\nengine ").append(of).append("\nafter");
        int end = Math.min(record, said.size());
        said.subList(Math.max(0, end - SHOWN), end)
                .forEach(line -> text.append('\n').append(line));
        text.append("\nof");
        inputs.forEach(input -> text.append('\n').append(input));
        return text.toString();
    }

    /** Goes on with an engine that knows nothing but the state of this one. */
    void restart() {
        StateBytes state = new StateBytes();
        stage.engine.writeState(state);
        long hash = stage.engine.stateHash();
        stage.engine = Engine.readState(stage.config, state.reader(), this::hear);
        assertThat(stage.engine.stateHash()).as("seed %d, read back", seed).isEqualTo(hash);
        assertThat(stage.engine.recomputeStateHash())
                .as("seed %d, computed again", seed)
                .isEqualTo(hash);
        assertThat(throughout.stateHash()).as("seed %d, never stopped", seed).isEqualTo(hash);
        assertThat(throughout.recomputeStateHash())
                .as("seed %d, never stopped, computed again", seed)
                .isEqualTo(hash);
    }
}
