package conductor.ops.config;

/** A setting that cannot be used. The message names the key, its value, where it came from and what to do; exit code 2. */
public final class ConfigError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigError(String message) {
        super(message);
    }
}
