package conductor.bench.simulate;

import conductor.engine.core.SourceId;
import conductor.gateway.publish.OutputServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The platform and its people: attendees in sessions, organisers who are late or press twice, and what becomes of interventions. */
final class Crowd {
    private static final int USERS = 24;
    private static final int QUIET = 1;
    private static final int LEAVING = 2;

    private final SimRedis redis;
    private final SimClock clock;
    private final int sessions;
    private final int[] mood;
    private final List<Written> written = new ArrayList<>();
    private final List<String> proposals = new ArrayList<>();
    private final List<String> interventions = new ArrayList<>();
    private int commands;
    private int generation;

    /**
     * An entry of the platform as it was written.
     *
     * @param user whose id stands in it, null where there is none.
     */
    record Written(int source, long ms, long seq, byte[] data, String user) {}

    Crowd(SimRedis redis, SimClock clock, int sessions) {
        this.redis = redis;
        this.clock = clock;
        this.sessions = sessions;
        this.mood = new int[sessions];
        redis.onWrite(this::heard);
    }

    /** After Redis forgot entries, other people come: so an id that is used again names another entry. */
    void othersCome() {
        generation++;
    }

    /** Every entry that was ever written to the platform's streams. */
    List<Written> written() {
        return written;
    }

    private void heard(OutputServer.Write write) {
        String entry = new String(write.entry(), StandardCharsets.UTF_8);
        if (entry.contains("\"type\":\"DECISION\"") && entry.contains("\"state\":\"PROPOSED\"")) {
            proposals.add(value(entry, "decision_id"));
        }
        if (write.message() != null && entry.contains("\"intervention_id\":\"i-")) {
            interventions.add(value(entry, "intervention_id"));
        }
    }

    private static String value(String json, String name) {
        int at = json.indexOf("\"" + name + "\":\"");
        int from = at + name.length() + 4;
        return at < 0 ? "" : json.substring(from, json.indexOf('"', from));
    }

    void mood(Step step) {
        int session = step.pick(1, sessions);
        mood[session] = step.pick(2, 3);
    }

    /** One entry of the platform. */
    void act(Step step) {
        int number = step.pick(1, sessions);
        String session = "ses_" + number;
        String user = "usr_" + generation + "_" + step.pick(2, USERS);
        int what = step.pick(3, 100);
        switch (mood[number]) {
            case QUIET -> {
                if (what < 70) {
                    return;
                }
                what = step.pick(4, 100);
            }
            case LEAVING -> {
                if (what < 60) {
                    add(SourceId.PRESENCE, session, user, presence("user_leave", session, user));
                    return;
                }
                what = step.pick(4, 100);
            }
            default -> {
                // Lively: as drawn.
            }
        }
        say(step, session, user, what);
    }

    private void say(Step step, String session, String user, int what) {
        if (what < 45) {
            add(
                    SourceId.CHAT,
                    session,
                    user,
                    "{\"sessionId\":\"" + session + "\",\"eventId\":\"" + event(session)
                            + "\",\"message\":{\"id\":\"m\",\"text\":\"hm\",\"authorId\":\"" + user
                            + "\",\"sessionId\":\""
                            + session + "\",\"author\":{\"id\":\"" + user + "\"}}}");
        } else if (what < 70) {
            add(
                    SourceId.REACTION,
                    session,
                    user,
                    "{\"userId\":\"" + user + "\",\"sessionId\":\"" + session + "\",\"emoji\":\"x\"}");
        } else if (what < 78) {
            add(
                    SourceId.POLL_VOTE,
                    session,
                    user,
                    "{\"userId\":\"" + user + "\",\"pollId\":\"poll_" + session + step.pick(5, 2)
                            + "\",\"optionId\":\"o1\",\"sessionId\":\"" + session + "\",\"eventId\":\"" + event(session)
                            + "\"}");
        } else if (what < 92) {
            add(SourceId.PRESENCE, session, user, presence("user_join", session, user));
        } else if (what < 97) {
            add(SourceId.PRESENCE, session, user, presence("user_leave", session, user));
        } else {
            add(SourceId.CHAT, session, null, "{\"not\":" + step.pick(6, 1_000));
        }
    }

    private static String presence(String type, String session, String user) {
        return "{\"type\":\"" + type + "\",\"sessionId\":\"" + session + "\",\"eventId\":\"" + event(session)
                + "\",\"userId\":\"" + user + "\"}";
    }

    private static String event(String session) {
        return "evt_" + (session.charAt(session.length() - 1) % 2);
    }

    /** A command of a person, on the newest proposal or on one of long ago. */
    void command(Step step) {
        String session = "ses_" + step.pick(1, sessions);
        switch (step.pick(2, 12)) {
            case 0 -> send("PAUSE", ",\"for_s\":" + (1 + step.pick(3, 120)));
            case 1 -> send("RESUME", "");
            case 2 ->
                send(
                        "TRIGGER",
                        ",\"session_id\":\"" + session + "\",\"intervention_type\":\"POLL\",\"reason\":\"they sleep\"");
            case 3 -> send("SET_MODE", ",\"session_id\":\"" + session + "\",\"mode\":\"SEMI_AUTO\"");
            case 4 -> verdict(step, "REJECT");
            default -> {
                verdict(step, "APPROVE");
                if (step.once(5, 2)) {
                    verdict(step, "APPROVE");
                }
            }
        }
    }

    private void verdict(Step step, String type) {
        if (proposals.isEmpty()) {
            return;
        }
        int back = step.once(3, 3) ? step.pick(4, proposals.size()) : 0;
        String decision = proposals.get(proposals.size() - 1 - back);
        send(type, ",\"decision_id\":\"" + decision + "\"");
    }

    private void send(String type, String more) {
        commands++;
        add(
                SourceId.COMMAND,
                null,
                null,
                String.format(
                        Locale.ROOT,
                        "{\"command_id\":\"c-%d\",\"type\":\"%s\",\"actor\":\"usr_9\"%s}",
                        commands,
                        type,
                        more));
    }

    /** The platform reports on an intervention. */
    void outcome(Step step) {
        if (interventions.isEmpty()) {
            return;
        }
        int back = step.once(1, 4) ? step.pick(2, interventions.size()) : 0;
        String id = interventions.get(interventions.size() - 1 - back);
        int times = step.once(3, 4) ? 2 : 1;
        for (int i = 0; i < times; i++) {
            add(
                    SourceId.OUTCOME,
                    null,
                    null,
                    "{\"success\":" + !step.once(4, 4) + ",\"intervention_id\":\"" + id + "\"}");
        }
    }

    private void add(int source, String session, String user, String json) {
        if (redis.isDown() || redis.isFull()) {
            return;
        }
        var entry = redis.stream(SourceId.stream(source)).add(clock.serverMs(), json.getBytes(StandardCharsets.UTF_8));
        written.add(new Written(source, entry.ms(), entry.seq(), entry.data(), user));
    }
}
