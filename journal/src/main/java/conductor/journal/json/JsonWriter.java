package conductor.journal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 into one growing buffer that is used again and again: no tree, nothing to collect. Commas are
 * set from what stands before, so the caller only names members and values; it answers for the nesting. One thread.
 */
public final class JsonWriter {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final int PPM = 1_000_000;

    private byte[] bytes = new byte[4096];
    private int length;

    public JsonWriter clear() {
        length = 0;
        return this;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    public JsonWriter beginObject() {
        comma();
        return raw('{');
    }

    public JsonWriter beginObject(String name) {
        return name(name).raw('{');
    }

    public JsonWriter endObject() {
        return raw('}');
    }

    public JsonWriter beginArray(String name) {
        return name(name).raw('[');
    }

    /** An array that is no member. */
    public JsonWriter beginArray() {
        comma();
        return raw('[');
    }

    public JsonWriter endArray() {
        return raw(']');
    }

    /** A member's name, plain ASCII without anything to escape. */
    public JsonWriter name(String name) {
        comma();
        raw('"');
        ascii(name);
        return raw('"').raw(':');
    }

    /** A text member, escaped; null becomes JSON null. */
    public JsonWriter text(String name, String value) {
        name(name);
        if (value == null) {
            return raw(NULL);
        }
        raw('"');
        escaped(value);
        return raw('"');
    }

    /** A text member from UTF-8 that is not escaped yet; null becomes JSON null. */
    public JsonWriter utf8(String name, byte[] text) {
        return text(name, text == null ? null : new String(text, StandardCharsets.UTF_8));
    }

    /** A text member whose UTF-8 bytes are escaped already; null becomes JSON null. */
    public JsonWriter text(String name, byte[] escaped) {
        name(name);
        if (escaped == null) {
            return raw(NULL);
        }
        return raw('"').raw(escaped).raw('"');
    }

    /** A text as an element of an array, escaped. */
    public JsonWriter element(String value) {
        comma();
        raw('"');
        escaped(value);
        return raw('"');
    }

    /** A member whose value is JSON already; null becomes JSON null. */
    public JsonWriter json(String name, byte[] value) {
        name(name);
        return raw(value == null ? NULL : value);
    }

    /** All members of an object that is JSON already. */
    public JsonWriter members(byte[] object) {
        if (object.length > 2) {
            comma();
            raw(object, 1, object.length - 1);
        }
        return this;
    }

    public JsonWriter number(String name, long value) {
        return name(name).digits(value);
    }

    /** A member in millionths as a decimal: at least one and at most six places. */
    public JsonWriter ppm(String name, long ppm) {
        return name(name).decimal(ppm, PPM / 10);
    }

    /** A whole number shown as a decimal ({@code 3.0}), for rates that happen to be whole. */
    public JsonWriter whole(String name, long value) {
        return number(name, value).raw('.').raw('0');
    }

    public JsonWriter bool(String name, boolean value) {
        return name(name).raw(value ? TRUE : FALSE);
    }

    public JsonWriter nullValue(String name) {
        return name(name).raw(NULL);
    }

    /** An ISO 8601 UTC time with milliseconds; null for 0. */
    public JsonWriter time(String name, long epochMs) {
        name(name);
        if (epochMs == 0) {
            return raw(NULL);
        }
        ensure(26);
        raw('"');
        length = UtcTime.write(epochMs, bytes, length);
        return raw('"');
    }

    /** Begins a text value built from parts; close it with {@link #endText()}. */
    public JsonWriter beginText(String name) {
        return name(name).raw('"');
    }

    public JsonWriter endText() {
        return raw('"');
    }

    /** A part of a text: escaped. */
    public JsonWriter part(String value) {
        escaped(value);
        return this;
    }

    /** A part of a text: bytes escaped already. */
    public JsonWriter part(byte[] escaped) {
        return raw(escaped);
    }

    /** A part of a text: a whole number. */
    public JsonWriter part(long value) {
        return digits(value);
    }

    /** A part of a text: millionths rounded half up to two places. */
    public JsonWriter partRounded(long ppm) {
        long hundredths = (Math.abs(ppm) + 5_000) / 10_000;
        if (ppm < 0 && hundredths > 0) {
            raw('-');
        }
        digits(hundredths / 100).raw('.');
        return raw((char) ('0' + hundredths / 10 % 10)).raw((char) ('0' + hundredths % 10));
    }

    /** A part of a text: eight hex digits. */
    public JsonWriter partHex8(int value) {
        for (int shift = 28; shift >= 0; shift -= 4) {
            raw((char) HEX[value >>> shift & 15]);
        }
        return this;
    }

    /** A part of a text: a name in lower case ASCII. */
    public JsonWriter partLower(String value) {
        for (int i = 0; i < value.length(); i++) {
            raw(lower(value.charAt(i)));
        }
        return this;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private JsonWriter decimal(long ppm, int firstPlace) {
        if (ppm < 0) {
            raw('-');
        }
        long magnitude = Math.abs(ppm);
        digits(magnitude / PPM).raw('.');
        int rest = (int) (magnitude % PPM);
        int place = firstPlace;
        do {
            raw((char) ('0' + rest / place));
            rest %= place;
            place /= 10;
        } while (rest > 0);
        return this;
    }

    private JsonWriter digits(long value) {
        ensure(20);
        if (value < 0) {
            bytes[length++] = '-';
        }
        int count = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            count++;
        }
        long rest = value;
        for (int at = length + count - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        length += count;
        return this;
    }

    private void ascii(String text) {
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            int codePoint = text.codePointAt(i);
            if (codePoint > 0xffff) {
                i++;
            }
            escaped(codePoint);
        }
    }

    private void escaped(int codePoint) {
        ensure(6);
        if (codePoint == '"' || codePoint == '\\') {
            raw('\\').raw((char) codePoint);
        } else if (codePoint < 0x20) {
            raw('\\').raw('u').raw('0').raw('0');
            raw((char) HEX[codePoint >> 4]).raw((char) HEX[codePoint & 15]);
        } else if (codePoint < 0x80) {
            bytes[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xc0 | codePoint >> 6);
            continuation(codePoint);
        } else if (codePoint >= 0xd800 && codePoint <= 0xdfff) {
            bytes[length++] = '?';
        } else if (codePoint <= 0xffff) {
            bytes[length++] = (byte) (0xe0 | codePoint >> 12);
            continuation(codePoint >> 6);
            continuation(codePoint);
        } else {
            bytes[length++] = (byte) (0xf0 | codePoint >> 18);
            continuation(codePoint >> 12);
            continuation(codePoint >> 6);
            continuation(codePoint);
        }
    }

    private void continuation(int bits) {
        bytes[length++] = (byte) (0x80 | bits & 0x3f);
    }

    private void comma() {
        if (length > 0) {
            byte last = bytes[length - 1];
            if (last != '{' && last != '[' && last != ':') {
                raw(',');
            }
        }
    }

    private JsonWriter raw(char c) {
        ensure(1);
        bytes[length++] = (byte) c;
        return this;
    }

    private JsonWriter raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    private JsonWriter raw(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
