package conductor.engine.support;

import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.SettingsChangeRecordEncoder;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.KeyHash;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An engine on a stage: a script of people who chat, vote, come and go at given times, and a recording of what the engine said.
 * Does what a host must do: sequences, rising time, ticks before signals. Times are milliseconds from {@link #START_MS}.
 */
public final class Stage {
    /** A whole second, so that "at second n" means the n-th bucket. */
    public static final long START_MS = 1_772_446_500_000L;

    private static final KeyHash HASH = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    public final List<Recorded> records = new ArrayList<>();
    public final List<Signal> journal = new ArrayList<>();
    public Engine engine;

    private final Set<String> defined = new HashSet<>();
    private String session = "ses_0a1b2c3d4e5f";
    private long nowMs = START_MS;
    private long sequence;
    private long entry;

    public Stage(EngineConfig config) {
        engine = new Engine(config, d -> records.add(new Recorded(d)));
    }

    /** The shipped configuration with another evaluation period, the rule table as its policy, and anomalies by rules on the score. */
    public static EngineConfig period(int periodMs) {
        EngineConfig scores = EngineConfig.defaults(0x5e1f09c2, DetectionConfig.RULES);
        EngineConfig rules = with(scores, "decisioning.policy", "RULES");
        return with(rules, "engine.evaluation-period-ms", periodMs);
    }

    /** A configuration with one setting changed. */
    public static EngineConfig with(EngineConfig config, String key, Object value) {
        StringBuilder text = new StringBuilder();
        for (String line : config.toText().split("\n")) {
            text.append(line.startsWith(key + "=") ? key + "=" + value : line).append('\n');
        }
        return EngineConfig.parse(text.toString());
    }

    /** The key of an id. */
    public static long key(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return HASH.hash(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    /** Speaks of another session from here on. */
    public Stage in(String sessionId) {
        session = sessionId;
        return this;
    }

    /** Lets time come to this many milliseconds after the start; what is due on the way happens. */
    public Stage at(long ms) {
        nowMs = Math.max(nowMs, START_MS + ms);
        Signal tick = new Signal();
        while (engine.nextDueMs() <= nowMs) {
            tick.clear();
            tick.type = SignalType.TICK;
            tick.engineTimeMs = nowMs;
            engine.prepareTick(tick);
            apply(tick);
        }
        return this;
    }

    /** The same with an absolute time. */
    public Stage atTime(long timeMs) {
        return at(timeMs - START_MS);
    }

    /** Milliseconds since the start. */
    public long now() {
        return nowMs - START_MS;
    }

    public Stage approve(String commandId, long decisionSeq) {
        return verdict(SignalType.APPROVE, commandId, decisionSeq);
    }

    public Stage reject(String commandId, long decisionSeq) {
        return verdict(SignalType.REJECT, commandId, decisionSeq);
    }

    private Stage verdict(int type, String commandId, long decisionSeq) {
        Signal s = entry(type, SourceId.COMMAND);
        s.value1 = decisionSeq;
        s.value2 = key(commandId);
        Payloads.command(s, commandId, "usr_9", "", "because", "");
        apply(s);
        return this;
    }

    /** A person wants an intervention in the current session; empty content = from the templates. */
    public Stage trigger(String commandId, int arm, String content) {
        return aboutSession(SignalType.TRIGGER, commandId, arm, content);
    }

    /** The mode of the current session plus one, 0 = that of its event. */
    public Stage mode(String commandId, int modePlusOne) {
        return aboutSession(SignalType.SET_MODE, commandId, modePlusOne, "");
    }

    private Stage aboutSession(int type, String commandId, long value1, String content) {
        Signal s = entry(type, SourceId.COMMAND);
        s.subjectKey = key(session);
        s.value1 = value1;
        s.value2 = key(commandId);
        Payloads.command(s, commandId, "usr_9", "", "because", content);
        apply(s);
        return this;
    }

    /** A change of an event's settings by command. */
    public Stage change(String commandId, String event, Consumer<SettingsChangeRecordEncoder> values) {
        Signal s = entry(SignalType.SET_SETTINGS, SourceId.COMMAND);
        s.scopeKey = key(event);
        s.value2 = key(commandId);
        Payloads.change(s, commandId, event, values);
        apply(s);
        return this;
    }

    /** Content that was made for a decision. */
    public Stage content(long decisionSeq, int method, long costMicros, long tookMs, String json) {
        Signal s = new Signal().clear();
        s.type = SignalType.CONTENT;
        s.value1 = decisionSeq;
        s.value2 = method;
        s.value3 = costMicros;
        s.value4 = tookMs;
        Payloads.text(s, json);
        apply(s);
        return this;
    }

    /** Where content comes from. */
    public Stage contentSources(long templatesHash, long waitMs, String... languages) {
        Signal s = new Signal().clear();
        s.type = SignalType.CONTENT_SOURCES;
        s.value1 = templatesHash;
        s.value2 = waitMs;
        StringBuilder words = new StringBuilder();
        for (String language : languages) {
            words.append(language).append("\0".repeat(Long.BYTES - language.length()));
        }
        Payloads.text(s, words.toString());
        apply(s);
        return this;
    }

    public Stage chat(String user) {
        return chat(user, null);
    }

    public Stage chat(String user, String event) {
        return send(SignalType.CHAT, SourceId.CHAT, user, event, 0);
    }

    public Stage react(String user) {
        return send(SignalType.REACTION, SourceId.REACTION, user, null, 0);
    }

    public Stage join(String user) {
        return join(user, null);
    }

    public Stage join(String user, String event) {
        return send(SignalType.JOIN, SourceId.PRESENCE, user, event, 0);
    }

    public Stage leave(String user) {
        return send(SignalType.LEAVE, SourceId.PRESENCE, user, null, 0);
    }

    public Stage vote(String user, String poll) {
        return send(SignalType.POLL_VOTE, SourceId.POLL_VOTE, user, null, key(poll));
    }

    public Stage close(String poll) {
        return send(SignalType.POLL_CLOSED, SourceId.POLL_CLOSED, null, null, key(poll));
    }

    /** A close that does not say which session it means. */
    public Stage closeWithoutSession(String poll) {
        Signal s = entry(SignalType.POLL_CLOSED, SourceId.POLL_CLOSED);
        s.value1 = key(poll);
        apply(s);
        return this;
    }

    /** Evidence from a look-up. */
    public Stage evidence(String event, int rank) {
        define(event, NameKind.SCOPE);
        Signal s = new Signal().clear();
        s.type = SignalType.EVENT_EVIDENCE;
        s.subjectKey = key(session);
        s.scopeKey = key(event);
        s.value1 = rank;
        apply(s);
        return this;
    }

    /** The result of a command. */
    public Stage outcome(long interventionSeq, boolean success) {
        Signal s = entry(SignalType.OUTCOME, SourceId.OUTCOME);
        s.value1 = interventionSeq;
        s.value2 = success ? 1 : 0;
        apply(s);
        return this;
    }

    /** What egress did with a command. */
    public Stage egressResult(long publishedSeq, int code) {
        Signal s = new Signal().clear();
        s.type = SignalType.EGRESS_RESULT;
        s.value1 = publishedSeq;
        s.value2 = code;
        apply(s);
        return this;
    }

    /** Settings of an event as they are stored; what is not said is as shipped. */
    public Stage settings(String event, Consumer<EventSettingsRecordEncoder> values) {
        Signal s = new Signal().clear();
        s.type = SignalType.EVENT_SETTINGS;
        s.scopeKey = key(event);
        Payloads.settings(s, event, values);
        apply(s);
        return this;
    }

    /** A pause of an event (null = of all) for so many milliseconds (0 = until it is resumed). */
    public Stage pause(String commandId, String event, long forMs) {
        return command(SignalType.PAUSE, commandId, event, forMs);
    }

    public Stage resume(String commandId, String event) {
        return command(SignalType.RESUME, commandId, event, 0);
    }

    /** A command that the edge found wrong. */
    public Stage refused(String commandId, String event, int code) {
        return command(SignalType.COMMAND_REFUSED, commandId, event, code);
    }

    private Stage command(int type, String commandId, String event, long value1) {
        Signal s = entry(type, SourceId.COMMAND);
        s.scopeKey = event == null ? 0 : key(event);
        s.value1 = value1;
        s.value2 = key(commandId);
        Payloads.command(s, commandId, "usr_9", event == null ? "" : event);
        apply(s);
        return this;
    }

    /** A signal that somebody else has made, now. */
    public Stage signal(Signal s) {
        s.sourceTimeMs = nowMs;
        s.sourceSeq = entry++;
        apply(s);
        return this;
    }

    /** Records of a type, in order. */
    public List<Recorded> of(int type) {
        return where(r -> r.d.type == type);
    }

    public List<Recorded> where(Predicate<Recorded> predicate) {
        return records.stream().filter(predicate).toList();
    }

    /** The last record of a type that the current session has. */
    public Recorded last(int type) {
        List<Recorded> found = where(r -> r.d.type == type && r.d.subjectKey == key(session));
        if (found.isEmpty()) {
            throw new AssertionError("no record of type " + type + " in " + records);
        }
        return found.get(found.size() - 1);
    }

    private Stage send(int type, int source, String user, String event, long value1) {
        define(session, NameKind.SUBJECT);
        if (event != null) {
            define(event, NameKind.SCOPE);
        }
        Signal s = entry(type, source);
        s.subjectKey = key(session);
        s.actorKey = user == null ? 0 : key(user);
        s.scopeKey = event == null ? 0 : key(event);
        s.value1 = value1;
        apply(s);
        return this;
    }

    private Signal entry(int type, int source) {
        Signal s = new Signal().clear();
        s.type = type;
        s.source = source;
        s.sourceTimeMs = nowMs;
        s.sourceSeq = entry++;
        return s;
    }

    private void define(String id, int kind) {
        if (defined.add(id + "@" + nowMs / 900_000)) {
            Signal s = new Signal().clear();
            s.type = SignalType.DEFINE;
            s.subjectKey = key(id);
            s.value1 = kind;
            byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
            s.payload.putBytes(0, bytes);
            s.payloadLength = bytes.length;
            apply(s);
        }
    }

    private void apply(Signal s) {
        s.engineTimeMs = nowMs;
        s.sequence = sequence++;
        engine.onSignal(s);
        Signal copy = new Signal();
        copy.copyFrom(s);
        journal.add(copy);
    }
}
