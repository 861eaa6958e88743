package conductor.engine.support;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One session of {@link NaiveRooms}. */
final class NaiveRoom {
    static final int CHAT = 1;
    static final int REACTION = 2;
    private static final int VOTE = 3;

    private static final long IDLE_MS = 30 * 60_000L;
    private static final long SHELL_MS = 12 * 3_600_000L;
    private static final long LAPSE_MS = 120_000;

    private record Fact(long second, int kind, long user) {}

    private static final class Poll {
        long number;
        int votes;
        int eligible;
        long lastVoteMs;
        boolean over;
        final Set<Long> voters = new HashSet<>();
    }

    private final long key;
    private final int periodMs;
    private final boolean parity;
    private final List<NaiveRooms.Score> scores;
    private final List<NaiveRooms.Turn> turns;

    private boolean open;
    private long nextEvaluationMs;
    private long lastInputMs;
    private long closedMs;
    private long eventKey;
    private int rank;
    private final List<Fact> facts = new ArrayList<>();
    private final Map<Long, Integer> connections = new HashMap<>();
    private final Map<Long, Long> goneAtSecond = new HashMap<>();
    private final Map<Long, Poll> polls = new HashMap<>();
    private Poll active;

    NaiveRoom(long key, int periodMs, boolean parity, List<NaiveRooms.Score> scores, List<NaiveRooms.Turn> turns) {
        this.key = key;
        this.periodMs = periodMs;
        this.parity = parity;
        this.scores = scores;
        this.turns = turns;
    }

    void advance(long ms) {
        while (open && Math.min(nextEvaluationMs, lastInputMs + IDLE_MS) <= ms) {
            if (nextEvaluationMs < lastInputMs + IDLE_MS) {
                evaluate(nextEvaluationMs);
                nextEvaluationMs += periodMs;
            } else {
                shut(lastInputMs + IDLE_MS);
            }
        }
        if (!open && closedMs + SHELL_MS <= ms) {
            connections.clear();
        }
    }

    void act(long ms, int kind, long user) {
        admit(ms);
        facts.add(new Fact(ms / 1000, kind, user));
    }

    void join(long ms, long user) {
        admit(ms);
        connections.put(user, Math.min(16, connections.getOrDefault(user, 0) + 1));
    }

    void leave(long ms, long user) {
        int before = connections.getOrDefault(user, 0);
        if (before == 0) {
            return;
        }
        connections.put(user, before - 1);
        if (open) {
            lastInputMs = ms;
            if (before == 1) {
                goneAtSecond.put(user, ms / 1000);
            }
        }
    }

    void vote(long ms, long user, long pollKey, long number) {
        act(ms, VOTE, user);
        Poll poll = polls.get(pollKey);
        if (poll == null) {
            makeRoomForAPoll();
            poll = new Poll();
            poll.number = number;
            poll.eligible = Math.max(1, connected());
            polls.put(pollKey, poll);
            active = poll;
        } else if (poll.over || (user != 0 && poll.voters.contains(user))) {
            return;
        }
        if (activePoll(ms) == null) {
            active = poll;
        }
        poll.votes++;
        poll.voters.add(user);
        poll.lastVoteMs = ms;
    }

    void close(long ms, long pollKey) {
        Poll poll = polls.get(pollKey);
        if (poll != null && !poll.over) {
            lastInputMs = ms;
            end(poll);
        }
    }

    void evidence(long event, int evidenceRank, long ms) {
        if (open) {
            resolve(event, evidenceRank, ms);
        }
    }

    void resolve(long event, int evidenceRank, long ms) {
        if (event != 0 && evidenceRank > rank) {
            rank = evidenceRank;
            if (event != eventKey) {
                eventKey = event;
                turns.add(new NaiveRooms.Turn("EVENT_RESOLVED", key, ms, event));
            }
        }
    }

    /** Number of a poll of this id, in the order of first votes over all rooms; 0 when there is none. */
    /** The creation number of an open poll, 0 = none. */
    long openPollNumber(long pollKey) {
        Poll poll = polls.get(pollKey);
        return poll == null || poll.over ? 0 : poll.number;
    }

    private void admit(long ms) {
        if (!open) {
            open = true;
            nextEvaluationMs = ms + periodMs;
            turns.add(new NaiveRooms.Turn("SESSION_OPENED", key, ms, 0));
        }
        lastInputMs = ms;
    }

    private void shut(long ms) {
        turns.add(new NaiveRooms.Turn("SESSION_CLOSED", key, ms, eventKey));
        open = false;
        closedMs = ms;
        eventKey = 0;
        rank = 0;
        facts.clear();
        goneAtSecond.clear();
        polls.clear();
        active = null;
    }

    private void makeRoomForAPoll() {
        List<Poll> running = polls.values().stream().filter(p -> !p.over).toList();
        Optional<Poll> oldest = running.size() < 16
                ? Optional.empty()
                : running.stream()
                        .min(Comparator.comparingLong((Poll p) -> p.lastVoteMs).thenComparingLong(p -> p.number));
        oldest.ifPresent(this::end);
    }

    private void end(Poll poll) {
        poll.over = true;
        if (active == poll) {
            active = null;
        }
    }

    /** The active poll, unless its last vote is two minutes old. */
    private Poll activePoll(long ms) {
        if (active != null && ms - active.lastVoteMs >= LAPSE_MS && active.lastVoteMs != 0) {
            active = null;
        }
        return active;
    }

    private int connected() {
        return (int) connections.values().stream().filter(n -> n > 0).count();
    }

    private void evaluate(long ms) {
        long from = ms / 1000 - 60;
        int chat = 0;
        int reactions = 0;
        Set<Long> acted = new HashSet<>();
        for (int i = facts.size() - 1; i >= 0 && facts.get(i).second > from; i--) {
            chat += facts.get(i).kind == CHAT ? 1 : 0;
            reactions += facts.get(i).kind == REACTION ? 1 : 0;
            acted.add(facts.get(i).user);
        }
        acted.remove(0L);
        int leavers = (int) goneAtSecond.entrySet().stream()
                .filter(gone -> gone.getValue() > from && connections.get(gone.getKey()) == 0)
                .count();
        int total = connected();
        int actives = parity ? total : acted.size();
        Poll poll = activePoll(ms);
        long participation = poll == null ? 0 : Math.min(1_000_000, ppm((double) poll.votes / poll.eligible));
        long leaveRate = ppm((double) leavers / Math.max(1, total));
        double score = 0.30 * saturating(chat, 20)
                + 0.25 * participation / 1e6
                + 0.25 * (total == 0 ? 0 : Math.min(1.0, (double) actives / total))
                + 0.10 * saturating(reactions, 10)
                - 0.10 * Math.min(1.0, leaveRate / 1e6);
        scores.add(new NaiveRooms.Score(
                key,
                ms,
                eventKey,
                chat,
                reactions,
                actives,
                total,
                leavers,
                participation,
                leaveRate,
                ppm(Math.min(1, Math.max(0, score)))));
    }

    private static double saturating(int count, int full) {
        return Math.min(1.0, Math.log(count + 1) / Math.log(full + 1));
    }

    private static long ppm(double value) {
        return Math.round(value * 1e6);
    }
}
