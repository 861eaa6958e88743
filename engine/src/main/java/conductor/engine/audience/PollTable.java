package conductor.engine.audience;

import conductor.engine.state.Hashing;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.Ppm;
import conductor.engine.state.RowTable;
import conductor.engine.state.WordMap;

/**
 * Polls of sessions and who voted in them. One row a (session, poll) pair, one word a (poll, user) vote:
 *
 * <pre>
 *   poll:  0 key of the pair   1 poll key   2 votes | eligible   3 last vote ms   4 creation number   5 state | 0
 *   local: next of the session | voters, next | previous of the same id, session (slot + 1), hash of the voters
 *   voter: slot of the poll | low half of its creation number, by which a voter of an older poll in that slot is known
 * </pre>
 *
 * When a poll ends its voters count no more, all in one step, and make room when their part of the table grows.
 *
 * A session has at most 16 open polls. One that was closed, or dropped for a newer one, stays as a mark until the session
 * closes, because its later votes must not open it again.
 */
final class PollTable {
    static final int MAX_OPEN = 16;

    private static final int POLL_KEY = 1;
    private static final int VOTES_ELIGIBLE = 2;
    private static final int LAST_VOTE_MS = 3;
    private static final int CREATION = 4;
    private static final int STATE = 5;
    static final int HASHED_WORDS = 6;
    private static final int NEXT_VOTERS = -1;
    private static final int SAME_ID = -2;
    private static final int SESSION = -3;
    private static final int VOTERS_HASH = -4;
    private static final int LOCAL_WORDS = 4;
    /** By what the key of a voter is multiplied in the hash. */
    private static final long VOTER_WEIGHT = Hashing.mix(4) | 1;

    private static final long LOW_HALF = 0xffffffffL;
    private static final int OPEN = 0;
    private static final int ENDED = 1;

    private static final int POLLS_TABLE_ID = 3;

    final RowTable rows;
    final WordMap voters = new WordMap(word -> !live(word));
    private final KeyIndex index = new KeyIndex();
    private final KeyIndex byPollId = new KeyIndex();
    private final KeyIndex lastOfPollId = new KeyIndex();
    private final SessionTable sessions;
    private final int votersMax;
    private int votersSize;
    private long votersHash;

    PollTable(int capacity, SessionTable sessions) {
        this.rows = new RowTable(capacity, HASHED_WORDS, LOCAL_WORDS, POLLS_TABLE_ID);
        this.votersMax = capacity;
        this.sessions = sessions;
    }

    static long key(long sessionKey, long pollKey) {
        return Hashing.pair(sessionKey, pollKey);
    }

    /** The key of a user's vote in a poll, 0 for an unknown user. */
    static long voterKey(long key, long userKey) {
        return userKey == 0 ? 0 : Hashing.pair(key, userKey);
    }

    int slotOf(long key) {
        return index.get(key);
    }

    /** Reads the places of a poll and of a user's vote in it. */
    long touchIndexes(long key, long userKey) {
        return index.touch(key) ^ voters.touch(voterKey(key, userKey));
    }

    /** Reads the row of a poll, if there is one. */
    long touchRow(long key) {
        return touchRow(index.get(key));
    }

    /** The same where it is known. */
    long touchRow(int poll) {
        return poll == RowTable.NONE ? 0 : rows.get(poll, VOTES_ELIGIBLE) ^ rows.get(poll, NEXT_VOTERS);
    }

    /** The open poll with this id, over all sessions the one that was seen first, or {@link RowTable#NONE}. */
    int openByPollId(long pollKey) {
        int poll = byPollId.get(pollKey);
        while (poll != RowTable.NONE && !open(poll)) {
            poll = nextSameId(poll);
        }
        return poll;
    }

    /**
     * Whether a vote can be taken: a row for a new poll where it needs one, and one for a voter that is new.
     *
     * @param poll where the poll is, {@link RowTable#NONE} for a new one.
     */
    boolean hasRoomFor(int poll, long voterKey) {
        if (poll != RowTable.NONE && !open(poll)) {
            return true;
        }
        boolean pollFits = poll != RowTable.NONE || !rows.full();
        return pollFits && (voterKey == 0 || !votersFull() || hasVoted(voterKey));
    }

    boolean hasVoted(long voterKey) {
        int voter = voters.find(voterKey);
        return voter != WordMap.NONE && live(voters.wordAt(voter));
    }

    /** A new poll with its electorate; the caller has made room (see {@link #oldestOpen}). */
    int create(int sessionSlot, long key, long pollKey, int eligible, long creationNumber) {
        int poll = rows.allocate(key);
        rows.set(poll, POLL_KEY, pollKey);
        rows.setInt(poll, VOTES_ELIGIBLE, 1, eligible);
        rows.set(poll, CREATION, creationNumber);
        link(sessionSlot, poll);
        countOpen(sessionSlot, 1);
        return poll;
    }

    /** Counts a vote of a user who has not voted in this poll (key 0 = unknown user). */
    void vote(int poll, long voterKey, long nowMs) {
        rows.setInt(poll, VOTES_ELIGIBLE, 0, rows.getInt(poll, VOTES_ELIGIBLE, 0) + 1);
        rows.set(poll, LAST_VOTE_MS, nowMs);
        if (voterKey != 0) {
            addVoter(poll, voterKey);
        }
    }

    /** Adds a voter who is new, by its own key; there must be room. */
    void addVoter(int poll, long voterKey) {
        long word = (long) poll << Integer.SIZE | rows.get(poll, CREATION) & LOW_HALF;
        int dead = voters.find(voterKey);
        if (dead == WordMap.NONE) {
            voters.put(voterKey, word);
        } else {
            voters.setWordAt(dead, word);
        }
        rows.setLocalInt(poll, NEXT_VOTERS, 1, voters(poll) + 1);
        rows.setLocal(poll, VOTERS_HASH, rows.get(poll, VOTERS_HASH) + voterKey * VOTER_WEIGHT);
        votersHash += voterKey * VOTER_WEIGHT;
        votersSize++;
    }

    /** Voters of a poll that are known by name. */
    int voters(int poll) {
        return rows.getInt(poll, NEXT_VOTERS, 1);
    }

    /** Voters of all polls. */
    int voters() {
        return votersSize;
    }

    boolean votersFull() {
        return votersSize == votersMax;
    }

    /** The poll of a voter, or {@link RowTable#NONE} when it ended. */
    int pollOfVoter(int voter) {
        long word = voters.wordAt(voter);
        return live(word) ? (int) (word >>> Integer.SIZE) : RowTable.NONE;
    }

    private boolean live(long voter) {
        int poll = (int) (voter >>> Integer.SIZE);
        return rows.key(poll) != 0 && (int) rows.get(poll, CREATION) == (int) voter && open(poll);
    }

    /** Hash of the voters. */
    long votersHash() {
        return votersHash;
    }

    /** The same computed anew. */
    long recomputeVotersHash() {
        long sum = 0;
        for (int voter = voters.next(WordMap.NONE); voter != WordMap.NONE; voter = voters.next(voter)) {
            sum += pollOfVoter(voter) == RowTable.NONE ? 0 : voters.keyAt(voter) * VOTER_WEIGHT;
        }
        return sum;
    }

    boolean open(int poll) {
        return rows.getInt(poll, STATE, 0) == OPEN;
    }

    /** Ends an open poll. Its row stays, so that no later vote opens it again; who voted does not matter any more. */
    void end(int poll) {
        countOpen(sessionOf(poll), -1);
        rows.setInt(poll, STATE, 0, ENDED);
        freeVoters(poll);
    }

    /** Participation in millionths, at most 1. */
    long participationPpm(int poll) {
        int eligible = rows.getInt(poll, VOTES_ELIGIBLE, 1);
        return Math.min(Ppm.ONE, Ppm.ratio(rows.getInt(poll, VOTES_ELIGIBLE, 0), eligible));
    }

    long lastVoteMs(int poll) {
        return rows.get(poll, LAST_VOTE_MS);
    }

    long pollKey(int poll) {
        return rows.get(poll, POLL_KEY);
    }

    int sessionOf(int poll) {
        return (int) rows.get(poll, SESSION) - 1;
    }

    int openPolls(int sessionSlot) {
        return sessions.rows.getInt(sessionSlot, SessionTable.USERS_POLLS, 1);
    }

    /** The open poll of a session with the oldest last vote (the older creation wins a tie). */
    int oldestOpen(int sessionSlot) {
        int oldest = RowTable.NONE;
        for (int poll = first(sessionSlot); poll != RowTable.NONE; poll = next(poll)) {
            if (open(poll) && (oldest == RowTable.NONE || olderThan(poll, oldest))) {
                oldest = poll;
            }
        }
        return oldest;
    }

    private boolean olderThan(int a, int b) {
        long difference = lastVoteMs(a) - lastVoteMs(b);
        return difference < 0 || (difference == 0 && rows.get(a, CREATION) < rows.get(b, CREATION));
    }

    /** Frees all polls and voters of a session. */
    void freeAll(int sessionSlot) {
        int poll = first(sessionSlot);
        while (poll != RowTable.NONE) {
            int next = next(poll);
            freeVoters(poll);
            unlinkSameId(poll);
            index.remove(rows.key(poll));
            rows.free(poll);
            poll = next;
        }
        sessions.pollsHead(sessionSlot, 0);
        sessions.rows.setInt(sessionSlot, SessionTable.USERS_POLLS, 1, 0);
    }

    int first(int sessionSlot) {
        return sessions.pollsHead(sessionSlot) - 1;
    }

    int next(int poll) {
        return rows.getInt(poll, NEXT_VOTERS, 0) - 1;
    }

    /** Forgets who voted in a poll, which has ended or is about to go. */
    private void freeVoters(int poll) {
        votersSize -= voters(poll);
        votersHash -= rows.get(poll, VOTERS_HASH);
        rows.setLocalInt(poll, NEXT_VOTERS, 1, 0);
        rows.setLocal(poll, VOTERS_HASH, 0);
    }

    /** Puts a row into the index, its session's list and the list of its poll id. */
    void link(int sessionSlot, int poll) {
        index.put(rows.key(poll), poll);
        rows.setLocalInt(poll, NEXT_VOTERS, 0, first(sessionSlot) + 1);
        sessions.pollsHead(sessionSlot, poll + 1);
        rows.setLocal(poll, SESSION, sessionSlot + 1);
        linkSameId(poll);
    }

    /** Keeps polls of one id in the order of their creation, so that the look-up does not depend on what was freed when. */
    private void linkSameId(int poll) {
        long pollKey = pollKey(poll);
        int next = RowTable.NONE;
        int previous = lastOfPollId.get(pollKey);
        while (previous != RowTable.NONE && rows.get(previous, CREATION) > rows.get(poll, CREATION)) {
            next = previous;
            previous = previousSameId(previous);
        }
        joinSameId(pollKey, previous, poll);
        joinSameId(pollKey, poll, next);
    }

    private void unlinkSameId(int poll) {
        joinSameId(pollKey(poll), previousSameId(poll), nextSameId(poll));
    }

    /** Makes two polls of one id neighbours; none before or after makes the other the first or the last. */
    private void joinSameId(long pollKey, int before, int after) {
        if (before == RowTable.NONE) {
            set(byPollId, pollKey, after);
        } else {
            rows.setLocalInt(before, SAME_ID, 0, after + 1);
        }
        if (after == RowTable.NONE) {
            set(lastOfPollId, pollKey, before);
        } else {
            rows.setLocalInt(after, SAME_ID, 1, before + 1);
        }
    }

    private static void set(KeyIndex index, long key, int slot) {
        if (slot == RowTable.NONE) {
            index.remove(key);
        } else {
            index.put(key, slot);
        }
    }

    private int previousSameId(int poll) {
        return rows.getInt(poll, SAME_ID, 1) - 1;
    }

    private int nextSameId(int poll) {
        return rows.getInt(poll, SAME_ID, 0) - 1;
    }

    private void countOpen(int sessionSlot, int change) {
        sessions.rows.setInt(sessionSlot, SessionTable.USERS_POLLS, 1, openPolls(sessionSlot) + change);
    }
}
