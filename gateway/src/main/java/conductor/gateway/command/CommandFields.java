package conductor.gateway.command;

import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonFields;
import conductor.gateway.json.JsonKind;
import conductor.gateway.json.Utf8;
import conductor.gateway.redis.IdRules;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields of one command, by their names: what breaks its rule is refused with a sentence that names the field. */
final class CommandFields {
    /** Digits of a whole number; more are out of any range here. */
    private static final int DIGITS_MAX = 18;

    private final JsonFields names;
    private final FieldValues found;

    CommandFields(JsonFields names, FieldValues found) {
        this.names = names;
        this.found = found;
    }

    /** The UTF-8 of a field that is known to be a text. */
    byte[] utf8(String name) {
        int field = names.index(name);
        int offset = found.offset(field);
        return Arrays.copyOfRange(found.bytes(field), offset, offset + found.length(field));
    }

    /** An id that must be there. */
    byte[] id(String name) throws RefusedCommand {
        byte[] id = idOrNone(name);
        if (id.length == 0) {
            throw missing(name, "");
        }
        return id;
    }

    /** An id, empty where it is absent or null. */
    byte[] idOrNone(String name) throws RefusedCommand {
        if (!isPresent(name)) {
            return Command.NONE;
        }
        if (!isId(name)) {
            throw new RefusedCommand(
                    name + " must be a text of 1 to 255 bytes without control characters and not blank.");
        }
        return utf8(name);
    }

    /** An id, empty where there is none that is allowed. */
    byte[] idIfAllowed(String name) {
        return isId(name) ? utf8(name) : Command.NONE;
    }

    /** A short text that must be there; {@code allowed} says what may stand in it. */
    String word(String name, String allowed) throws RefusedCommand {
        if (!isPresent(name)) {
            throw missing(name, ": " + allowed);
        }
        if (found.kind(names.index(name)) != JsonKind.STRING) {
            throw new RefusedCommand(name + " must be " + allowed + ".");
        }
        return new String(utf8(name), StandardCharsets.UTF_8);
    }

    /** A whole number within bounds, also as a text of digits; {@code absent} where it is absent or null. */
    long whole(String name, long least, long most, long absent) throws RefusedCommand {
        if (!isPresent(name)) {
            return absent;
        }
        int kind = found.kind(names.index(name));
        String digits = kind == JsonKind.NUMBER || kind == JsonKind.STRING
                ? new String(utf8(name), StandardCharsets.UTF_8)
                : "";
        boolean whole = digits.matches("[0-9]{1," + DIGITS_MAX + "}");
        long value = whole ? Long.parseLong(digits) : -1;
        if (!whole || value < least || value > most) {
            throw new RefusedCommand(name + " must be a whole number from " + least + " to " + most + ".");
        }
        return value;
    }

    /** A truth value, also as a text; false where it is absent or null. */
    boolean flag(String name) throws RefusedCommand {
        int field = names.index(name);
        return switch (found.kind(field)) {
            case JsonKind.TRUE -> true;
            case JsonKind.ABSENT, JsonKind.NULL, JsonKind.FALSE -> false;
            default -> {
                String text =
                        found.kind(field) == JsonKind.STRING ? new String(utf8(name), StandardCharsets.UTF_8) : "";
                if (!text.equals("true") && !text.equals("false")) {
                    throw new RefusedCommand(name + " must be true or false.");
                }
                yield text.equals("true");
            }
        };
    }

    /** What a person wrote, empty where it is absent or null. */
    byte[] prose(String name, int mostCharacters, int mostBytes) throws RefusedCommand {
        if (!isPresent(name)) {
            return Command.NONE;
        }
        if (found.kind(names.index(name)) != JsonKind.STRING) {
            throw new RefusedCommand(name + " must be a text.");
        }
        byte[] utf8 = utf8(name);
        if (Utf8.codePoints(utf8, 0, utf8.length) > mostCharacters || utf8.length > mostBytes) {
            throw new RefusedCommand(
                    name + " must be no longer than " + mostCharacters + " characters and " + mostBytes + " bytes.");
        }
        for (byte b : utf8) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                throw new RefusedCommand(name + " must not hold control characters but line breaks and tabs.");
            }
        }
        return utf8;
    }

    /** A JSON object as it stands, also as a text that holds one; empty where it is absent or null. */
    byte[] object(String name) throws RefusedCommand {
        if (!isPresent(name)) {
            return Command.NONE;
        }
        int kind = found.kind(names.index(name));
        if (kind != JsonKind.OBJECT && kind != JsonKind.STRING) {
            throw new RefusedCommand(name + " must be an object.");
        }
        return utf8(name);
    }

    /** Whether a field is there and not null. */
    boolean isPresent(String name) {
        return found.present(names.index(name));
    }

    /** Whether a field is there and null. */
    boolean isNull(String name) {
        return found.kind(names.index(name)) == JsonKind.NULL;
    }

    private boolean isId(String name) {
        int field = names.index(name);
        return found.kind(field) == JsonKind.STRING
                && IdRules.valid(found.bytes(field), found.offset(field), found.length(field));
    }

    private static RefusedCommand missing(String name, String allowed) {
        return new RefusedCommand(name + " is missing" + allowed + ".");
    }
}
