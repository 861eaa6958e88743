package conductor.ops.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Map;

/** A node's status for people: one line a value, members of members indented, one line a part of the node or an alarm. */
final class StatusTable {
    private StatusTable() {}

    static void print(Map<String, Object> status, PrintWriter out) {
        status.forEach((name, value) -> line("", Printable.text(name), value, out));
    }

    private static void line(String indent, String name, Object value, PrintWriter out) {
        if (value instanceof Map<?, ?> map && name.equals("indicators")) {
            IndicatorLines.of(map).forEach(out::println);
        } else if (value instanceof Map<?, ?> map && map.containsKey("since")) {
            out.printf("%-24s %s%n", indent + name, Printable.text(condition(map)));
        } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            out.println(indent + name);
            map.forEach((key, each) -> line(indent + "  ", Printable.text(key), each, out));
        } else {
            out.printf(
                    "%-24s %s%n",
                    indent + name,
                    value == null ? "-" : value instanceof Map<?, ?> ? "none" : Printable.text(plain(value)));
        }
    }

    /** Small numbers in digits, without an exponent. */
    static Object plain(Object value) {
        return value instanceof Double number && Double.isFinite(number)
                ? new BigDecimal(number.toString()).toPlainString()
                : value;
    }

    private static String condition(Map<?, ?> part) {
        Object reason = part.get("reason");
        return part.get("state") + " since " + part.get("since") + (reason == null ? "" : "   " + reason);
    }
}
