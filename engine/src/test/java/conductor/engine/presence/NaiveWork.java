package conductor.engine.presence;

import conductor.engine.core.Code;
import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.SignalType;
import conductor.engine.presence.NaiveScope.Exclusion;
import conductor.engine.presence.NaiveScope.Item;
import conductor.engine.presence.NaiveScope.Operator;
import conductor.engine.presence.PresenceLine.Figure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Work items of {@link NaiveDesks}: presence.md 4.2 and 4.3. */
final class NaiveWork {
    private static final int EXCLUSIONS_MOST = 4;

    private final NaiveDesks desks;

    NaiveWork(NaiveDesks desks) {
        this.desks = desks;
    }

    /** @return the item if it waits now. */
    Item arrived(NaiveScope scope, NaiveMessage m) {
        if (scope.known.containsKey(m.subject)) {
            desks.reject(m, Code.DUPLICATE_WORK);
            return null;
        }
        if (desks.itemsKnown() >= desks.value(PresenceSetting.WORK_ITEMS_MAX)) {
            desks.reject(m, Code.WORK_TABLE_FULL);
            return null;
        }
        boolean call = m.kind == WorkKind.CALL;
        long unsaid = desks.value(call ? PresenceSetting.PRIORITY_CALL : PresenceSetting.PRIORITY_ESCALATION);
        long priority = call && m.priority >= 0 ? m.priority : unsaid;
        long maxWaitMs = m.number > 0 ? m.number : desks.value(PresenceSetting.MAX_WAIT_MS);
        Item item = new Item(scope, m, desks.nextArrival(), (int) priority, desks.now(), maxWaitMs);
        long queued = scope.queued().stream().filter(i -> i.kind == m.kind).count();
        scope.known.put(item.id, item);
        scope.items.add(item);
        if (queued >= desks.value(call ? PresenceSetting.QUEUE_CAPACITY : PresenceSetting.INTERNAL_CAPACITY)) {
            over(item, WorkState.MISSED);
            desks.say(DecisionType.WORK_REFUSED, item, null, Code.QUEUE_FULL, Map.of(Figure.POSITION, queued));
            desks.refuse(Code.QUEUE_FULL);
            return null;
        }
        if (call && scope.open().isEmpty() && desks.value(PresenceSetting.ABANDON_WITHOUT_AGENTS) == 1) {
            abandon(item, Code.NO_AGENTS);
            return null;
        }
        waitFromNow(item);
        return item;
    }

    private void waitFromNow(Item item) {
        item.waitsSinceMs = desks.now();
        desks.disarm(item.maxWait);
        item.maxWait = desks.arm(desks.now() + item.maxWaitMs + 1, () -> waitedTooLong(item));
    }

    private void waitedTooLong(Item item) {
        boolean over = desks.now() - item.waitsSinceMs > item.maxWaitMs;
        if (item.state == WorkState.QUEUED && over && !callBack(item)) {
            abandon(item, Code.MAX_WAIT);
        }
    }

    void sayQueued(Item item) {
        List<Item> queued = item.scope.queued();
        long position = queued.indexOf(item) + 1;
        Map<Figure, Long> figures = PresenceLine.none();
        PresenceLine.put(figures, Figure.POSITION, position);
        PresenceLine.put(figures, Figure.EWT, estimatedWaitMs(item.scope, position));
        desks.say(DecisionType.WORK_QUEUED, item, null, Code.NONE, figures);
    }

    private long estimatedWaitMs(NaiveScope scope, long position) {
        long routable =
                scope.operators.values().stream().filter(Operator::routable).count();
        if (routable == 0) {
            return desks.value(PresenceSetting.EWT_NO_AGENT_MS);
        }
        long handle = desks.value(PresenceSetting.HANDLE_MS);
        if (!scope.handledMs.isEmpty()) {
            long sum = scope.handledMs.stream().mapToLong(Long::longValue).sum();
            handle = Math.max(sum / scope.handledMs.size(), desks.value(PresenceSetting.HANDLE_LEAST_MS));
        }
        long least = desks.value(PresenceSetting.EWT_LEAST_MS);
        return Math.max(least, Math.min(desks.value(PresenceSetting.EWT_MOST_MS), position * handle / routable));
    }

    /** Walks the items in order until nothing fits any more. */
    void match() {
        boolean again = true;
        while (again) {
            again = false;
            for (NaiveScope scope : desks.scopes()) {
                for (Item item : scope.queued()) {
                    Operator operator = item.paused ? null : scope.choose(item);
                    if (operator != null) {
                        offer(item, operator);
                        again = true;
                    }
                }
            }
        }
    }

    private void offer(Item item, Operator operator) {
        item.state = WorkState.OFFERED;
        item.hand = operator.freeHand();
        item.agent = operator;
        item.offers++;
        long deadlineMs = desks.now() + desks.value(PresenceSetting.OFFER_TIMEOUT_MS);
        item.ofState = desks.arm(deadlineMs, () -> failed(item, Code.TIMEOUT));
        Map<Figure, Long> figures = PresenceLine.none();
        PresenceLine.time(figures, Figure.DEADLINE, deadlineMs);
        desks.say(DecisionType.WORK_OFFERED, item, operator, Code.NONE, figures);
    }

    /** Every offer of an operator fails. */
    void revoke(Operator operator, int code) {
        List<Item> offered = operator.scope.items.stream()
                .filter(i -> i.agent == operator && i.state == WorkState.OFFERED)
                .sorted(Comparator.comparingInt(i -> i.hand))
                .toList();
        offered.forEach(i -> failed(i, code));
    }

    private void failed(Item item, int code) {
        Operator operator = item.agent;
        desks.disarm(item.ofState);
        item.agent = null;
        item.attempts++;
        item.state = WorkState.QUEUED;
        if (item.kind == WorkKind.CALL && item.attempts >= desks.value(PresenceSetting.MAX_ATTEMPTS)) {
            if (!callBack(item)) {
                abandon(item, Code.NO_ANSWER);
            }
            return;
        }
        Map<Figure, Long> figures = PresenceLine.none();
        PresenceLine.time(figures, Figure.EXCLUDED_UNTIL, exclude(item, operator));
        PresenceLine.time(figures, Figure.PAUSED_UNTIL, pause(item));
        desks.say(DecisionType.WORK_REQUEUED, item, operator, code, figures);
        if (item.attempts == desks.value(PresenceSetting.ESCALATE_AFTER)) {
            desks.say(DecisionType.WORK_ESCALATED, item, null, Code.NONE, Map.of());
        }
        waitedTooLong(item);
    }

    private long exclude(Item item, Operator operator) {
        long untilMs = desks.now() + desks.value(PresenceSetting.EXCLUSION_MS);
        Exclusion exclusion = new Exclusion(operator, untilMs);
        item.exclusions.add(exclusion);
        if (item.exclusions.size() > EXCLUSIONS_MOST) {
            item.exclusions.remove(0);
        }
        desks.arm(untilMs, () -> item.exclusions.removeIf(e -> e == exclusion));
        return untilMs;
    }

    private long pause(Item item) {
        long untilMs = desks.now() + desks.value(PresenceSetting.RETRY_PAUSE_MS);
        item.paused = true;
        desks.arm(untilMs, () -> item.paused = false);
        return untilMs;
    }

    private boolean callBack(Item item) {
        boolean offered = item.kind == WorkKind.CALL
                && !item.callbackOffered
                && desks.value(PresenceSetting.CALLBACK_ENABLED) == 1;
        if (offered) {
            item.callbackOffered = true;
            item.state = WorkState.CALLBACK_OFFERED;
            long deadlineMs = desks.now() + desks.value(PresenceSetting.CALLBACK_ANSWER_MS);
            item.ofState = desks.arm(deadlineMs, () -> declined(item));
            Map<Figure, Long> figures = PresenceLine.none();
            PresenceLine.time(figures, Figure.DEADLINE, deadlineMs);
            desks.say(DecisionType.CALLBACK_OFFERED, item, null, Code.NONE, figures);
        }
        return offered;
    }

    private void declined(Item item) {
        desks.disarm(item.ofState);
        item.state = WorkState.QUEUED;
        waitFromNow(item);
        desks.say(DecisionType.WORK_REQUEUED, item, null, Code.CALLBACK_DECLINED, Map.of());
    }

    void apply(NaiveScope scope, NaiveMessage m) {
        Item item = scope.known.get(m.subject);
        if (item == null) {
            desks.reject(m, Code.UNKNOWN_WORK);
        } else if (m.type == SignalType.WORK_OFFER_RESULT) {
            result(item, m);
        } else if (m.type == SignalType.WORK_VERDICT) {
            desks.reject(m, Code.KIND);
        } else if (!WorkState.isLive(item.state)) {
            desks.reject(m, Code.WRONG_STATE);
        } else if (m.type == SignalType.WORK_ABANDONED) {
            if (item.state == WorkState.CONNECTED) {
                completed(item);
            } else {
                abandon(item, Code.CALLER);
            }
        } else if (m.type == SignalType.WORK_ENDED) {
            ended(item, m);
        } else if (item.state != WorkState.CALLBACK_OFFERED) {
            desks.reject(m, Code.WRONG_STATE);
        } else if (m.digit == '1') {
            over(item, WorkState.CALLBACK_REQUESTED);
            desks.say(DecisionType.CALLBACK_SCHEDULED, item, null, Code.NONE, Map.of());
        } else {
            declined(item);
        }
    }

    private void result(Item item, NaiveMessage m) {
        boolean mine = item.state == WorkState.OFFERED && item.agent.id.equals(m.agent) && item.offers == m.number;
        if (!mine) {
            desks.reject(m, Code.STALE_OFFER);
            return;
        }
        switch (m.word) {
            case MessageWord.ANSWERED -> answered(item);
            case MessageWord.BUSY -> failed(item, Code.BUSY);
            case MessageWord.NO_ANSWER -> failed(item, Code.NO_ANSWER);
            case MessageWord.FAILED -> failed(item, Code.FAILED);
            default -> failed(item, Code.CANCELLED);
        }
    }

    private void answered(Item item) {
        desks.disarm(item.ofState);
        desks.disarm(item.maxWait);
        item.state = WorkState.CONNECTED;
        item.connectedMs = desks.now();
        item.waitMs = desks.now() - item.enteredMs;
        item.ofState = desks.arm(desks.now() + desks.value(PresenceSetting.CALL_LEASE_MS) + 1, () -> stuck(item));
        desks.sessions().touch(item.agent);
        desks.say(DecisionType.WORK_CONNECTED, item, item.agent, Code.NONE, Map.of(Figure.WAIT, item.waitMs));
    }

    private void ended(Item item, NaiveMessage m) {
        if (item.state != WorkState.CONNECTED) {
            desks.reject(m, Code.WRONG_STATE);
        } else if (!item.agent.id.equals(m.agent)) {
            desks.reject(m, Code.NOT_ASSIGNED);
        } else {
            completed(item);
        }
    }

    private void completed(Item item) {
        Operator operator = item.agent;
        long talkMs = desks.now() - item.connectedMs;
        over(item, WorkState.COMPLETED);
        operator.completed++;
        operator.talkMs += talkMs;
        idleIfFree(operator);
        desks.sessions().touch(operator);
        item.scope.handledMs.add(talkMs);
        if (item.scope.handledMs.size() > NaiveScope.HANDLED_MOST) {
            item.scope.handledMs.remove(0);
        }
        freed(item, operator, Code.NORMAL, talkMs);
    }

    private void stuck(Item item) {
        Operator operator = item.agent;
        over(item, WorkState.COMPLETED);
        idleIfFree(operator);
        freed(item, operator, Code.STUCK, 0);
        desks.sessions().closeIfAbandoned(operator);
    }

    private void idleIfFree(Operator operator) {
        if (operator.load() == 0) {
            operator.idleSinceMs = desks.now();
        }
    }

    private void freed(Item item, Operator operator, int code, long talkMs) {
        Map<Figure, Long> figures = PresenceLine.none();
        PresenceLine.put(figures, Figure.WAIT, item.waitMs);
        PresenceLine.put(figures, Figure.WORK_TALK, talkMs);
        desks.say(DecisionType.WORK_CLOSED, item, operator, code, figures);
        desks.say(DecisionType.AGENT_STATE_CHANGED, operator, Code.NONE);
    }

    private void abandon(Item item, int code) {
        over(item, WorkState.ABANDONED);
        desks.say(DecisionType.WORK_CLOSED, item, null, code, Map.of());
    }

    /** Nobody is logged in any more: calls that wait end in the order of their arrival. */
    void abandonForNobody(NaiveScope scope) {
        List<Item> waiting = scope.items.stream()
                .filter(i -> i.kind == WorkKind.CALL && i.state == WorkState.QUEUED)
                .toList();
        waiting.forEach(i -> abandon(i, Code.NO_AGENTS));
    }

    private void over(Item item, int state) {
        desks.disarm(item.ofState);
        desks.disarm(item.maxWait);
        item.state = state;
        item.agent = null;
        item.scope.items.remove(item);
        desks.arm(
                desks.now() + desks.value(PresenceSetting.CLOSED_RETENTION_MS), () -> item.scope.known.remove(item.id));
    }
}
