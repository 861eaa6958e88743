package conductor.journal.json;

import conductor.engine.core.AnomalyClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Content of interventions by class of anomaly (audience.md 7.1): the shipped content, with one's own behind it. The draw
 * {@code k} of a decision picks number {@code k mod size} of its list, of those entries that are in the language asked for,
 * so the same decision always carries the same content. Immutable.
 */
public final class TemplateSet {
    /** Names of the lists of polls. */
    public static final List<String> POLL_SETS = List.of("pulse", "opinion", "engaging");
    /** Names of the classes, which are those of the other lists. */
    public static final List<String> CLASSES = Stream.of(
                    AnomalyClass.SUDDEN_DROP,
                    AnomalyClass.GRADUAL_DECLINE,
                    AnomalyClass.LOW_ENGAGEMENT,
                    AnomalyClass.MASS_EXIT)
            .map(AnomalyClass::name)
            .toList();

    /** A poll; the duration is in seconds. */
    public record Poll(String question, int durationSec, List<String> options) {}

    /** A notification for the organiser; the body may hold placeholders in braces. */
    public record Notification(String title, String body, String action, String priority) {}

    /** A challenge; the rewards are points for the first three places. */
    public record Challenge(
            String template, int minutes, int first, int second, int third, String name, String description) {}

    /**
     * One entry of a list.
     *
     * @param language in lower case, for example {@code en} or {@code de-at}.
     */
    public record Entry<T>(String language, T content) {}

    private final Map<String, List<Entry<Poll>>> polls;
    private final Map<String, List<Entry<String>>> broadcasts;
    private final Map<String, List<Entry<Notification>>> notifications;
    private final Map<String, List<Entry<Challenge>>> challenges;
    private final byte[] canonical;
    private final long hash;

    private TemplateSet(Builder from, boolean builtIn) {
        this.polls = copy(from.polls);
        this.broadcasts = copy(from.broadcasts);
        this.notifications = copy(from.notifications);
        this.challenges = copy(from.challenges);
        this.canonical = TemplateSetJson.write(this);
        this.hash = builtIn ? 0 : hashOf(canonical);
    }

    private static <T> Map<String, List<Entry<T>>> copy(Map<String, List<Entry<T>>> lists) {
        Map<String, List<Entry<T>>> copy = new LinkedHashMap<>();
        lists.forEach((name, list) -> copy.put(name, List.copyOf(list)));
        return copy;
    }

    /**
     * Reads what {@link #canonical} gave.
     *
     * @throws IOException if it is something else.
     */
    public static TemplateSet parse(byte[] canonical) throws IOException {
        return TemplateSetJson.read(canonical);
    }

    /** The hash by which decisions name this set; 0 for the shipped one. */
    public long hash() {
        return hash;
    }

    /** The set as JSON, the same bytes for the same content. */
    public byte[] canonical() {
        return canonical.clone();
    }

    /** The poll of a class for a draw in a language ({@link #word}, 0 = any). */
    public Poll poll(int anomalyClass, long draw, long language) {
        return drawn(polls.get(pollSet(anomalyClass)), draw, language);
    }

    /** The broadcast of a class for a draw. */
    public String broadcast(int anomalyClass, long draw, long language) {
        return drawn(broadcasts.get(className(anomalyClass)), draw, language);
    }

    /** The notification of a class for a draw. */
    public Notification notification(int anomalyClass, long draw, long language) {
        return drawn(notifications.get(className(anomalyClass)), draw, language);
    }

    /** The challenge of a class for a draw. */
    public Challenge challenge(int anomalyClass, long draw, long language) {
        return drawn(challenges.get(className(anomalyClass)), draw, language);
    }

    /** All polls of a class. */
    public List<Poll> polls(int anomalyClass) {
        return contents(polls.get(pollSet(anomalyClass)));
    }

    /** All broadcasts of a class. */
    public List<String> broadcasts(int anomalyClass) {
        return contents(broadcasts.get(className(anomalyClass)));
    }

    /** All notifications of a class. */
    public List<Notification> notifications(int anomalyClass) {
        return contents(notifications.get(className(anomalyClass)));
    }

    /** All challenges of a class. */
    public List<Challenge> challenges(int anomalyClass) {
        return contents(challenges.get(className(anomalyClass)));
    }

    /** The languages in which every list has an entry, in the order of their names. */
    public SortedSet<String> languages() {
        SortedSet<String> complete = new TreeSet<>();
        lists().flatMap(List::stream).map(Entry::language).forEach(complete::add);
        complete.removeIf(language ->
                !lists().allMatch(list -> list.stream().anyMatch(entry -> serves(entry.language(), language))));
        return complete;
    }

    private Stream<? extends List<? extends Entry<?>>> lists() {
        return Stream.of(polls, broadcasts, notifications, challenges).flatMap(each -> each.values().stream());
    }

    Map<String, List<Entry<Poll>>> pollLists() {
        return polls;
    }

    Map<String, List<Entry<String>>> broadcastLists() {
        return broadcasts;
    }

    Map<String, List<Entry<Notification>>> notificationLists() {
        return notifications;
    }

    Map<String, List<Entry<Challenge>>> challengeLists() {
        return challenges;
    }

    /** The file name of a set without its end: 16 hex digits. */
    public static String name(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    /** A language as decisions carry it: its letters in ASCII, the first one lowest, zeros behind; 0 = any language. */
    public static long word(String language) {
        long word = 0;
        for (int i = 0; i < language.length(); i++) {
            word |= (long) language.charAt(i) << Byte.SIZE * i;
        }
        return word;
    }

    /** The text of such a word in lower case. */
    public static String language(long word) {
        StringBuilder text = new StringBuilder();
        for (long rest = word; rest != 0; rest >>>= Byte.SIZE) {
            text.append((char) (rest & 0xff));
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }

    /** The name of a class; of those that have no lists of their own, that of a sudden drop. */
    static String className(int anomalyClass) {
        String name = AnomalyClass.name(anomalyClass);
        return name == null ? AnomalyClass.name(AnomalyClass.SUDDEN_DROP) : name;
    }

    static long hashOf(byte[] canonical) {
        try {
            long hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(canonical))
                    .getLong();
            return hash == 0 ? 1 : hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String pollSet(int anomalyClass) {
        return switch (anomalyClass) {
            case AnomalyClass.GRADUAL_DECLINE -> "opinion";
            case AnomalyClass.LOW_ENGAGEMENT -> "engaging";
            default -> "pulse";
        };
    }

    /** Where nothing is in the language, the decision counts among all: what was decided can always be shown. */
    private static <T> T drawn(List<Entry<T>> list, long draw, long language) {
        List<Entry<T>> among = list;
        if (language != 0) {
            String asked = language(language);
            List<Entry<T>> served = list.stream()
                    .filter(entry -> serves(entry.language(), asked))
                    .toList();
            among = served.isEmpty() ? list : served;
        }
        return among.get((int) Math.floorMod(draw, (long) among.size())).content();
    }

    /** An entry serves its language and the regions of it: {@code de} serves {@code de-at}. */
    private static boolean serves(String language, String asked) {
        return asked.equals(language) || asked.startsWith(language + "-");
    }

    private static <T> List<T> contents(List<Entry<T>> list) {
        return list.stream().map(Entry::content).toList();
    }

    /** Collects entries; those of one list stay in the order in which they come. */
    public static final class Builder {
        private final Map<String, List<Entry<Poll>>> polls = lists(POLL_SETS);
        private final Map<String, List<Entry<String>>> broadcasts = lists(CLASSES);
        private final Map<String, List<Entry<Notification>>> notifications = lists(CLASSES);
        private final Map<String, List<Entry<Challenge>>> challenges = lists(CLASSES);

        /** With nothing in it. */
        public Builder() {}

        /** With what {@code set} holds. */
        public Builder(TemplateSet set) {
            addAll(polls, set.polls);
            addAll(broadcasts, set.broadcasts);
            addAll(notifications, set.notifications);
            addAll(challenges, set.challenges);
        }

        private static <T> Map<String, List<Entry<T>>> lists(List<String> names) {
            Map<String, List<Entry<T>>> lists = new LinkedHashMap<>();
            names.forEach(name -> lists.put(name, new ArrayList<>()));
            return lists;
        }

        private static <T> void addAll(Map<String, List<Entry<T>>> to, Map<String, List<Entry<T>>> from) {
            from.forEach((name, list) -> to.get(name).addAll(list));
        }

        /** Adds a poll to one of {@link #POLL_SETS}. */
        public Builder poll(String set, String language, Poll poll) {
            return add(polls, set, language, poll);
        }

        /** Adds a broadcast to one of {@link #CLASSES}. */
        public Builder broadcast(String className, String language, String message) {
            return add(broadcasts, className, language, message);
        }

        /** Adds a notification to one of {@link #CLASSES}. */
        public Builder notification(String className, String language, Notification notification) {
            return add(notifications, className, language, notification);
        }

        /** Adds a challenge to one of {@link #CLASSES}. */
        public Builder challenge(String className, String language, Challenge challenge) {
            return add(challenges, className, language, challenge);
        }

        private <T> Builder add(Map<String, List<Entry<T>>> lists, String name, String language, T content) {
            lists.get(name).add(new Entry<>(language.toLowerCase(Locale.ROOT), content));
            return this;
        }

        /** The set, named by its hash. */
        public TemplateSet build() {
            return new TemplateSet(this, false);
        }

        TemplateSet builtIn() {
            return new TemplateSet(this, true);
        }
    }
}
