package conductor.ops.check;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one check.
 *
 * @param check short stable name.
 * @param result how it came out.
 * @param detail a sentence for the operator.
 * @param mend the command that mends it, or null when there is nothing to mend or no command does.
 */
public record Finding(String check, Result result, String detail, String mend) {
    /** How a check came out. */
    public enum Result {
        PASS,
        /** Not looked at, because what it is about is switched off or not there; counts as passed. */
        SKIPPED,
        /** Worse than it should be, but no reason not to be ready. */
        DEGRADED,
        /** Sessions or references want cleaning up. */
        NEEDS_CLEANUP,
        FAIL;

        boolean fails() {
            return this == NEEDS_CLEANUP || this == FAIL;
        }
    }

    static Finding pass(String check, String detail) {
        return new Finding(check, Result.PASS, detail, null);
    }

    static Finding skipped(String check, String why) {
        return new Finding(check, Result.SKIPPED, why, null);
    }

    static Finding fail(String check, String detail, String mend) {
        return new Finding(check, Result.FAIL, detail, mend);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", check);
        map.put("result", result.name());
        map.put("detail", detail);
        map.put("mend", mend);
        return map;
    }
}
