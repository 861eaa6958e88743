package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalJournal;
import conductor.engine.ring.StepwisePipeline;
import conductor.engine.ring.WaitProfile;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How messages of operators come in: in which order, as what, and only where there is a plane for them (presence.md 1.1). */
class OperatorsStreamTest {
    private static final long START_MS = 1_772_446_500_000L;
    private static final String OPERATORS = SourceId.stream(SourceId.OPERATORS);
    private static final EngineConfig AUDIENCE = EngineConfig.defaults(0x5e1f09c2);
    private static final EngineConfig BOTH = AUDIENCE.with(PresenceConfig.SHIPPED);

    private final MemoryRedis redis = new MemoryRedis(START_MS + 20_000);
    private final List<Signal> journal = new ArrayList<>();
    private final List<Integer> decided = new ArrayList<>();

    @Test
    void entriesOfTheSameMillisecondComeBehindAllOfTheAudience() {
        redis.add(OPERATORS, START_MS, 0, utf8(account("m-1")));
        redis.add(SourceId.stream(SourceId.COMMAND), START_MS, 0, utf8("{}"));
        redis.add(SourceId.stream(SourceId.CHAT), START_MS, 0, utf8(Entries.CHAT));
        redis.add(SourceId.stream(SourceId.CHAT), START_MS + 1, 0, utf8(Entries.CHAT));

        read(BOTH);

        assertThat(entries())
                .extracting(signal -> signal.source)
                .containsExactly(SourceId.CHAT, SourceId.COMMAND, SourceId.OPERATORS, SourceId.CHAT);
    }

    @Test
    void aMessageCarriesItsTextsAndDefinesNoNames() {
        redis.add(OPERATORS, START_MS, 0, utf8(account("m-1")));

        read(BOTH);

        assertThat(journal).noneMatch(signal -> signal.type == SignalType.DEFINE);
        assertThat(entries()).singleElement().satisfies(signal -> {
            assertThat(signal.type).isEqualTo(SignalType.OPERATOR_ACCOUNT);
            assertThat(signal.scopeKey).isNotZero();
            assertThat(signal.subjectKey).isNotZero();
        });
    }

    @Test
    void aNodeWithoutThePlaneNeitherReadsNorPositionsItself() {
        redis.add(OPERATORS, START_MS, 0, utf8(account("m-1")));
        redis.add(SourceId.stream(SourceId.CHAT), START_MS + 1, 0, utf8(Entries.CHAT));

        Engine engine = read(AUDIENCE);

        assertThat(entries()).extracting(signal -> signal.source).containsExactly(SourceId.CHAT);
        assertThat(engine.cursorKnown(SourceId.OPERATORS)).isFalse();
        assertThat(read(BOTH).cursorKnown(SourceId.OPERATORS)).isTrue();
    }

    @Test
    void anEngineWithoutThePlaneTakesAMessageAndDoesNothing() {
        redis.add(OPERATORS, START_MS, 0, utf8(account("m-1")));
        redis.add(OPERATORS, START_MS + 1, 0, utf8(account("m-2").replace("operator.account", "operator.login")));
        read(BOTH);
        List<Signal> messages = entries();
        decided.clear();

        Engine engine = new Engine(AUDIENCE, decision -> decided.add(decision.type));
        messages.forEach(engine::onSignal);

        assertThat(decided).isEmpty();
        assertThat(engine.signals()).isEqualTo(2);
        assertThat(engine.cursorTimeMs(SourceId.OPERATORS)).isEqualTo(START_MS + 1);
        assertThat(engine.stateHash()).isEqualTo(engine.recomputeStateHash());
        assertThat(engine.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsNoMessageIsADeadLetterThatSaysWhere() {
        assertThat(rejected("data", "{\"v\":1")).containsExactly(Code.BAD_JSON, null);
        assertThat(rejected("data", account("m-1").replace("\"active\":true,", "")))
                .containsExactly(Code.MISSING_FIELD, "active");
        assertThat(rejected("data", account("m-1").replace("\"v\":1", "\"v\":2")))
                .containsExactly(Code.BAD_VERSION, "v");
        assertThat(rejected("data", account("m-1").replace("operator.account", "operator.acount")))
                .containsExactly(Code.UNKNOWN_TYPE, "type");
        assertThat(rejected("type", "operator.login")).containsExactly(Code.MISSING_FIELD, "data");
        assertThat(rejected("data", account("m".repeat(70_000)))).containsExactly(Code.TOO_LARGE, null);
        assertThat(rejected("type", "m".repeat(70_000))).containsExactly(Code.TOO_LARGE, null);
    }

    private static String account(String id) {
        return "{\"v\":1,\"type\":\"operator.account\",\"id\":\"" + id
                + "\",\"scope\":\"org_7\",\"agent_id\":\"a1\",\"active\":true,\"role\":\"agent\"}";
    }

    /** Why an entry with one field is refused, and where. */
    private static List<Object> rejected(String field, String value) {
        EntryQueue queue = new EntryQueue();
        Entries.add(queue, START_MS, 0, utf8(field), utf8(value));
        ParsedEntry entry = new ParsedEntry();
        new PlatformParser(Entries.HASH, Entries.ENGINE).parse(SourceId.OPERATORS, queue, entry);
        assertThat(entry.signal.type).isEqualTo(SignalType.DEAD_LETTER);
        assertThat(entry.signal.source).isEqualTo(SourceId.OPERATORS);
        return Arrays.asList((int) entry.signal.value1, entry.badField());
    }

    private List<Signal> entries() {
        return journal.stream()
                .filter(signal -> signal.source != SourceId.INTERNAL && signal.type != SignalType.SOURCE_POSITION)
                .toList();
    }

    /** Reads everything into a new engine. */
    private Engine read(EngineConfig config) {
        journal.clear();
        Log log = new Log();
        Engine engine = new Engine(config, log);
        StepwisePipeline pipeline = new StepwisePipeline(
                engine, log, log, new PipelineConfig(64, WaitProfile.BACKOFF, ClockMode.REDIS, 1, 1_000_000));
        StepwiseSource source = new StepwiseSource(
                SourceRig.config("redis://nowhere", ClockMode.REDIS, "0", 3, 64)
                        .withOperators(config.presence().isPresent()),
                redis,
                pipeline.ingress(),
                new EgressInbox(64),
                new LookUpInbox(64),
                SourceCursors.none(),
                new SeenStreams(),
                pipeline.view()::nextDueMs,
                () -> true,
                () -> pipeline.step() > 0,
                () -> 0);
        pipeline.start();
        boolean going = true;
        while (going) {
            going = source.step() && !source.isAtRest();
            while (pipeline.step() > 0) {
                assertThat(pipeline.failStop().failed()).isFalse();
            }
        }
        return engine;
    }

    /** Keeps what goes in, and of what comes out the types. */
    private final class Log implements SignalJournal, DecisionLog {
        @Override
        public void append(Signal signal) {
            Signal copy = new Signal();
            copy.copyFrom(signal);
            copy.sequence = signal.sequence;
            copy.engineTimeMs = signal.engineTimeMs;
            journal.add(copy);
        }

        @Override
        public void onDecision(Decision decision) {
            decided.add(decision.type);
        }

        @Override
        public void commit() {
            // All is kept at once.
        }
    }
}
