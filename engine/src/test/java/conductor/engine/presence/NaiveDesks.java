package conductor.engine.presence;

import conductor.engine.core.Code;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.SignalType;
import conductor.engine.presence.NaiveScope.Item;
import conductor.engine.presence.NaiveScope.Operator;
import conductor.engine.presence.NaiveScope.Timer;
import conductor.engine.presence.PresenceLine.Figure;
import conductor.engine.support.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The presence plane as presence.md words it, without any cleverness: objects, lists and full scans. It says what an engine must say of the same
 * messages, record by record. Sessions are in {@link NaiveSessions}, work items in {@link NaiveWork}.
 */
final class NaiveDesks {
    private static final long DAY_MS = 86_400_000;
    private static final int KNOWN_WITHOUT_REPLY = 65_536;

    /** What is known of a message that was applied. */
    private record Known(long content, long atMs, int code, long firstSeq) {}

    /** What was said since the last call of {@link #take}. */
    private final List<PresenceLine> said = new ArrayList<>();

    private final PresenceConfig config;
    private final TreeSet<Timer> timers = new TreeSet<>();
    private final Map<String, NaiveScope> scopes = new TreeMap<>();
    private final Map<String, Known> answered = new LinkedHashMap<>();
    private final Map<String, Known> unanswered = new LinkedHashMap<>();
    private final NaiveSessions sessions = new NaiveSessions(this);
    private final NaiveWork work = new NaiveWork(this);
    private long nowMs = Stage.START_MS;
    private long timersMade;
    private long lastSeq;
    private long arrivals;
    private String cause = "";
    private int refusal;

    NaiveDesks(PresenceConfig config) {
        this.config = config;
    }

    long value(PresenceSetting setting) {
        return config.value(setting);
    }

    long now() {
        return nowMs;
    }

    NaiveSessions sessions() {
        return sessions;
    }

    NaiveWork work() {
        return work;
    }

    long nextArrival() {
        return ++arrivals;
    }

    long itemsKnown() {
        return scopes.values().stream().mapToLong(s -> s.known.size()).sum();
    }

    long accountsKnown() {
        return scopes.values().stream().mapToLong(s -> s.operators.size()).sum();
    }

    Iterable<NaiveScope> scopes() {
        return scopes.values();
    }

    /** When the next timer is due, for those who want to be near it. */
    long nextDueMs() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.first().dueMs;
    }

    List<PresenceLine> take() {
        List<PresenceLine> taken = List.copyOf(said);
        said.clear();
        return taken;
    }

    Timer arm(long dueMs, Runnable effect) {
        Timer timer = new Timer(dueMs, ++timersMade, effect);
        timers.add(timer);
        return timer;
    }

    void disarm(Timer timer) {
        if (timer != null) {
            timers.remove(timer);
        }
    }

    /** Everything that is due until then, each a step at its own time. */
    void advance(long toMs) {
        while (!timers.isEmpty() && timers.first().dueMs <= toMs) {
            Timer timer = timers.pollFirst();
            nowMs = timer.dueMs;
            cause = "";
            timer.effect.run();
            work.match();
        }
        nowMs = toMs;
    }

    void apply(NaiveMessage m) {
        cause = m.id;
        refusal = Code.NONE;
        if (isRepeat(m)) {
            return;
        }
        long firstSeq = lastSeq + 1;
        NaiveScope scope = scopes.computeIfAbsent(m.scope, NaiveScope::new);
        Item arrived = null;
        switch (m.type) {
            case SignalType.OPERATOR_ACCOUNT,
                    SignalType.OPERATOR_LOGIN,
                    SignalType.OPERATOR_LOGOUT,
                    SignalType.OPERATOR_STATUS,
                    SignalType.OPERATOR_HEARTBEAT,
                    SignalType.OPERATOR_DISCONNECT -> sessions.apply(scope, m);
            case SignalType.READINESS -> sessions.readiness(scope, m);
            case SignalType.CLEANUP -> sessions.cleanUp(scope, m);
            case SignalType.WORK_ARRIVED -> arrived = work.arrived(scope, m);
            default -> work.apply(scope, m);
        }
        work.match();
        if (arrived != null && arrived.state == WorkState.QUEUED) {
            work.sayQueued(arrived);
        }
        answer(m, refusal, 0);
        remember(m, firstSeq);
    }

    /** Whether the message changes nothing: it was there before, or there is no room to know it again. */
    private boolean isRepeat(NaiveMessage m) {
        if (m.type == SignalType.OPERATOR_HEARTBEAT) {
            return false;
        }
        forgetAfterADay(answered);
        forgetAfterADay(unanswered);
        Known known = answered.getOrDefault(key(m), unanswered.get(key(m)));
        if (known != null && known.content == m.content) {
            answer(m, known.code, known.firstSeq);
        } else if (known != null) {
            reject(m, Code.KEY_CONFLICT);
            answer(m, Code.KEY_CONFLICT, 0);
        } else if (m.reply && answered.size() >= value(PresenceSetting.REPEATS_MAX)) {
            reject(m, Code.KEY_TABLE_FULL);
            answer(m, Code.KEY_TABLE_FULL, 0);
        } else {
            return false;
        }
        return true;
    }

    private void forgetAfterADay(Map<String, Known> oldestFirst) {
        Iterator<Known> known = oldestFirst.values().iterator();
        while (known.hasNext() && nowMs - known.next().atMs >= DAY_MS) {
            known.remove();
        }
    }

    private static String key(NaiveMessage m) {
        return m.scope + "\0" + m.id;
    }

    private void remember(NaiveMessage m, long firstSeq) {
        if (m.type == SignalType.OPERATOR_HEARTBEAT) {
            return;
        }
        Known known = new Known(m.content, nowMs, refusal, firstSeq <= lastSeq ? firstSeq : 0);
        (m.reply ? answered : unanswered).put(key(m), known);
        if (unanswered.size() > KNOWN_WITHOUT_REPLY) {
            unanswered.remove(unanswered.keySet().iterator().next());
        }
    }

    private void answer(NaiveMessage m, int code, long firstSeq) {
        if (m.reply) {
            Map<Figure, Long> figures = new HashMap<>();
            PresenceLine.put(figures, Figure.OK, code == Code.NONE ? 1 : 0);
            PresenceLine.put(figures, Figure.FIRST_SEQ, firstSeq);
            add(DecisionType.MESSAGE_RESULT, m.scope, m.subject, "", code, "", figures);
        }
    }

    void reject(NaiveMessage m, int code) {
        refusal = code;
        add(DecisionType.REJECTED, m.scope, m.subject, "", code, "", Map.of());
    }

    /** The message was recorded and yet is refused. */
    void refuse(int code) {
        refusal = code;
    }

    /** A record about an operator. */
    void say(int type, Operator operator, int code) {
        Map<Figure, Long> figures = PresenceLine.none();
        operator.figures(figures);
        add(type, operator.scope.id, operator.id, operator.id, code, "", figures);
    }

    /** A record about a work item, with figures of its own. */
    void say(int type, Item item, Operator operator, int code, Map<Figure, Long> own) {
        Map<Figure, Long> figures = PresenceLine.none();
        if (operator != null) {
            operator.figures(figures);
        }
        item.figures(figures);
        own.forEach((figure, value) -> PresenceLine.put(figures, figure, value));
        String origin = WorkState.isLive(item.state) ? "" : item.origin;
        add(type, item.scope.id, item.id, operator == null ? "" : operator.id, code, origin, figures);
    }

    void add(int type, String scope, String subject, String agent, int code, String origin, Map<Figure, Long> figures) {
        said.add(new PresenceLine(
                ++lastSeq, nowMs - Stage.START_MS, type, scope, subject, agent, code, cause, origin, figures));
    }

    long lastSeq() {
        return lastSeq;
    }
}
