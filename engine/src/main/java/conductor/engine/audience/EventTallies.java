package conductor.engine.audience;

import conductor.engine.codec.DetailRecordDecoder;
import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.SkipReason;
import conductor.engine.learn.Group;
import conductor.engine.state.Hashing;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import conductor.engine.state.WordMap;

/**
 * What happened in each event so far (audience.md 8), added up from the records that are emitted: {@link #observe} every one of them, in
 * order, and {@link #write} the sum at any time. A record counts where its scope says; a session counts in the event it belongs to
 * now, with all of the time it has been open. Sessions whose event is not known count nowhere.
 *
 * <p>An event whose last session closed keeps its tally, and goes on with it when it opens another. In a full table the one that has
 * been without an open session the longest makes room; where there is none, the new event has no tally until there is room, and
 * {@link #refused} counts its sessions. Allocates nothing but pages of tables that grow.
 *
 * <pre>
 *   session:  0 key   1 event   2 opened ms   3 people at its last score | whether it counts in a tally   local: slot of the tally
 * </pre>
 */
public final class EventTallies {
    private static final int EVENT = 1;
    private static final int OPENED_MS = 2;
    private static final int PEOPLE_COUNTED = 3;
    private static final int HASHED_WORDS = 4;
    private static final int TALLY = -1;
    private static final int TABLE_ID = 15;

    final TallyRows tallies;
    final RowTable sessions;
    private final KeyIndex tallyIndex = new KeyIndex();
    private final WordMap sessionIndex = new WordMap();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ExplanationRecordDecoder explanation = new ExplanationRecordDecoder();
    private final DetailRecordDecoder details = new DetailRecordDecoder();
    private final RewardRecordDecoder reward = new RewardRecordDecoder();
    /** Sessions of events that found no room for a tally when their event became known; state. */
    long refused;

    /**
     * @param eventsMax events that have a tally at once.
     * @param sessionsMax sessions that are open at once.
     */
    public EventTallies(int eventsMax, int sessionsMax) {
        this.tallies = new TallyRows(eventsMax);
        this.sessions = new RowTable(sessionsMax, HASHED_WORDS, 1, TABLE_ID);
    }

    /** Takes in a record; one that says nothing of an event has no effect. */
    public void observe(Decision d) {
        switch (d.type) {
            case DecisionType.SCORE -> onScore(d);
            case DecisionType.SESSION_OPENED -> onOpened(d);
            case DecisionType.EVENT_RESOLVED -> onResolved(d);
            case DecisionType.SESSION_CLOSED -> onClosed(d);
            case DecisionType.ANOMALY -> onAnomaly(d);
            case DecisionType.DECISION -> onDecision(d);
            case DecisionType.REWARD -> onReward(d);
            default -> {
                // Nothing that a summary speaks of.
            }
        }
    }

    /** Reads where a session is found, so that its score soon after finds that in the cache; the value means nothing. */
    long touchIndex(long sessionKey) {
        return sessionIndex.touch(sessionKey);
    }

    /** Reads the row of a session, likewise, once its place in the index is near. */
    long touchRow(long sessionKey) {
        int session = sessionSlot(sessionKey);
        return session == RowTable.NONE ? 0 : sessions.key(session);
    }

    private int sessionSlot(long sessionKey) {
        return (int) sessionIndex.word(sessionKey, RowTable.NONE);
    }

    /** Whether an event has a tally and no session of it is open any more. */
    public boolean closed(long eventKey) {
        int tally = tallyIndex.get(eventKey);
        return tally != RowTable.NONE
                && tallies.count(tally, TallyRows.OPEN) == 0
                && tallies.count(tally, TallyRows.SESSIONS) > 0;
    }

    /**
     * Fills the payload of a record with the tally of the event in its scope.
     *
     * @return false when the event has none; the record is as before.
     */
    public boolean write(Decision d) {
        int tally = tallyIndex.get(d.scopeKey);
        if (tally == RowTable.NONE) {
            return false;
        }
        tallies.encode(tally, d);
        return true;
    }

    /** Times that an event of a session found no room for a tally. */
    public long refused() {
        return refused;
    }

    /** Hash of all that is state here. */
    public long hash() {
        return tallies.rows.hash() + sessions.hash() + headerHash();
    }

    /** The same computed anew from every row. */
    public long recomputeHash() {
        return tallies.rows.recomputeHash() + sessions.recomputeHash() + headerHash();
    }

    private long headerHash() {
        return Hashing.contribution(TABLE_ID, 0, refused) + Hashing.contribution(TABLE_ID, 1, tallies.idle.lastNumber);
    }

    /** By far the most frequent record: one look-up, and the row of its event. */
    private void onScore(Decision d) {
        int session = d.scopeKey == 0 ? RowTable.NONE : sessionSlot(d.subjectKey);
        if (session == RowTable.NONE || !counted(session) && !enter(session)) {
            return;
        }
        int tally = (int) sessions.get(session, TALLY);
        tallies.sum(tally, TallyRows.SCORE_SUM, d.scorePpm);
        tallies.sum(tally, TallyRows.SCORES, 1);
        int more = d.totalUsers - people(session);
        if (more != 0) {
            sessions.setInt(session, PEOPLE_COUNTED, 0, d.totalUsers);
            tallies.users(tally, more);
        }
    }

    private void onOpened(Decision d) {
        int session = sessions.allocate(d.subjectKey);
        if (session != RowTable.NONE) {
            sessionIndex.put(d.subjectKey, session);
            sessions.set(session, OPENED_MS, d.engineTimeMs);
        }
    }

    private void onResolved(Decision d) {
        int session = sessionSlot(d.subjectKey);
        if (session == RowTable.NONE) {
            return;
        }
        if (counted(session)) {
            // It never was a session of the other event, so that one did not close with it.
            tallies.add((int) sessions.get(session, TALLY), TallyRows.SESSIONS, -1);
            leave(session);
        }
        sessions.set(session, EVENT, d.scopeKey);
        if (!enter(session)) {
            refused++;
        }
    }

    private void onClosed(Decision d) {
        int session = sessionSlot(d.subjectKey);
        if (session == RowTable.NONE) {
            return;
        }
        if (counted(session)) {
            tallies.rows.set((int) sessions.get(session, TALLY), TallyRows.LAST_CLOSE_MS, d.engineTimeMs);
            leave(session);
        }
        sessionIndex.remove(sessionIndex.find(d.subjectKey));
        sessions.free(session);
    }

    private void onAnomaly(Decision d) {
        int tally = tallyIndex.get(d.scopeKey);
        if (tally != RowTable.NONE) {
            int place = 2 * (d.anomalyClass - AnomalyClass.MASS_EXIT) + d.severity - 1;
            tallies.add(tally, TallyRows.ANOMALIES + place, 1);
        }
    }

    /** A decision counts in one state at a time: the one it is in. */
    private void onDecision(Decision d) {
        int tally = tallyIndex.get(d.scopeKey);
        if (tally == RowTable.NONE) {
            return;
        }
        if (d.previous == 0) {
            tallies.add(tally, TallyRows.ARMS + d.arm, 1);
        } else if (tallies.count(tally, TallyRows.STATES + d.previous) > 0) {
            // It may have begun while its session belonged to another event.
            tallies.add(tally, TallyRows.STATES + d.previous, -1);
        }
        tallies.add(tally, TallyRows.STATES + d.state, 1);
        switch (d.state) {
            case DecisionState.SKIPPED -> {
                tallies.add(tally, TallyRows.SKIPPED + SkipReason.of(d.code), 1);
                addCost(tally, d);
            }
            case DecisionState.EXPIRED, DecisionState.REJECTED -> addCost(tally, d);
            case DecisionState.PUBLISHED -> onPublished(tally, d);
            case DecisionState.EXECUTED -> tallies.add(tally, approval(d), 1);
            case DecisionState.FAILED -> {
                if (d.previous == DecisionState.EXECUTED) {
                    tallies.add(tally, approval(d), -1);
                }
            }
            default -> {
                // Its state says it all.
            }
        }
    }

    /** A record without details is of a time when they were not written yet; its figures are those of the anomaly. */
    private void onPublished(int tally, Decision d) {
        boolean detailed = wrapDetails(d);
        tallies.sum(tally, TallyRows.USERS_REACHED, detailed ? details.usersReached() : d.totalUsers);
        addCost(tally, d);
    }

    /** What content cost is said once: where the decision is published, or where it ends without that. */
    private void addCost(int tally, Decision d) {
        if (wrapDetails(d)) {
            tallies.sum(tally, TallyRows.COST_MICROS, details.costMicros());
        }
    }

    /** The count of those who were executed as this one was approved: by itself or by a person. */
    private int approval(Decision d) {
        return wrapExplanation(d) && explanation.autoApproved() == 1
                ? TallyRows.AUTO_EXECUTED
                : TallyRows.APPROVED_EXECUTED;
    }

    private boolean wrapExplanation(Decision d) {
        if (!holds(d, 0, ExplanationRecordDecoder.TEMPLATE_ID)) {
            return false;
        }
        explanation.wrap(d.payload, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        return true;
    }

    /** The details stand behind the explanation, at the next whole word. */
    private boolean wrapDetails(Decision d) {
        if (!holds(d, 0, ExplanationRecordDecoder.TEMPLATE_ID)) {
            return false;
        }
        int end = MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
        int at = (end + Long.BYTES - 1) & -Long.BYTES;
        if (!holds(d, at, DetailRecordDecoder.TEMPLATE_ID)) {
            return false;
        }
        details.wrap(d.payload, at + MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        return true;
    }

    /** Whether a record of a kind begins in the payload at an offset; the header is then that of it. */
    private boolean holds(Decision d, int offset, int templateId) {
        if (offset + MessageHeaderDecoder.ENCODED_LENGTH > d.payloadLength) {
            return false;
        }
        header.wrap(d.payload, offset);
        return header.templateId() == templateId
                && offset + MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength() <= d.payloadLength;
    }

    private void onReward(Decision d) {
        int tally = tallyIndex.get(d.scopeKey);
        if (tally == RowTable.NONE || !holds(d, 0, RewardRecordDecoder.TEMPLATE_ID)) {
            return;
        }
        reward.wrap(d.payload, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        boolean treated = reward.grp() == Group.TREATED;
        if (treated) {
            tallies.add(tally, TallyRows.MEASURED, 1);
            tallies.add(tally, TallyRows.HELPED, reward.helped());
        }
        if (reward.counted() == 1) {
            tallies.measurement(tally, treated, reward.deltaPpm(), reward.usersBefore(), reward.usersAfter());
        }
    }

    /** Counts a session in the tally of its event; false where that has none and there is no room for one. */
    private boolean enter(int session) {
        int tally = ensure(sessions.get(session, EVENT));
        if (tally == RowTable.NONE) {
            return false;
        }
        sessions.setInt(session, PEOPLE_COUNTED, 1, 1);
        sessions.setLocal(session, TALLY, tally);
        long openedMs = sessions.get(session, OPENED_MS);
        long firstOpenMs = tallies.rows.get(tally, TallyRows.FIRST_OPEN_MS);
        if (firstOpenMs == 0 || openedMs < firstOpenMs) {
            tallies.rows.set(tally, TallyRows.FIRST_OPEN_MS, openedMs);
        }
        tallies.add(tally, TallyRows.SESSIONS, 1);
        tallies.add(tally, TallyRows.OPEN, 1);
        tallies.idle.set(tally, false);
        return true;
    }

    /** Takes an open session and its people out of the tally that it counts in. */
    private void leave(int session) {
        int tally = (int) sessions.get(session, TALLY);
        tallies.users(tally, -people(session));
        int open = tallies.add(tally, TallyRows.OPEN, -1);
        tallies.idle.set(tally, open == 0);
        sessions.set(session, PEOPLE_COUNTED, 0);
    }

    private int ensure(long eventKey) {
        int tally = tallyIndex.get(eventKey);
        if (tally != RowTable.NONE || eventKey == 0) {
            return tally;
        }
        if (tallies.rows.full() && tallies.idle.first() != RowTable.NONE) {
            int oldest = tallies.idle.first();
            tallies.idle.set(oldest, false);
            tallyIndex.remove(tallies.rows.key(oldest));
            tallies.rows.free(oldest);
        }
        tally = tallies.rows.allocate(eventKey);
        if (tally != RowTable.NONE) {
            tallyIndex.put(eventKey, tally);
        }
        return tally;
    }

    private boolean counted(int session) {
        return sessions.getInt(session, PEOPLE_COUNTED, 1) != 0;
    }

    private int people(int session) {
        return sessions.getInt(session, PEOPLE_COUNTED, 0);
    }

    /** Puts a restored tally back into the index; when all are, the idle rows must be linked again. */
    void relinkTally(int slot) {
        tallyIndex.put(tallies.rows.key(slot), slot);
    }

    /** Puts a restored session back into the index and at its tally, which must be there already. */
    void relinkSession(int slot) {
        sessionIndex.put(sessions.key(slot), slot);
        if (counted(slot)) {
            sessions.setLocal(slot, TALLY, tallyIndex.get(sessions.get(slot, EVENT)));
        }
    }
}
