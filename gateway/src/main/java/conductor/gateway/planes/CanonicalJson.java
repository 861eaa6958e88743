package conductor.gateway.planes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The one form of JSON that is the same for equal content: members sorted by the UTF-8 bytes of their names at every level, no spaces, in texts no
 * escapes but the shortest that must be ({@code \" \\ \b \f \n \r \t}, else {@code \\u00xx} below the space), numbers as their digits. Half a surrogate
 * pair, which UTF-8 cannot say, stays an escape.
 */
final class CanonicalJson {
    /** By code points, which is the order of their UTF-8 bytes; that of chars is another one above U+D7FF. */
    private static final Comparator<String> BY_BYTES = CanonicalJson::compare;

    private final StringBuilder json = new StringBuilder(256);

    private CanonicalJson() {}

    /** The UTF-8 of an object as {@link StrictJson} reads them. */
    static byte[] utf8(Map<?, ?> object) {
        CanonicalJson canonical = new CanonicalJson();
        canonical.object(object);
        return canonical.json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(Object value) {
        if (value instanceof Map<?, ?> object) {
            object(object);
        } else if (value instanceof List<?> items) {
            array(items);
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Whole number) {
            json.append(number.digits());
        } else {
            // true, false and null.
            json.append(value);
        }
    }

    private void object(Map<?, ?> object) {
        List<String> names = new ArrayList<>(object.size());
        for (Object name : object.keySet()) {
            names.add((String) name);
        }
        names.sort(BY_BYTES);
        json.append('{');
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            text(names.get(i));
            json.append(':');
            value(object.get(names.get(i)));
        }
        json.append('}');
    }

    private void array(List<?> items) {
        json.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            value(items.get(i));
        }
        json.append(']');
    }

    private void text(String text) {
        json.append('"');
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            character(codePoint);
            at += Character.charCount(codePoint);
        }
        json.append('"');
    }

    private void character(int codePoint) {
        switch (codePoint) {
            case '"' -> json.append("\\\"");
            case '\\' -> json.append("\\\\");
            case '\b' -> json.append("\\b");
            case '\f' -> json.append("\\f");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                if (codePoint < ' ' || Texts.isHalf(codePoint)) {
                    json.append(String.format("\\u%04x", codePoint));
                } else {
                    json.appendCodePoint(codePoint);
                }
            }
        }
    }

    private static int compare(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length()) {
            int left = one.codePointAt(at);
            int right = other.codePointAt(at);
            if (left != right) {
                return Integer.compare(left, right);
            }
            at += Character.charCount(left);
        }
        return Integer.compare(one.length(), other.length());
    }
}
