package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs benchmarks through their command lines and reads what they print. */
final class Commands {
    private Commands() {}

    /** What a benchmark says with {@code -o json}, after it has ended well. */
    static Map<String, Object> json(Object command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        return Json.read(out(command, all.toArray(new String[0])));
    }

    /** What a benchmark prints, after it has ended well. */
    static String out(Object command, String... arguments) {
        StringWriter errors = new StringWriter();
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(line(command, errors).execute(arguments))
                    .as(errors.toString())
                    .isZero();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** What a benchmark says to a use that it refuses. */
    static String refused(Object command, String... arguments) {
        StringWriter errors = new StringWriter();
        assertThat(line(command, errors).execute(arguments)).isEqualTo(2);
        return errors.toString();
    }

    private static CommandLine line(Object command, StringWriter errors) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(errors, true));
    }
}
