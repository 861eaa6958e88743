package conductor.ops.config;

import java.util.List;

/** Settings that cannot be used. Every problem names the key, its value, where it came from and what to do; exit code 2. */
public final class ConfigError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public ConfigError(String message) {
        this(List.of(message));
    }

    /** @param problems one sentence or more each, at least one. */
    public ConfigError(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems one by one. */
    public List<String> problems() {
        return problems == null ? List.of(getMessage()) : problems;
    }
}
