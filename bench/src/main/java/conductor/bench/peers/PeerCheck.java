package conductor.bench.peers;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an engine has computed, added up: equal for all that did the same work.
 *
 * @param scores how many scores, one for each session with a signal in the window, each five seconds.
 * @param alerts how many of them were sudden drops.
 * @param sumOfScores of all scores.
 * @param sumOfCounts of the signals in each of their windows.
 * @param sumOfUsers of the distinct users in each of their windows.
 */
public record PeerCheck(long scores, long alerts, double sumOfScores, long sumOfCounts, long sumOfUsers) {
    private static final double TOLERANCE = 1e-6;

    /**
     * Whether another engine did the same work; sums of scores may differ by a millionth, as they are added up in
     * another order.
     */
    public boolean agreesWith(PeerCheck other) {
        return scores == other.scores
                && alerts == other.alerts
                && sumOfCounts == other.sumOfCounts
                && sumOfUsers == other.sumOfUsers
                && Math.abs(sumOfScores - other.sumOfScores) <= TOLERANCE;
    }

    /** How this differs from what it should be, in words. */
    public String differenceFrom(PeerCheck expected) {
        StringBuilder text = new StringBuilder();
        Map<String, Object> should = expected.members();
        members().forEach((name, value) -> {
            if (!value.equals(should.get(name))) {
                text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(value);
                text.append(" instead of ").append(should.get(name));
            }
        });
        return text.toString();
    }

    /** Its numbers by name, in the order of the record. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("scores", scores);
        members.put("alerts", alerts);
        members.put("sum_of_scores", sumOfScores);
        members.put("sum_of_counts", sumOfCounts);
        members.put("sum_of_users", sumOfUsers);
        return members;
    }

    /** From the text of each member. */
    static PeerCheck of(Map<String, String> members) {
        return new PeerCheck(
                Long.parseLong(members.get("scores")),
                Long.parseLong(members.get("alerts")),
                Double.parseDouble(members.get("sum_of_scores")),
                Long.parseLong(members.get("sum_of_counts")),
                Long.parseLong(members.get("sum_of_users")));
    }
}
