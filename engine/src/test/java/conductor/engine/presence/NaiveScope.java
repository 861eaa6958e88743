package conductor.engine.presence;

import conductor.engine.presence.PresenceLine.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One scope of {@link NaiveDesks}: what is in it, and what can be read off it by looking at all of it. */
final class NaiveScope {
    /** A time at which something is to be done; of equal times the one made first. */
    static final class Timer implements Comparable<Timer> {
        final long dueMs;
        final long number;
        final Runnable effect;

        Timer(long dueMs, long number, Runnable effect) {
            this.dueMs = dueMs;
            this.number = number;
            this.effect = effect;
        }

        @Override
        public int compareTo(Timer other) {
            return dueMs != other.dueMs ? Long.compare(dueMs, other.dueMs) : Long.compare(number, other.number);
        }
    }

    static final class Operator {
        final NaiveScope scope;
        final String id;
        boolean accountActive;
        int role;
        boolean open;
        long session;
        long loginMs;
        long idleSinceMs;
        long heartbeatMs;
        long activityMs;
        long talkMs;
        long lastSeq;
        int completed;
        int intent;
        int max;
        boolean fresh;
        boolean connected;
        boolean lost;
        Set<String> skills = new HashSet<>();
        Timer heartbeat;
        Timer abandon;

        Operator(NaiveScope scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        int active() {
            return (int) scope.items.stream()
                    .filter(i -> i.agent == this && i.state == WorkState.CONNECTED)
                    .count();
        }

        int reserved() {
            return (int) scope.items.stream()
                    .filter(i -> i.agent == this && i.state == WorkState.OFFERED)
                    .count();
        }

        /** The first hand that has nothing. */
        int freeHand() {
            int hand = 0;
            while (holds(hand)) {
                hand++;
            }
            return hand;
        }

        private boolean holds(int hand) {
            return scope.items.stream().anyMatch(i -> i.agent == this && i.hand == hand);
        }

        int load() {
            return active() + reserved();
        }

        boolean reachable() {
            return fresh && connected;
        }

        boolean routable() {
            return open && accountActive && intent == MessageWord.AVAILABLE && reachable() && load() < max;
        }

        int display() {
            if (!open) {
                return AgentDisplay.OFFLINE;
            }
            if (active() > 0) {
                return AgentDisplay.ON_CALL;
            }
            if (lost) {
                return AgentDisplay.OFFLINE_CONNECTION_LOST;
            }
            if (reserved() > 0) {
                return AgentDisplay.RESERVED;
            }
            if (intent == MessageWord.BREAK) {
                return AgentDisplay.BREAK;
            }
            return reachable() ? AgentDisplay.AVAILABLE : AgentDisplay.UNREACHABLE;
        }

        void figures(Map<Figure, Long> figures) {
            PresenceLine.put(figures, Figure.SESSION, session);
            PresenceLine.time(figures, Figure.LOGIN_AT, loginMs);
            PresenceLine.time(figures, Figure.IDLE_SINCE, idleSinceMs);
            PresenceLine.time(figures, Figure.LAST_HEARTBEAT, heartbeatMs);
            PresenceLine.time(figures, Figure.LAST_ACTIVITY, activityMs);
            PresenceLine.put(figures, Figure.TALK, talkMs);
            PresenceLine.put(figures, Figure.COMPLETED, completed);
            PresenceLine.put(figures, Figure.DISPLAY, display());
            PresenceLine.put(figures, Figure.INTENT, intent);
            PresenceLine.put(figures, Figure.DEVICE, connected ? 1 : 0);
            PresenceLine.put(figures, Figure.ACTIVE, active());
            PresenceLine.put(figures, Figure.RESERVED, reserved());
            PresenceLine.put(figures, Figure.MAX, max);
        }
    }

    record Exclusion(Operator operator, long untilMs) {}

    static final class Item {
        final NaiveScope scope;
        final String id;
        final long arrival;
        final int kind;
        final int priority;
        final long enteredMs;
        final long maxWaitMs;
        final Set<String> skills;
        final String origin;
        int state = WorkState.QUEUED;
        int attempts;
        int offers;
        long waitsSinceMs;
        boolean paused;
        boolean callbackOffered;
        long connectedMs;
        long waitMs;
        Operator agent;
        /** Which of the agent's hands has it; offers are taken back hand by hand. */
        int hand;

        final List<Exclusion> exclusions = new ArrayList<>();
        /** Of the state it is in: offer, call-back answer or lease. */
        Timer ofState;

        Timer maxWait;

        Item(NaiveScope scope, NaiveMessage m, long arrival, int priority, long nowMs, long maxWaitMs) {
            this.scope = scope;
            this.id = m.subject;
            this.kind = m.kind;
            this.skills = new HashSet<>(m.skills);
            this.origin = m.id;
            this.arrival = arrival;
            this.priority = priority;
            this.enteredMs = nowMs;
            this.waitsSinceMs = nowMs;
            this.maxWaitMs = maxWaitMs;
        }

        boolean excludes(Operator operator) {
            return exclusions.stream().anyMatch(e -> e.operator == operator);
        }

        void figures(Map<Figure, Long> figures) {
            PresenceLine.time(figures, Figure.ENTERED, enteredMs);
            PresenceLine.put(figures, Figure.ATTEMPTS, attempts);
            PresenceLine.put(figures, Figure.OFFERS, offers);
            PresenceLine.put(figures, Figure.KIND, kind);
            PresenceLine.put(figures, Figure.STATE, state);
            PresenceLine.put(figures, Figure.PRIORITY, priority);
            PresenceLine.put(figures, Figure.CALLBACK_OFFERED, callbackOffered ? 1 : 0);
        }
    }

    static final Comparator<Item> ORDER = Comparator.comparingInt((Item i) -> -i.priority)
            .thenComparingLong(i -> i.enteredMs)
            .thenComparingLong(i -> i.arrival);
    static final int HANDLED_MOST = 64;

    final String id;
    final Map<String, Operator> operators = new TreeMap<>();
    /** By id, those that are over and not forgotten yet included. */
    final Map<String, Item> known = new HashMap<>();
    /** Those that are not over, in the order of their arrival. */
    final List<Item> items = new ArrayList<>();
    /** Talk times of the last items that ended as they should. */
    final List<Long> handledMs = new ArrayList<>();

    NaiveScope(String id) {
        this.id = id;
    }

    List<Item> queued() {
        return items.stream()
                .filter(i -> i.state == WorkState.QUEUED)
                .sorted(ORDER)
                .toList();
    }

    /** Who is to have the item now, or null. */
    Operator choose(Item item) {
        return operators.values().stream()
                .filter(Operator::routable)
                .filter(o -> !item.excludes(o))
                .filter(o -> o.skills.containsAll(item.skills))
                .min(Comparator.comparingInt(Operator::load)
                        .thenComparingLong(o -> o.idleSinceMs)
                        .thenComparing(o -> o.id))
                .orElse(null);
    }

    List<Operator> open() {
        return operators.values().stream().filter(o -> o.open).toList();
    }
}
