package conductor.journal.json;

import static conductor.engine.core.AnomalyClass.GRADUAL_DECLINE;
import static conductor.engine.core.AnomalyClass.LOW_ENGAGEMENT;
import static conductor.engine.core.AnomalyClass.MASS_EXIT;
import static conductor.engine.core.AnomalyClass.SUDDEN_DROP;

import java.util.List;

/** The shipped content of interventions (audience.md 7.1), all of it in English. */
public final class Templates {
    /** Language of the shipped content. */
    public static final String LANGUAGE = "en";

    private static final List<TemplateSet.Poll> PULSE = List.of(
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

    private static final List<TemplateSet.Poll> OPINION = List.of(
            poll("Which part should we go deeper into?", 90, "Basics", "Practice", "Pitfalls", "What comes next"),
            poll("What keeps you from trying this?", 90, "Time", "Know-how", "Budget", "Not relevant to me"),
            poll("How shall we continue?", 90, "More theory", "More practice", "Open discussion", "Wrap up"));

    private static final List<TemplateSet.Poll> ENGAGING = List.of(
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

    private static final TemplateSet.Notification DROP_NOTIFICATION = new TemplateSet.Notification(
            "Engagement fell suddenly",
            "Score {current} against {expected} in session {session}.",
            "Ask the room a direct question.",
            "high");

    private static final TemplateSet.Notification DECLINE_NOTIFICATION = new TemplateSet.Notification(
            "Interest is fading",
            "The score keeps falling in session {session}.",
            "Change the format or move on.",
            "medium");

    private static final TemplateSet.Notification LOW_NOTIFICATION = new TemplateSet.Notification(
            "The room is quiet",
            "{active} of {total} attendees acted in the last minute in session {session}.",
            "Invite questions or start a poll.",
            "medium");

    private static final TemplateSet.Notification EXIT_NOTIFICATION = new TemplateSet.Notification(
            "People are leaving",
            "{leavers} left session {session} within a minute.",
            "Check stream and sound, then speak to the room.",
            "high");

    private static final TemplateSet.Challenge DROP_CHALLENGE = new TemplateSet.Challenge(
            "CHAT_BLITZ", 5, 50, 30, 15, "Five-minute chat sprint", "Most messages in five minutes wins.");

    private static final TemplateSet.Challenge DECLINE_CHALLENGE = new TemplateSet.Challenge(
            "QA_SPRINT", 10, 60, 35, 20, "Question sprint", "Most questions in ten minutes wins.");

    private static final TemplateSet.Challenge LOW_CHALLENGE = new TemplateSet.Challenge(
            "POINTS_RACE", 15, 75, 50, 25, "Points race", "Collect points in the next quarter of an hour.");

    private static final TemplateSet.Challenge EXIT_CHALLENGE = new TemplateSet.Challenge(
            "POLL_RUSH", 10, 50, 30, 15, "Poll rush", "Vote in every poll of the next ten minutes.");

    /** The shipped set. */
    public static final TemplateSet BUILT_IN = builtIn();

    private Templates() {}

    private static TemplateSet builtIn() {
        TemplateSet.Builder set = new TemplateSet.Builder();
        PULSE.forEach(poll -> set.poll("pulse", LANGUAGE, poll));
        OPINION.forEach(poll -> set.poll("opinion", LANGUAGE, poll));
        ENGAGING.forEach(poll -> set.poll("engaging", LANGUAGE, poll));
        ofClass(set, SUDDEN_DROP, DROP_BROADCASTS, DROP_NOTIFICATION, DROP_CHALLENGE);
        ofClass(set, GRADUAL_DECLINE, DECLINE_BROADCASTS, DECLINE_NOTIFICATION, DECLINE_CHALLENGE);
        ofClass(set, LOW_ENGAGEMENT, LOW_BROADCASTS, LOW_NOTIFICATION, LOW_CHALLENGE);
        ofClass(set, MASS_EXIT, EXIT_BROADCASTS, EXIT_NOTIFICATION, EXIT_CHALLENGE);
        return set.builtIn();
    }

    private static void ofClass(
            TemplateSet.Builder set,
            int anomalyClass,
            List<String> broadcasts,
            TemplateSet.Notification notification,
            TemplateSet.Challenge challenge) {
        String name = TemplateSet.className(anomalyClass);
        broadcasts.forEach(message -> set.broadcast(name, LANGUAGE, message));
        set.notification(name, LANGUAGE, notification).challenge(name, LANGUAGE, challenge);
    }

    private static TemplateSet.Poll poll(String question, int durationSec, String... options) {
        return new TemplateSet.Poll(question, durationSec, List.of(options));
    }
}
