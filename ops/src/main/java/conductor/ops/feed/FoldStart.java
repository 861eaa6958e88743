package conductor.ops.feed;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Reads {@code --fold} and {@code --fold=START}. What follows belongs to the option only when it is a time, so that
 * {@code --fold file.csv} names a file.
 */
final class FoldStart implements IParameterConsumer {
    /** Stands for the earliest row. */
    static final String EARLIEST = "earliest";

    @Override
    public void consumeParameters(Stack<String> args, ArgSpec argSpec, CommandSpec commandSpec) {
        boolean isTime = !args.isEmpty() && parse(args.peek()).isPresent();
        argSpec.setValue(isTime ? args.pop() : EARLIEST);
    }

    /** Unix milliseconds of a time such as {@code 2026-03-02T10:00:00Z} or {@code 1772445600000}; empty for other text. */
    static OptionalLong parse(String text) {
        try {
            long ms = text.matches("\\d{1,15}")
                    ? Long.parseLong(text)
                    : Instant.parse(text).toEpochMilli();
            return ms > 0 ? OptionalLong.of(ms) : OptionalLong.empty();
        } catch (DateTimeParseException e) {
            return OptionalLong.empty();
        }
    }
}
