package conductor.ops.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The member {@code indicators} of a node's status for people: a summary, and a line for each that is out of the ordinary. */
final class IndicatorLines {
    private IndicatorLines() {}

    /** The summary alone where all is as usual; nothing where they are not watched. */
    static List<String> of(Map<?, ?> indicators) {
        List<String> lines = new ArrayList<>();
        if (indicators.get("summary") instanceof String summary) {
            lines.add(String.format("%-24s %s", "indicators", Printable.text(summary)));
        }
        if (indicators.get("figures") instanceof Map<?, ?> figures) {
            figures.forEach((name, figure) -> {
                if (figure instanceof Map<?, ?> members && members.get("alarm") instanceof Map<?, ?> alarm) {
                    lines.add(String.format("  %-22s %s", Printable.text(name), Printable.text(alarm.get("text"))));
                }
            });
        }
        return lines;
    }
}
