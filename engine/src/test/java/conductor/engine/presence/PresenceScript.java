package conductor.engine.presence;

import conductor.engine.core.DecisionType;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import conductor.engine.core.SignalType;
import conductor.engine.presence.PresenceLine.Figure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Random days of a few desks. It listens to what is said so that most of what it makes fits, and now and then says something that does not: wrong
 * operators and numbers, ids that nobody knows, the same again.
 */
final class PresenceScript {
    private static final int REMEMBERED = 40;
    private static final long DAY_MS = 86_400_000;
    private static final List<String> SKILLS = List.of("en", "de", "fr");

    private final Random random;
    private final int scopes;
    private final int operators;
    private final boolean calm;
    private final Map<String, Long> sessions = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    /** The last record of each work item that is not over. */
    private final Map<String, PresenceLine> live = new LinkedHashMap<>();

    private final Deque<NaiveMessage> sent = new ArrayDeque<>();
    private final Deque<NaiveMessage> opening = new ArrayDeque<>();
    /** Said a day ago, and to be said again. */
    private NaiveMessage dayOld;

    private long messages;
    private long works;
    private long beat;

    PresenceScript(long seed) {
        random = new Random(seed * 0x9e3779b97f4a7c15L);
        scopes = 1 + random.nextInt(3);
        operators = 2 + random.nextInt(11);
        calm = random.nextBoolean();
        for (int scope = 1; scope <= scopes; scope++) {
            for (int operator = 1; operator <= operators; operator++) {
                String id = "a" + operator;
                opening.add(new NaiveMessage(SignalType.OPERATOR_ACCOUNT, "org_" + scope, id)
                        .flag(true)
                        .word(MessageWord.AGENT));
                opening.add(login("org_" + scope, id));
            }
        }
    }

    /** Limits and times of a run: the shipped ones, or some of them so that rare things happen often. */
    static PresenceConfig config(long seed) {
        Random random = new Random(seed);
        PresenceConfig config = PresenceConfig.SHIPPED.set(PresenceSetting.ABANDON_WITHOUT_AGENTS, (int) (seed & 1));
        if (seed % 4 < 2) {
            return config;
        }
        return config.set(PresenceSetting.QUEUE_CAPACITY, 1 + random.nextInt(6))
                .set(PresenceSetting.INTERNAL_CAPACITY, 1 + random.nextInt(3))
                .set(PresenceSetting.ABANDON_MS, one(random, 86_400_000, 7_200_000, 600_000))
                .set(PresenceSetting.HEARTBEAT_TIMEOUT_MS, one(random, 30_000, 300_000))
                .set(PresenceSetting.MAX_ATTEMPTS, 1 + random.nextInt(6))
                .set(PresenceSetting.ESCALATE_AFTER, 1 + random.nextInt(3))
                .set(PresenceSetting.EXCLUSION_MS, one(random, 30_000, 600_000, 2_000))
                .set(PresenceSetting.MAX_WAIT_MS, one(random, 600_000, 60_000))
                .set(PresenceSetting.CALLBACK_ENABLED, random.nextInt(4) == 0 ? 0 : 1)
                .set(PresenceSetting.CALL_LEASE_MS, one(random, 14_400_000, 120_000))
                .set(PresenceSetting.CLOSED_RETENTION_MS, one(random, 600_000, 20_000))
                .set(PresenceSetting.REPEATS_MAX, one(random, 1_000_000, 1_000_000, 200))
                .set(PresenceSetting.WORK_ITEMS_MAX, one(random, 100_000, 60))
                .set(PresenceSetting.AGENTS_MAX, one(random, 10_000, 10));
    }

    private static int one(Random random, int... values) {
        return values[random.nextInt(values.length)];
    }

    /** How long it is silent now, given how long it is until something is due. */
    long silenceMs(long nowMs, long untilDueMs) {
        int kind = random.nextInt(1_000);
        if (kind == 0 && opening.isEmpty()) {
            dayOld = sent.peekLast();
            return Math.max(0, dayOld.saidMs + DAY_MS - 1 + random.nextInt(3) - nowMs);
        }
        if (kind < 400) {
            return 0;
        }
        if (kind < 600) {
            return 1 + random.nextInt(50);
        }
        if (kind < 800) {
            return 500 * (1 + random.nextInt(calm ? 4 : 20));
        }
        if (kind < 950 && untilDueMs < 20_000_000) {
            return Math.max(0, untilDueMs - 1 + random.nextInt(3));
        }
        if (kind < 980 || calm && kind < 996) {
            return 10_000L * (1 + random.nextInt(8));
        }
        return kind < 996 ? 60_000L * (1 + random.nextInt(20)) : 3_600_000L * (1 + random.nextInt(6));
    }

    NaiveMessage next(long nowMs) {
        NaiveMessage message = next();
        message.saidMs = nowMs;
        return message;
    }

    private NaiveMessage next() {
        if (!opening.isEmpty()) {
            return sent(opening.poll().as("m" + ++messages, false));
        }
        if (dayOld != null) {
            NaiveMessage again = dayOld.again(dayOld.reply);
            dayOld = null;
            return again;
        }
        if (!sent.isEmpty() && random.nextInt(100) < 5) {
            return repeat();
        }
        return sent(anything().as("m" + ++messages, random.nextInt(4) == 0));
    }

    private NaiveMessage sent(NaiveMessage message) {
        sent.addLast(message);
        if (sent.size() > REMEMBERED) {
            // Some are remembered for long, so that they are said again days later.
            NaiveMessage old = sent.pollFirst();
            if (random.nextInt(20) == 0) {
                sent.pollFirst();
                sent.addFirst(old);
            }
        }
        return message;
    }

    private NaiveMessage repeat() {
        NaiveMessage old = new ArrayList<>(sent).get(random.nextInt(sent.size()));
        int how = random.nextInt(6);
        return how == 0 ? anything().as(old.id, random.nextBoolean()) : old.again(how < 3 ? !old.reply : old.reply);
    }

    /** Listens, so that what follows fits. */
    void hear(PresenceLine line) {
        if (line.type() == DecisionType.AGENT_SESSION_OPENED) {
            sessions.put(line.scope() + " " + line.subject(), line.figure(Figure.SESSION));
            open.add(line.scope() + " " + line.subject());
        } else if (line.type() == DecisionType.AGENT_SESSION_CLOSED) {
            open.remove(line.scope() + " " + line.subject());
        }
        if (line.figure(Figure.KIND) != 0) {
            String key = line.scope() + " " + line.subject();
            live.remove(key);
            if (WorkState.isLive((int) line.figure(Figure.STATE))) {
                live.put(key, line);
            }
        }
    }

    private NaiveMessage anything() {
        String scope = "org_" + (1 + random.nextInt(scopes));
        String operator = random.nextInt(200) == 0 ? "nobody" : "a" + (1 + random.nextInt(operators));
        int kind = random.nextInt(1_000);
        if (kind < 330) {
            return open.contains(scope + " " + operator) || random.nextInt(8) == 0
                    ? heartbeat(scope, operator)
                    : comeBack(scope, operator);
        }
        if (kind < 500) {
            return arrival(scope);
        }
        if (kind < 800) {
            return aboutWork(scope);
        }
        if (kind < 860) {
            return login(scope, operator);
        }
        if (kind < 890) {
            return new NaiveMessage(SignalType.OPERATOR_LOGOUT, scope, operator).flag(random.nextInt(3) > 0);
        }
        if (kind < 940) {
            int word = random.nextInt(20) == 0 ? 0 : random.nextInt(3) == 0 ? MessageWord.BREAK : MessageWord.AVAILABLE;
            return new NaiveMessage(SignalType.OPERATOR_STATUS, scope, operator).word(word);
        }
        if (kind < 960) {
            return new NaiveMessage(SignalType.OPERATOR_DISCONNECT, scope, operator).session(session(scope, operator));
        }
        if (kind < 980) {
            int role = random.nextInt(4) == 0 ? MessageWord.SUPERVISOR : MessageWord.AGENT;
            return new NaiveMessage(SignalType.OPERATOR_ACCOUNT, scope, operator)
                    .flag(random.nextInt(3) > 0)
                    .word(role);
        }
        if (kind < 990) {
            return new NaiveMessage(SignalType.READINESS, scope, "").flag(random.nextInt(4) > 0);
        }
        return new NaiveMessage(SignalType.CLEANUP, scope, "").number(7_200_000L * (1 + random.nextInt(3)));
    }

    private NaiveMessage comeBack(String scope, String operator) {
        return random.nextInt(6) > 0
                ? login(scope, operator)
                : new NaiveMessage(SignalType.OPERATOR_ACCOUNT, scope, operator)
                        .flag(true)
                        .word(MessageWord.AGENT);
    }

    /** The session of an operator, or one that it is not, or one that nobody has. */
    private long session(String scope, String operator) {
        long known = sessions.getOrDefault(scope + " " + operator, -1L);
        return random.nextInt(12) == 0 ? random.nextBoolean() ? -1 : Math.max(1, known - 1) : known;
    }

    private NaiveMessage heartbeat(String scope, String operator) {
        long seq = random.nextInt(15) == 0 ? Math.max(1, beat - random.nextInt(20)) : ++beat;
        return new NaiveMessage(SignalType.OPERATOR_HEARTBEAT, scope, operator)
                .number(seq)
                .flag(random.nextInt(12) > 0)
                .session(random.nextInt(3) > 0 ? 0 : session(scope, operator));
    }

    private NaiveMessage login(String scope, String operator) {
        return new NaiveMessage(SignalType.OPERATOR_LOGIN, scope, operator)
                .max(1 + random.nextInt(3))
                .skills(someSkills(2));
    }

    private List<String> someSkills(int share) {
        return SKILLS.stream().filter(s -> random.nextInt(6) < share).toList();
    }

    private NaiveMessage arrival(String scope) {
        boolean known = random.nextInt(15) == 0 && works > 0;
        long work = known ? Math.max(1, works - random.nextInt(30)) : ++works;
        int kind = random.nextInt(6) == 0 ? WorkKind.ESCALATION : WorkKind.CALL;
        int priority = random.nextInt(3) == 0 ? random.nextInt(100) : -1;
        long maxWaitMs = random.nextInt(4) == 0 ? 1_000L * (1 + random.nextInt(60)) : 0;
        return new NaiveMessage(SignalType.WORK_ARRIVED, scope, "w" + work)
                .work(kind, priority)
                .number(maxWaitMs)
                .skills(random.nextInt(3) == 0 ? someSkills(1) : List.of());
    }

    private NaiveMessage aboutWork(String scope) {
        if (live.isEmpty() || random.nextInt(25) == 0) {
            long work = Math.max(1, works - random.nextInt(60));
            return aboutWork(scope, "w" + work, "a" + (1 + random.nextInt(operators)), 1, random.nextInt(5));
        }
        PresenceLine line = new ArrayList<>(live.values()).get(random.nextInt(live.size()));
        int state = (int) line.figure(Figure.STATE);
        int fit = state == WorkState.OFFERED ? 0 : state == WorkState.CONNECTED ? 1 : 2;
        if (state == WorkState.QUEUED) {
            return random.nextInt(6) == 0 ? aboutWork(line.scope(), line.subject(), "a1", 1, 3) : arrival(scope);
        }
        int what = random.nextInt(8) == 0 ? random.nextInt(5) : fit;
        String operator = random.nextInt(15) == 0 ? "a" + (1 + random.nextInt(operators)) : line.agent();
        long offer = line.figure(Figure.OFFERS) - (random.nextInt(15) == 0 ? 1 : 0);
        return aboutWork(line.scope(), line.subject(), operator.isEmpty() ? "a1" : operator, Math.max(1, offer), what);
    }

    private NaiveMessage aboutWork(String scope, String work, String operator, long offer, int what) {
        return switch (what) {
            case 0 ->
                new NaiveMessage(SignalType.WORK_OFFER_RESULT, scope, work)
                        .agent(operator)
                        .number(offer)
                        .word(random.nextInt(2) == 0 ? MessageWord.ANSWERED : 1 + random.nextInt(5));
            case 1 -> new NaiveMessage(SignalType.WORK_ENDED, scope, work).agent(operator);
            case 2 ->
                new NaiveMessage(SignalType.WORK_CALLBACK_RESPONSE, scope, work)
                        .digit("1123*#".charAt(random.nextInt(6)));
            case 3 -> new NaiveMessage(SignalType.WORK_ABANDONED, scope, work).word(1 + random.nextInt(2));
            default -> new NaiveMessage(SignalType.WORK_VERDICT, scope, work).word(1 + random.nextInt(2));
        };
    }
}
