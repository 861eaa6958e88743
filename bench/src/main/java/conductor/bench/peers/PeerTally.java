package conductor.bench.peers;

/** Adds up scores as they come. For one thread. */
public final class PeerTally {
    private long scores;
    private long alerts;
    private double sumOfScores;
    private long sumOfCounts;
    private long sumOfUsers;

    /** Adds a score and what it was taken from. */
    public void add(double score, boolean alert, long counts, long users) {
        scores++;
        alerts += alert ? 1 : 0;
        sumOfScores += score;
        sumOfCounts += counts;
        sumOfUsers += users;
    }

    /** Scores so far. */
    public long scores() {
        return scores;
    }

    /** The sums so far. */
    public PeerCheck check() {
        return new PeerCheck(scores, alerts, sumOfScores, sumOfCounts, sumOfUsers);
    }
}
