package conductor.engine.presence;

import conductor.engine.core.Code;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.SignalType;
import conductor.engine.presence.NaiveScope.Operator;
import conductor.engine.presence.PresenceLine.Figure;
import conductor.engine.support.Stage;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Sessions of {@link NaiveDesks}: presence.md 4.1 and 4.5. */
final class NaiveSessions {
    private final NaiveDesks desks;

    NaiveSessions(NaiveDesks desks) {
        this.desks = desks;
    }

    void apply(NaiveScope scope, NaiveMessage m) {
        Operator operator = scope.operators.get(m.subject);
        if (m.type == SignalType.OPERATOR_ACCOUNT) {
            account(scope, m);
        } else if (operator == null) {
            desks.reject(m, Code.UNKNOWN_AGENT);
        } else if (m.type == SignalType.OPERATOR_LOGIN) {
            login(operator, m);
        } else if (!operator.open) {
            desks.reject(m, Code.NO_SESSION);
        } else if (m.type == SignalType.OPERATOR_LOGOUT) {
            logout(operator, m);
        } else if (m.type == SignalType.OPERATOR_STATUS) {
            status(operator, m);
        } else if (m.type == SignalType.OPERATOR_HEARTBEAT) {
            heartbeat(operator, m);
        } else {
            disconnect(operator, m);
        }
    }

    private void account(NaiveScope scope, NaiveMessage m) {
        if (!scope.operators.containsKey(m.subject)
                && desks.accountsKnown() >= desks.value(PresenceSetting.AGENTS_MAX)) {
            desks.reject(m, Code.AGENT_TABLE_FULL);
            return;
        }
        Operator operator = scope.operators.computeIfAbsent(m.subject, id -> new Operator(scope, id));
        operator.accountActive = m.flag;
        operator.role = m.word;
        if (!m.flag && operator.open) {
            close(operator, Code.ACCOUNT_DISABLED);
        }
    }

    private void login(Operator operator, NaiveMessage m) {
        if (!operator.accountActive) {
            desks.reject(m, Code.ACCOUNT_INACTIVE);
            return;
        }
        if (operator.open) {
            end(operator, Code.SUPERSEDED);
        }
        operator.open = true;
        operator.session = desks.lastSeq() + 1;
        operator.loginMs = desks.now();
        operator.idleSinceMs = desks.now();
        operator.heartbeatMs = 0;
        operator.talkMs = 0;
        operator.completed = 0;
        operator.lastSeq = 0;
        operator.intent = MessageWord.AVAILABLE;
        operator.max = Math.max(1, m.max);
        operator.fresh = false;
        operator.connected = false;
        operator.lost = false;
        operator.skills = new HashSet<>(m.skills);
        touch(operator);
        desks.say(DecisionType.AGENT_SESSION_OPENED, operator, Code.NONE);
    }

    private void logout(Operator operator, NaiveMessage m) {
        if (operator.load() > 0 && !m.flag) {
            desks.reject(m, Code.BUSY);
        } else {
            close(operator, Code.LOGOUT);
        }
    }

    private void status(Operator operator, NaiveMessage m) {
        if (m.word != MessageWord.AVAILABLE && m.word != MessageWord.BREAK) {
            desks.reject(m, Code.NOT_SETTABLE);
            return;
        }
        if (operator.load() > 0) {
            desks.reject(m, Code.STATUS_LOCKED);
            return;
        }
        touch(operator);
        if (operator.intent != m.word) {
            operator.intent = m.word;
            if (m.word == MessageWord.AVAILABLE) {
                operator.idleSinceMs = desks.now();
            }
            desks.say(DecisionType.AGENT_STATE_CHANGED, operator, Code.NONE);
        }
    }

    private void heartbeat(Operator operator, NaiveMessage m) {
        if (m.session != 0 && m.session != operator.session) {
            desks.reject(m, Code.STALE_SESSION);
            return;
        }
        if (m.number <= operator.lastSeq) {
            return;
        }
        boolean wasReachable = operator.reachable();
        boolean wasLost = operator.lost;
        operator.lastSeq = m.number;
        operator.heartbeatMs = desks.now();
        operator.fresh = true;
        operator.connected = m.flag;
        operator.lost = false;
        desks.disarm(operator.heartbeat);
        long timeoutMs = desks.value(PresenceSetting.HEARTBEAT_TIMEOUT_MS);
        operator.heartbeat = desks.arm(desks.now() + timeoutMs + 1, () -> silent(operator));
        touch(operator);
        if (operator.reachable() != wasReachable || wasLost) {
            if (operator.reachable()) {
                desks.say(DecisionType.AGENT_REACHABLE, operator, Code.NONE);
            } else {
                desks.say(DecisionType.AGENT_UNREACHABLE, operator, Code.DEVICE);
            }
        }
        if (!operator.connected) {
            desks.work().revoke(operator, Code.DEVICE);
        }
    }

    private void disconnect(Operator operator, NaiveMessage m) {
        if (m.session != operator.session) {
            desks.reject(m, Code.STALE_SESSION);
            return;
        }
        boolean wasLost = operator.lost;
        operator.connected = false;
        operator.lost = true;
        if (!wasLost) {
            desks.say(DecisionType.AGENT_UNREACHABLE, operator, Code.DISCONNECT);
        }
        desks.work().revoke(operator, Code.DISCONNECT);
    }

    private void silent(Operator operator) {
        boolean wasLost = operator.lost;
        operator.fresh = false;
        operator.lost = true;
        if (!wasLost) {
            desks.say(DecisionType.AGENT_UNREACHABLE, operator, Code.HEARTBEAT);
        }
        desks.work().revoke(operator, Code.HEARTBEAT);
    }

    /** Somebody is there. */
    void touch(Operator operator) {
        operator.activityMs = desks.now();
        if (operator.open) {
            desks.disarm(operator.abandon);
            operator.abandon = desks.arm(
                    desks.now() + desks.value(PresenceSetting.ABANDON_MS) + 1, () -> closeIfAbandoned(operator));
        }
    }

    /** By its timer, and where the last item of an operator was freed. */
    void closeIfAbandoned(Operator operator) {
        long idleMs = desks.now() - operator.activityMs;
        if (operator.open && idleMs > desks.value(PresenceSetting.ABANDON_MS) && operator.active() == 0) {
            close(operator, Code.ABANDONED);
        }
    }

    /** Closes the session; calls end with the last one where they do not wait for nobody. */
    private void close(Operator operator, int code) {
        end(operator, code);
        if (operator.scope.open().isEmpty() && desks.value(PresenceSetting.ABANDON_WITHOUT_AGENTS) == 1) {
            desks.work().abandonForNobody(operator.scope);
        }
    }

    private void end(Operator operator, int code) {
        desks.work().revoke(operator, code);
        operator.open = false;
        desks.disarm(operator.heartbeat);
        desks.disarm(operator.abandon);
        desks.say(DecisionType.AGENT_SESSION_CLOSED, operator, code);
    }

    /** In the order of their keys, which the page leaves open. */
    private List<Operator> idle(NaiveScope scope, long idleMs) {
        return scope.open().stream()
                .filter(o -> desks.now() - o.activityMs > idleMs && o.active() == 0)
                .sorted(Comparator.comparingLong(o -> Stage.key(scope.id + "\0" + o.id)))
                .toList();
    }

    /** Timers have seen to all but the sessions that are to be closed sooner than their own timer says. */
    void cleanUp(NaiveScope scope, NaiveMessage m) {
        List<Operator> idle = idle(scope, m.number);
        idle.forEach(o -> close(o, Code.ABANDONED));
        Map<Figure, Long> figures = PresenceLine.none();
        PresenceLine.put(figures, Figure.CLOSED, idle.size());
        byDisplay(scope, figures);
        desks.add(DecisionType.CLEANUP_DONE, scope.id, "", "", Code.NONE, "", figures);
    }

    void readiness(NaiveScope scope, NaiveMessage m) {
        long agents = scope.operators.values().stream()
                .filter(o -> o.accountActive && o.role == MessageWord.AGENT)
                .count();
        int idle = idle(scope, desks.value(PresenceSetting.ABANDON_MS)).size();
        boolean sessions = idle == 0;
        Map<Figure, Long> figures = PresenceLine.none();
        PresenceLine.put(figures, Figure.SCHEMA, m.flag ? Verdict.PASS : Verdict.FAIL);
        PresenceLine.put(figures, Figure.SESSIONS, sessions ? Verdict.PASS : Verdict.NEEDS_CLEANUP);
        PresenceLine.put(figures, Figure.REFERENCES, Verdict.PASS);
        PresenceLine.put(figures, Figure.AGENTS, agents > 0 ? Verdict.PASS : Verdict.FAIL);
        PresenceLine.put(figures, Figure.VERDICT, verdict(m.flag, sessions, agents > 0));
        PresenceLine.put(figures, Figure.OPEN, scope.open().size());
        PresenceLine.put(figures, Figure.STALE, idle);
        PresenceLine.put(figures, Figure.ACTIVE_AGENTS, agents);
        byDisplay(scope, figures);
        desks.add(DecisionType.READINESS_VERDICT, scope.id, "", "", Code.NONE, "", figures);
    }

    private static void byDisplay(NaiveScope scope, Map<Figure, Long> figures) {
        scope.operators.values().forEach(o -> figures.merge(PresenceLine.byDisplay(o.display()), 1L, Long::sum));
    }

    private static int verdict(boolean schema, boolean sessions, boolean agents) {
        if (!schema) {
            return Verdict.NEEDS_DATABASE_MIGRATION;
        }
        if (!sessions) {
            return Verdict.NEEDS_SESSION_CLEANUP;
        }
        return agents ? Verdict.READY : Verdict.NOT_READY;
    }
}
