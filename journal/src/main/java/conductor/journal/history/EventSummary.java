package conductor.journal.history;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SummaryRecordEncoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.Severity;
import conductor.engine.core.SkipReason;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.SummaryJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The summary of an event (audience.md 8). That of its last SUMMARY record, if no session of it was scored since; else the same sums made from the
 * rows, and worded by the same {@link SummaryJson}. Its times are then those of the first and the newest score, and its peak is of five seconds each,
 * the shipped period of scores.
 */
final class EventSummary {
    /** Of one question: five sums, so that one which takes long leaves the others less. */
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(8);

    private static final String RECORDED =
            "SELECT s.\"time\", s.summary, EXISTS (SELECT 1 FROM engagement_metrics m WHERE m.event_id = s.event_id AND m.\"time\" > s.\"time\")"
                    + " AS outdated FROM event_summaries s WHERE s.event_id = ? ORDER BY s.\"time\" DESC LIMIT 1";

    private static final String SCORES =
            "WITH parts AS (SELECT date_bin('5 seconds', \"time\", 'epoch') AS bin, session_id, max(total_users) AS people, count(*) AS n,"
                    + " sum(round(engagement_score * 1000000)::bigint)::bigint AS total, min(\"time\") AS first, max(\"time\") AS last"
                    + " FROM engagement_metrics WHERE event_id = ? GROUP BY 1, 2)"
                    + " SELECT sum(n)::bigint AS scores, sum(total)::bigint AS total, count(DISTINCT session_id) AS sessions, min(first) AS first,"
                    + " max(last) AS last, (SELECT max(people) FROM (SELECT sum(people)::int AS people FROM parts GROUP BY bin) AS bins) AS peak FROM parts";

    private static final String ANOMALIES =
            "SELECT anomaly_type, severity, count(*) AS n FROM anomalies WHERE event_id = ? GROUP BY 1, 2";

    private static final String DECISIONS =
            "SELECT state, coalesce(type, '') AS type, coalesce(code, '') AS code, count(*) AS n, count(*) FILTER"
                    + " (WHERE executed AND state <> 'FAILED' AND auto_approved) AS by_itself, count(*) FILTER"
                    + " (WHERE executed AND state <> 'FAILED' AND NOT auto_approved) AS approved,"
                    + " coalesce(sum(attendees_reached), 0)::bigint AS reached, coalesce(sum(cost_micros), 0)::bigint AS cost"
                    + " FROM interventions WHERE event_id = ? AND kind <> 'ESCALATION' GROUP BY 1, 2, 3";

    private static final String MEASURED =
            "SELECT grp, count(*) AS n, count(*) FILTER (WHERE success) AS helped, count(*) FILTER (WHERE counted) AS counted,"
                    + " coalesce(sum(round(engagement_delta * 1000000)::bigint) FILTER (WHERE counted), 0)::bigint AS total,"
                    + " coalesce(sum((round(engagement_delta * 1000000)::bigint) * (round(engagement_delta * 1000000)::bigint))"
                    + " FILTER (WHERE counted), 0)::bigint AS squares,"
                    + " coalesce(sum(users_before) FILTER (WHERE counted), 0)::bigint AS before,"
                    + " coalesce(sum(users_after) FILTER (WHERE counted), 0)::bigint AS after"
                    + " FROM agent_performance WHERE event_id = ? GROUP BY 1";

    private final Connection connection;
    private final String eventId;
    private final int openSessions;
    private final Decision decision = new Decision();
    private final SummaryRecordEncoder sums = new SummaryRecordEncoder();
    private final int[] states = new int[SummaryRecordEncoder.statesLength()];
    private final int[] arms = new int[SummaryRecordEncoder.armsLength()];
    private final int[] skipped = new int[SummaryRecordEncoder.skippedLength()];
    private int byItself;
    private int approved;
    private long reached;
    private long cost;
    private final long endNs = System.nanoTime() + DEADLINE_NS;
    private boolean known;
    private long asOfMs;

    /** @param openSessions sessions of it that are open, which no row says. */
    EventSummary(Connection connection, String eventId, int openSessions) {
        this.connection = connection;
        this.eventId = eventId;
        this.openSessions = openSessions;
        sums.wrapAndApplyHeader(decision.payload, 0, new MessageHeaderEncoder());
        decision.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + SummaryRecordEncoder.BLOCK_LENGTH;
        decision.payload.setMemory(MessageHeaderEncoder.ENCODED_LENGTH, SummaryRecordEncoder.BLOCK_LENGTH, (byte) 0);
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    Optional<byte[]> read() throws SQLException {
        Optional<byte[]> recorded = recorded();
        if (recorded.isPresent()) {
            return recorded;
        }
        query(SCORES, this::scores);
        query(ANOMALIES, this::anomaly);
        query(DECISIONS, this::decision);
        query(MEASURED, this::measured);
        if (!known) {
            return Optional.empty();
        }
        sums.openSessions(openSessions);
        JsonWriter json = begin(asOfMs, false);
        new SummaryJson().write(json, decision);
        return Optional.of(json.endObject().toBytes());
    }

    private JsonWriter begin(long asOf, boolean isFinal) {
        return new JsonWriter()
                .beginObject()
                .text("event_id", eventId)
                .time("as_of", asOf)
                .bool("final", isFinal);
    }

    private Optional<byte[]> recorded() throws SQLException {
        if (openSessions > 0) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection.prepareStatement(RECORDED)) {
            statement.setString(1, eventId);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || row.getBoolean("outdated")) {
                    return Optional.empty();
                }
                JsonWriter json = begin(row.getTimestamp("time").getTime(), true)
                        .members(row.getString("summary").getBytes(StandardCharsets.UTF_8));
                return Optional.of(json.endObject().toBytes());
            }
        }
    }

    private void query(String sql, RowReader reader) throws SQLException {
        long leftS = TimeUnit.NANOSECONDS.toSeconds(endNs - System.nanoTime());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout((int) Math.max(1, leftS));
            statement.setString(1, eventId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    private void scores(ResultSet row) throws SQLException {
        Timestamp first = row.getTimestamp("first");
        if (first == null) {
            return;
        }
        known = true;
        asOfMs = row.getTimestamp("last").getTime();
        sums.scores(row.getLong("scores"))
                .scoreSumPpm(row.getLong("total"))
                .firstOpenMs(first.getTime())
                .lastMs(asOfMs)
                .sessions(row.getInt("sessions"))
                .peakUsers(row.getInt("peak"));
    }

    private void anomaly(ResultSet row) throws SQLException {
        known = true;
        for (int i = AnomalyClass.MASS_EXIT; i <= AnomalyClass.GRADUAL_DECLINE; i++) {
            if (AnomalyClass.name(i).equals(row.getString("anomaly_type"))) {
                int place = 2 * (i - AnomalyClass.MASS_EXIT);
                boolean critical = Severity.name(Severity.CRITICAL).equals(row.getString("severity"));
                sums.anomalies(place + (critical ? 1 : 0), row.getInt("n"));
            }
        }
    }

    private void decision(ResultSet row) throws SQLException {
        known = true;
        int count = row.getInt("n");
        int state = state(row.getString("state"));
        states[state] += count;
        sums.states(state, states[state]);
        int arm = arm(row.getString("type"));
        arms[arm] += count;
        sums.arms(arm, arms[arm]);
        if (state == DecisionState.SKIPPED) {
            int place = reason(row.getString("code"));
            skipped[place] += count;
            sums.skipped(place, skipped[place]);
        }
        byItself += row.getInt("by_itself");
        approved += row.getInt("approved");
        reached += row.getLong("reached");
        cost += row.getLong("cost");
        sums.autoExecuted(byItself)
                .approvedExecuted(approved)
                .usersReached(reached)
                .costMicros(cost);
    }

    private void measured(ResultSet row) throws SQLException {
        if (row.getString("grp").equals("TREATED")) {
            sums.measured(row.getInt("n"))
                    .helped(row.getInt("helped"))
                    .treated(row.getInt("counted"))
                    .treatedSumPpm(row.getLong("total"))
                    .treatedSquares(row.getLong("squares"))
                    .treatedBefore(row.getLong("before"))
                    .treatedAfter(row.getLong("after"));
        } else {
            sums.controls(row.getInt("counted"))
                    .controlSumPpm(row.getLong("total"))
                    .controlSquares(row.getLong("squares"))
                    .controlBefore(row.getLong("before"))
                    .controlAfter(row.getLong("after"));
        }
    }

    private static int state(String name) {
        int state = DecisionState.PROPOSED;
        while (state < DecisionState.UNMEASURED && !DecisionState.name(state).equals(name)) {
            state++;
        }
        return state;
    }

    /** 0 where none was chosen. */
    private static int arm(String name) {
        int arm = Arm.GAMIFICATION;
        while (arm > 0 && !name.equals(Arm.name(arm))) {
            arm--;
        }
        return arm;
    }

    private static int reason(String code) {
        int place = SkipReason.COUNT - 1;
        while (place > SkipReason.OTHER && !SkipReason.name(place).equals(code)) {
            place--;
        }
        return place;
    }
}
