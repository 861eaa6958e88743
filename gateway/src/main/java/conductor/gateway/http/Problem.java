package conductor.gateway.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A refusal: RFC 9457 with a code, thrown by whatever finds it and answered in one place. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** Faults that are named at most. */
    static final int ERRORS_MAX = 20;

    private final ProblemCode code;
    private final transient List<Fault> faults;
    private final long retryAfterS;

    /**
     * One thing that is wrong in a body.
     *
     * @param pointer where, as a JSON pointer; behind a number and a space for a line of many.
     * @param message what.
     */
    public record Fault(String pointer, String message) {}

    private Problem(ProblemCode code, String detail, List<Fault> faults, long retryAfterS) {
        super(detail, null, false, false);
        this.code = code;
        this.faults = List.copyOf(faults);
        this.retryAfterS = retryAfterS;
    }

    /** A refusal. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, List.of(), 0);
    }

    /** A refusal for faults of the body. */
    public static Problem of(ProblemCode code, String detail, List<Fault> faults) {
        return new Problem(code, detail, faults.subList(0, Math.min(ERRORS_MAX, faults.size())), 0);
    }

    /** A refusal that may be over after some seconds. */
    public static Problem later(ProblemCode code, String detail, long retryAfterS) {
        return new Problem(code, detail, List.of(), Math.max(1, retryAfterS));
    }

    /** Which. */
    public ProblemCode code() {
        return code;
    }

    /** Seconds after which trying again makes sense, 0 = not said. */
    public long retryAfterS() {
        return retryAfterS;
    }

    /** Members of the answer. A refusal for its rate has {@code error} as well, which clients of the platform look for. */
    Map<String, Object> members(String instance) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("type", code.type());
        all.put("title", code.title());
        all.put("status", code.status());
        all.put("detail", getMessage());
        all.put("instance", instance);
        all.put("code", code.name());
        all.put("errors", faults.stream().map(Problem::members).toList());
        if (code == ProblemCode.RATE) {
            all.put("error", code.title());
        }
        return all;
    }

    private static Map<String, Object> members(Fault fault) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("pointer", fault.pointer());
        all.put("message", fault.message());
        return all;
    }
}
