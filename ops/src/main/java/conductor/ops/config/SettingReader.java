package conductor.ops.config;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Gives settings their types; every error names the key, the value, where it came from and what is allowed. */
final class SettingReader {
    private final Settings settings;

    SettingReader(Settings settings) {
        this.settings = settings;
    }

    String text(String key) {
        return settings.entry(key).value().strip();
    }

    /** An absolute path at which a folder is, or can be made. */
    Path folder(String key) {
        Path path = Path.of(text(key)).toAbsolutePath().normalize();
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw wrong(key, "must be a folder, but is a file");
        }
        return path;
    }

    int number(String key, int min, int max) {
        try {
            int value = Integer.parseInt(text(key));
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, "must be a whole number from " + min + " to " + max);
        }
        throw wrong(key, "must be from " + min + " to " + max);
    }

    int powerOfTwo(String key, int min, int max) {
        int value = number(key, min, max);
        if (Integer.bitCount(value) != 1) {
            int below = Integer.highestOneBit(value);
            throw wrong(key, "must be a power of two, for example " + below + " or " + 2 * below);
        }
        return value;
    }

    /** A number from 0 to 1 in millionths, rounded half up. */
    int millionths(String key) {
        try {
            BigDecimal value = new BigDecimal(text(key));
            if (value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0) {
                return value.movePointRight(6)
                        .setScale(0, java.math.RoundingMode.HALF_UP)
                        .intValueExact();
            }
        } catch (NumberFormatException e) {
            throw wrong(key, "must be a number from 0 to 1, for example 0.75");
        }
        throw wrong(key, "must be from 0 to 1");
    }

    boolean bool(String key) {
        return switch (text(key).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw wrong(key, "must be true or false");
        };
    }

    /** Exactly so many hex digits in lower case, or an empty text. */
    String hexOrEmpty(String key, int digits) {
        String value = text(key).toLowerCase(Locale.ROOT);
        if (!value.isEmpty() && !value.matches("[0-9a-f]{" + digits + "}")) {
            throw wrong(key, "must be " + digits + " hex digits or empty");
        }
        return value;
    }

    /** One of the given words, in any case; the answer is its index. */
    int choice(String key, String... words) {
        String value = text(key);
        for (int i = 0; i < words.length; i++) {
            if (words[i].equalsIgnoreCase(value)) {
                return i;
            }
        }
        throw wrong(key, "must be one of " + String.join(", ", words));
    }

    ConfigError wrong(String key, String rule) {
        Settings.Entry entry = settings.entry(key);
        return new ConfigError(
                key + " = " + Secrets.redact(key, entry.value()) + " (from " + entry.origin() + ") " + rule
                        + ". Change it there, or override it with " + Settings.flagOf(key) + " or "
                        + Settings.variableOf(key) + ".");
    }
}
