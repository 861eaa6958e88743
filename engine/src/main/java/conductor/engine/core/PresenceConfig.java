package conductor.engine.core;

import java.util.Arrays;

/** Whether there is a presence plane, and its limits and times. Immutable. */
public final class PresenceConfig {
    /** No presence plane, as in journals that say nothing of it. */
    public static final PresenceConfig NONE = new PresenceConfig(false, shippedValues());

    /** The shipped limits and times. */
    public static final PresenceConfig SHIPPED = new PresenceConfig(true, shippedValues());

    /** The line that says whether there is a plane. */
    private static final String ENABLED = "presence.enabled";

    private final boolean present;
    private final int[] values;

    private PresenceConfig(boolean present, int[] values) {
        this.present = present;
        this.values = values;
    }

    private static int[] shippedValues() {
        return Arrays.stream(PresenceSetting.values())
                .mapToInt(PresenceSetting::shipped)
                .toArray();
    }

    /** Whether there is a presence plane. */
    public boolean isPresent() {
        return present;
    }

    /** A limit or a time. */
    public int value(PresenceSetting setting) {
        return values[setting.ordinal()];
    }

    /**
     * The same with another value.
     *
     * @throws IllegalArgumentException if it may not be this.
     */
    public PresenceConfig set(PresenceSetting setting, int value) {
        setting.check(value);
        int[] changed = values.clone();
        changed[setting.ordinal()] = value;
        return new PresenceConfig(true, changed);
    }

    /** Nothing where there is no plane, so that the text and the hash of older configurations stay what they were. */
    String toText() {
        StringBuilder text = new StringBuilder();
        if (present) {
            text.append('\n').append(ENABLED).append("=true");
            for (PresenceSetting setting : PresenceSetting.values()) {
                text.append('\n').append(setting.key()).append('=').append(word(setting));
            }
        }
        return text.toString();
    }

    /** A limit or a time as it stands in the text: yes or no as {@code true} or {@code false}. */
    public String word(PresenceSetting setting) {
        return setting.isYesOrNo() ? String.valueOf(value(setting) == 1) : String.valueOf(value(setting));
    }

    /** The same with or without a plane. */
    public PresenceConfig enabled(boolean enabled) {
        return new PresenceConfig(enabled, values);
    }

    /** The same with one line of the text set, or null for a line that is not of this part. */
    PresenceConfig with(String key, String value) {
        if (key.equals(ENABLED)) {
            return enabled(yesOrNo(key, value));
        }
        for (PresenceSetting setting : PresenceSetting.values()) {
            if (setting.key().equals(key)) {
                int number = setting.isYesOrNo() ? (yesOrNo(key, value) ? 1 : 0) : Integer.parseInt(value);
                return set(setting, number).enabled(present);
            }
        }
        return null;
    }

    private static boolean yesOrNo(String key, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(key + " must be true or false, was " + value);
        }
        return value.equals("true");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PresenceConfig config
                && config.present == present
                && Arrays.equals(config.values, values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values) + (present ? 1 : 0);
    }

    @Override
    public String toString() {
        return present ? toText().trim() : "no presence plane";
    }
}
