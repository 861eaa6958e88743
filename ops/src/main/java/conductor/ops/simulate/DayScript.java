package conductor.ops.simulate;

import java.util.List;
import java.util.Map;

/**
 * What happens on a day, whatever the agent does: a file for people, {@code day.conf}, in words of its own. Times are seconds of the
 * day, rates are for one person in a minute.
 *
 * @param event the event's id.
 * @param fromS when the rooms open, a multiple of 5.
 * @param untilS when the day ends.
 * @param effects what an intervention truly does, by its type in lower case.
 * @param expected what the day is to show.
 */
record DayScript(
        String event,
        int fromS,
        int untilS,
        int switchedOffS,
        List<RoomPlan> rooms,
        List<HostPoll> polls,
        List<Outage> outages,
        Map<String, Effect> effects,
        List<Expectation> expected) {
    /** The rooms open at whole steps and are evaluated as often, so that what is decided is carried out at once. */
    static final int STEP_S = 5;
    /** Sessions close half an hour after their last input. */
    private static final int TAIL_S = 31 * 60;

    /**
     * One session.
     *
     * @param share of all attendees who come here.
     * @param phases in their order; the first begins when the rooms open.
     */
    record RoomPlan(String session, String title, double share, List<Phase> phases) {}

    /**
     * A stretch of time.
     *
     * @param glideMinutes within how much time its rates are come near.
     * @param host messages of the host in a minute, evenly spread.
     */
    record Phase(int atS, String title, double glideMinutes, int host, Rates rates) {}

    /**
     * How busy people are.
     *
     * @param join of one who is away.
     * @param leave of one who is there.
     * @param chat messages of one who is there.
     * @param react reactions of one who is there.
     */
    record Rates(double join, double leave, double chat, double react) {
        static final Rates NONE = new Rates(0, 0, 0, 0);

        /** What lies between: 0 = these, 1 = the others. */
        Rates towards(Rates other, double part) {
            return new Rates(
                    join + (other.join - join) * part,
                    leave + (other.leave - leave) * part,
                    chat + (other.chat - chat) * part,
                    react + (other.react - react) * part);
        }
    }

    /** A poll of a speaker, closed after so many minutes. */
    record HostPoll(int atS, String session, String title, double share, int minutes) {}

    /** A time in which the platform answers commands with an error. */
    record Outage(int fromS, int untilS, String error) {}

    /** What an intervention truly does. */
    record Effect(double voters, double chat, double react, int delayS, double minutes) {}

    /**
     * A decision that the day is to show.
     *
     * @param maxScore the score it was made at is at most this; 1 = any.
     */
    record Expectation(
            String title,
            String session,
            int fromS,
            int untilS,
            String anomalyClass,
            String arm,
            double minConfidence,
            double maxConfidence,
            boolean automatic,
            double maxScore) {}

    /** Whether a step ends at a second. */
    boolean isStep(int s) {
        return (s - fromS) % STEP_S == 0;
    }

    /** When every session has closed: some time after the day's end, in which nobody does anything. */
    int closedS() {
        return untilS + TAIL_S;
    }

    /** The error that the platform answers with at a time, or null. */
    String errorAt(int s) {
        return outages.stream()
                .filter(outage -> outage.fromS() <= s && s < outage.untilS())
                .map(Outage::error)
                .findFirst()
                .orElse(null);
    }

    /** The title of a session, or its id where it is none of ours. */
    String title(String session) {
        return rooms.stream()
                .filter(room -> room.session().equals(session))
                .map(RoomPlan::title)
                .findFirst()
                .orElse(session);
    }
}
