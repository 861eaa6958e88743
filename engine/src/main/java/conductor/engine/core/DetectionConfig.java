package conductor.engine.core;

/**
 * How anomalies are found (audience.md 5, 6.7).
 *
 * @param version {@link #V1} (rules on scores) or {@link #V2} (counts against what is expected of them).
 * @param falseAlarmsPpm false alarms that are wanted in an hour of a session, in millionths, 10000..10000000; of {@link #V2}, where an event's
 *     settings say nothing.
 * @param falseSharePpm part of an event's alarms that may be false, in millionths, 1000..1000000 (all: no control over the sessions together); of
 *     {@link #V2}.
 */
public record DetectionConfig(int version, int falseAlarmsPpm, int falseSharePpm) {
    public static final int V1 = 1;
    public static final int V2 = 2;
    /** As they stand in records. */
    public static final String V1_NAME = "v1";

    public static final String V2_NAME = "v2";

    /** What a journal that says nothing of it was made with. */
    public static final DetectionConfig RULES = new DetectionConfig(V1, 100_000, 100_000);

    /** The shipped one: 0.1 false alarms a session-hour, and of an event's alarms one in ten. */
    public static final DetectionConfig SHIPPED = new DetectionConfig(V2, 100_000, 100_000);

    public DetectionConfig {
        range("detection.version", version, V1, V2);
        range("detection.false-alarms-per-session-hour (ppm)", falseAlarmsPpm, 10_000, 10_000_000);
        range("detection.false-alarm-share (ppm)", falseSharePpm, 1_000, 1_000_000);
    }

    /** As it stands in records: {@code v1} or {@code v2}. */
    public String versionName() {
        return version == V1 ? V1_NAME : V2_NAME;
    }

    /** Nothing for the rules, so that the text and the hash of older configurations stay what they were. */
    String toText() {
        return version == V1
                ? ""
                : "\ndetection.version=" + versionName() + "\ndetection.false-alarms-per-session-hour-ppm="
                        + falseAlarmsPpm + "\ndetection.false-alarm-share-ppm=" + falseSharePpm;
    }

    /** The same with one line of the text set, or null for a line that is not of this part. */
    DetectionConfig with(String key, String value) {
        return switch (key) {
            case "detection.version" -> new DetectionConfig(version(value), falseAlarmsPpm, falseSharePpm);
            case "detection.false-alarms-per-session-hour-ppm" ->
                new DetectionConfig(version, Integer.parseInt(value), falseSharePpm);
            case "detection.false-alarm-share-ppm" ->
                new DetectionConfig(version, falseAlarmsPpm, Integer.parseInt(value));
            default -> null;
        };
    }

    private static int version(String name) {
        return switch (name) {
            case V1_NAME -> V1;
            case V2_NAME -> V2;
            default -> throw new IllegalArgumentException("detection.version must be v1 or v2, was " + name);
        };
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + ".." + max + ", was " + value);
        }
    }
}
