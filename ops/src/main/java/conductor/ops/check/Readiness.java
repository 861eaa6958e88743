package conductor.ops.check;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All findings and what follows from them.
 *
 * @param findings one or more.
 */
public record Readiness(List<Finding> findings) {
    static final String SCHEMA = "schema";

    /** The first that applies: all pass, the schema fails, something wants cleaning up, anything else. */
    public Verdict verdict() {
        if (failing().isEmpty()) {
            return Verdict.READY;
        }
        if (failing().stream().anyMatch(finding -> finding.check().equals(SCHEMA))) {
            return Verdict.NEEDS_DATABASE_MIGRATION;
        }
        return failing().stream().anyMatch(finding -> finding.result() == Finding.Result.NEEDS_CLEANUP)
                ? Verdict.NEEDS_SESSION_CLEANUP
                : Verdict.NOT_READY;
    }

    /** Those that keep the verdict from READY. */
    public List<Finding> failing() {
        return findings.stream().filter(finding -> finding.result().fails()).collect(Collectors.toList());
    }

    /** How many findings came out how; a result that did not occur is left out. */
    public Map<String, Object> counts() {
        Map<Finding.Result, Long> counts = findings.stream()
                .collect(Collectors.groupingBy(
                        Finding::result, () -> new EnumMap<>(Finding.Result.class), Collectors.counting()));
        Map<String, Object> map = new LinkedHashMap<>();
        counts.forEach((result, count) -> map.put(result.name(), count));
        return map;
    }

    /** Members of {@code check -o json}. */
    public Map<String, Object> toMap() {
        Map<String, Object> checks = new LinkedHashMap<>();
        findings.forEach(finding -> checks.put(finding.check(), finding.result().name()));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("verdict", verdict().name());
        map.put("checks", checks);
        map.put("counts", counts());
        map.put("failing", failing().stream().map(Finding::check).collect(Collectors.toList()));
        map.put("findings", findings.stream().map(Finding::toMap).collect(Collectors.toList()));
        return map;
    }
}
