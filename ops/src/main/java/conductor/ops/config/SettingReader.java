package conductor.ops.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Gives settings their types; every problem names the key, the value, where it came from and what is allowed. A wrong value is noted
 * and its default stands in for it, so that one start tells of all problems: {@link #finish} throws them.
 */
final class SettingReader {
    private final Settings settings;
    private final boolean overridable;
    private final List<String> problems = new ArrayList<>();

    SettingReader(Settings settings) {
        this(settings, true);
    }

    /** @param overridable whether flags and variables can be advised where a value is wrong. */
    SettingReader(Settings settings, boolean overridable) {
        this.settings = settings;
        this.overridable = overridable;
    }

    /** @throws ConfigError with all problems found so far, if there are any. */
    void finish() {
        if (!problems.isEmpty()) {
            throw new ConfigError(problems);
        }
    }

    /** All problems found so far, and those of an error that ended the reading. */
    ConfigError with(ConfigError last) {
        List<String> all = new ArrayList<>(problems);
        all.addAll(last.problems());
        return new ConfigError(all);
    }

    /**
     * Reads a value of any type.
     *
     * @param parse makes it from the text, or throws {@link #wrong}; it must take the default.
     */
    <T> T read(String key, Function<String, T> parse) {
        try {
            return parse.apply(text(key));
        } catch (ConfigError e) {
            problems.addAll(e.problems());
            return parse.apply(settings.entry(key).defaultValue());
        }
    }

    String text(String key) {
        return settings.entry(key).value().strip();
    }

    /** An absolute path at which a folder is, or can be made. */
    Path folder(String key) {
        Path path = Path.of(text(key)).toAbsolutePath().normalize();
        if (Files.exists(path) && !Files.isDirectory(path)) {
            problems.add(wrong(key, "must be a folder, but is a file").getMessage());
        }
        return path;
    }

    int number(String key, int min, int max) {
        return read(key, text -> inRange(key, text, min, max));
    }

    int powerOfTwo(String key, int min, int max) {
        return read(key, text -> {
            int value = inRange(key, text, min, max);
            if (Integer.bitCount(value) != 1) {
                int below = Integer.highestOneBit(value);
                throw wrong(key, "must be a power of two, for example " + below + " or " + 2 * below);
            }
            return value;
        });
    }

    private int inRange(String key, String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, "must be a whole number from " + min + " to " + max);
        }
        throw wrong(key, "must be from " + min + " to " + max);
    }

    /** A number from 0 to 1 in millionths, rounded half up. */
    int millionths(String key) {
        return millionths(key, 0, 1_000_000);
    }

    /** A number in millionths, rounded half up, between two numbers of millionths. */
    int millionths(String key, int least, int most) {
        String range = "from " + plain(least) + " to " + plain(most);
        return read(key, text -> {
            try {
                BigDecimal value = new BigDecimal(text).movePointRight(6).setScale(0, RoundingMode.HALF_UP);
                if (value.compareTo(BigDecimal.valueOf(least)) >= 0 && value.compareTo(BigDecimal.valueOf(most)) <= 0) {
                    return value.intValueExact();
                }
            } catch (NumberFormatException e) {
                throw wrong(key, "must be a number " + range + ", for example 0.75");
            }
            throw wrong(key, "must be " + range);
        });
    }

    private static String plain(int millionths) {
        return BigDecimal.valueOf(millionths, 6).stripTrailingZeros().toPlainString();
    }

    boolean bool(String key) {
        return read(key, text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw wrong(key, "must be true or false");
        });
    }

    /** Exactly so many hex digits in lower case, or an empty text. */
    String hexOrEmpty(String key, int digits) {
        return read(key, text -> {
            String value = text.toLowerCase(Locale.ROOT);
            if (!value.isEmpty() && !value.matches("[0-9a-f]{" + digits + "}")) {
                throw wrong(key, "must be " + digits + " hex digits or empty");
            }
            return value;
        });
    }

    /** One of the given words, in any case; the answer is its index. */
    int choice(String key, String... words) {
        return read(key, text -> {
            for (int i = 0; i < words.length; i++) {
                if (words[i].equalsIgnoreCase(text)) {
                    return i;
                }
            }
            throw wrong(key, "must be one of " + String.join(", ", words));
        });
    }

    ConfigError wrong(String key, String rule) {
        Settings.Entry entry = settings.entry(key);
        String problem =
                key + " = " + Secrets.redact(key, entry.value()) + " (from " + entry.origin() + ") " + rule + ".";
        return new ConfigError(
                overridable
                        ? problem + " Change it there, or override it with " + Settings.flagOf(key) + " or "
                                + Settings.variableOf(key) + "."
                        : problem);
    }
}
