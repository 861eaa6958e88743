package conductor.journal.json;

import conductor.engine.core.AnomalyClass;
import java.util.List;

/**
 * The shipped content of interventions by class of anomaly (audience.md 7.1). The draw {@code k} of a decision picks
 * number {@code k mod size} of its set, so the same decision always carries the same content.
 */
public final class Templates {
    /** A poll; the duration is in seconds. */
    public record Poll(String question, int durationSec, List<String> options) {}

    /** A notification for the organiser; the body may hold placeholders in braces. */
    public record Notification(String title, String body, String action, String priority) {}

    /** A challenge; the rewards are points for the first three places. */
    public record Challenge(
            String template, int minutes, int first, int second, int third, String name, String description) {}

    private static final List<Poll> PULSE = List.of(
            poll("How is the pace for you right now?", 60, "Too fast", "Just right", "Too slow", "I lost the thread"),
            poll("Is this topic useful for your work?", 60, "Very", "Partly", "Not yet"),
            poll(
                    "What should the next ten minutes hold?",
                    90,
                    "Live demo",
                    "Worked example",
                    "Your questions",
                    "Short summary"),
            poll("How much of this was new to you?", 60, "All of it", "Most", "A little", "Nothing"));

    private static final List<Poll> OPINION = List.of(
            poll("Which part should we go deeper into?", 90, "Basics", "Practice", "Pitfalls", "What comes next"),
            poll("What keeps you from trying this?", 90, "Time", "Know-how", "Budget", "Not relevant to me"),
            poll("How shall we continue?", 90, "More theory", "More practice", "Open discussion", "Wrap up"));

    private static final List<Poll> ENGAGING = List.of(
            poll("Where are you following from?", 60, "Office", "Home", "On the road", "On site"),
            poll("Pick the next segment", 75, "Quiz", "Demo", "Story from the field", "Ask me anything"),
            poll(
                    "Guess: how many here have tried this before?",
                    75,
                    "Under 10 %",
                    "10 to 30 %",
                    "30 to 60 %",
                    "Over 60 %"),
            poll("How is your energy?", 60, "Full", "Fine", "Fading", "I need a break"));

    private static final List<String> DROP_BROADCASTS = List.of(
            "Stay with us: something worth seeing comes in two minutes.",
            "Sum up this topic in one word in the chat.",
            "Your questions steer the next part. Post one now.");

    private static final List<String> DECLINE_BROADCASTS = List.of(
            "Time for a fresh angle: what would you like to see next?",
            "In five minutes we pick the best question from the chat.",
            "Tell us what was most useful so far.");

    private static final List<String> LOW_BROADCASTS = List.of(
            "Say hello in the chat and tell us where you are.",
            "It is quiet here: one reaction shows us you are with us.",
            "No question is too small. The chat is open.");

    private static final List<String> EXIT_BROADCASTS = List.of(
            "Staying? The part most people asked for comes next.",
            "Break or carry on? Tell us in the chat.",
            "The last part is short and practical. Stay for it.");

    private static final Notification DROP_NOTIFICATION = new Notification(
            "Engagement fell suddenly",
            "Score {current} against {expected} in session {session}.",
            "Ask the room a direct question.",
            "high");

    private static final Notification DECLINE_NOTIFICATION = new Notification(
            "Interest is fading",
            "The score keeps falling in session {session}.",
            "Change the format or move on.",
            "medium");

    private static final Notification LOW_NOTIFICATION = new Notification(
            "The room is quiet",
            "{active} of {total} attendees acted in the last minute in session {session}.",
            "Invite questions or start a poll.",
            "medium");

    private static final Notification EXIT_NOTIFICATION = new Notification(
            "People are leaving",
            "{leavers} left session {session} within a minute.",
            "Check stream and sound, then speak to the room.",
            "high");

    private static final Challenge DROP_CHALLENGE = new Challenge(
            "CHAT_BLITZ", 5, 50, 30, 15, "Five-minute chat sprint", "Most messages in five minutes wins.");

    private static final Challenge DECLINE_CHALLENGE =
            new Challenge("QA_SPRINT", 10, 60, 35, 20, "Question sprint", "Most questions in ten minutes wins.");

    private static final Challenge LOW_CHALLENGE = new Challenge(
            "POINTS_RACE", 15, 75, 50, 25, "Points race", "Collect points in the next quarter of an hour.");

    private static final Challenge EXIT_CHALLENGE =
            new Challenge("POLL_RUSH", 10, 50, 30, 15, "Poll rush", "Vote in every poll of the next ten minutes.");

    private Templates() {}

    /** The poll of a class for draw {@code k}. */
    public static Poll poll(int anomalyClass, long k) {
        return drawn(polls(anomalyClass), k);
    }

    /** The broadcast of a class for draw {@code k}. */
    public static String broadcast(int anomalyClass, long k) {
        return drawn(broadcasts(anomalyClass), k);
    }

    public static List<Poll> polls(int anomalyClass) {
        return switch (anomalyClass) {
            case AnomalyClass.GRADUAL_DECLINE -> OPINION;
            case AnomalyClass.LOW_ENGAGEMENT -> ENGAGING;
            default -> PULSE;
        };
    }

    public static List<String> broadcasts(int anomalyClass) {
        return switch (anomalyClass) {
            case AnomalyClass.GRADUAL_DECLINE -> DECLINE_BROADCASTS;
            case AnomalyClass.LOW_ENGAGEMENT -> LOW_BROADCASTS;
            case AnomalyClass.MASS_EXIT -> EXIT_BROADCASTS;
            default -> DROP_BROADCASTS;
        };
    }

    public static Notification notification(int anomalyClass) {
        return switch (anomalyClass) {
            case AnomalyClass.GRADUAL_DECLINE -> DECLINE_NOTIFICATION;
            case AnomalyClass.LOW_ENGAGEMENT -> LOW_NOTIFICATION;
            case AnomalyClass.MASS_EXIT -> EXIT_NOTIFICATION;
            default -> DROP_NOTIFICATION;
        };
    }

    public static Challenge challenge(int anomalyClass) {
        return switch (anomalyClass) {
            case AnomalyClass.GRADUAL_DECLINE -> DECLINE_CHALLENGE;
            case AnomalyClass.LOW_ENGAGEMENT -> LOW_CHALLENGE;
            case AnomalyClass.MASS_EXIT -> EXIT_CHALLENGE;
            default -> DROP_CHALLENGE;
        };
    }

    private static <T> T drawn(List<T> set, long k) {
        return set.get((int) Math.floorMod(k, (long) set.size()));
    }

    private static Poll poll(String question, int durationSec, String... options) {
        return new Poll(question, durationSec, List.of(options));
    }
}
