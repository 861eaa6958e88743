package conductor.journal.json;

import java.util.List;
import java.util.Map;

/** Content of templates from members that are known to be there and of their types. */
public final class TemplateEntries {
    private TemplateEntries() {}

    /** A poll from {@code question}, {@code options} and {@code duration}. */
    public static TemplateSet.Poll poll(Map<?, ?> members) {
        List<String> options = ((List<?>) members.get("options"))
                .stream().map(String.class::cast).toList();
        return new TemplateSet.Poll(text(members, "question"), number(members, "duration"), options);
    }

    /** A notification from {@code title}, {@code body}, {@code priority} and {@code suggested_action}. */
    public static TemplateSet.Notification notification(Map<?, ?> members) {
        return new TemplateSet.Notification(
                text(members, "title"),
                text(members, "body"),
                text(members, "suggested_action"),
                text(members, "priority"));
    }

    /** A challenge from {@code template}, {@code name}, {@code description}, {@code rewards} and {@code duration_minutes}. */
    public static TemplateSet.Challenge challenge(Map<?, ?> members) {
        Map<?, ?> rewards = (Map<?, ?>) members.get("rewards");
        return new TemplateSet.Challenge(
                text(members, "template"),
                number(members, "duration_minutes"),
                number(rewards, "first"),
                number(rewards, "second"),
                number(rewards, "third"),
                text(members, "name"),
                text(members, "description"));
    }

    private static String text(Map<?, ?> members, String name) {
        return (String) members.get(name);
    }

    private static int number(Map<?, ?> members, String name) {
        return ((Number) members.get(name)).intValue();
    }
}
