package conductor.bench;

import picocli.CommandLine.Option;

/** {@code -o}: how a benchmark shows what it measured. */
public final class OutputOption {
    enum Format {
        TABLE,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private Format format;

    /** Whether one JSON object is wanted. */
    public boolean json() {
        return format == Format.JSON;
    }
}
