package conductor.ops.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * One run of the command, as a user would see it.
 *
 * @param exitCode its exit code.
 * @param out standard output.
 * @param err standard error.
 */
record FeedRun(int exitCode, String out, String err) {
    static FeedRun of(Object... arguments) {
        List<String> texts = new ArrayList<>();
        Arrays.stream(arguments).forEach(argument -> texts.add(argument.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new FeedCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(texts.toArray(String[]::new));
        return new FeedRun(exitCode, out.toString(), err.toString());
    }

    /** A whole number of the JSON result. */
    long number(String member) {
        return (long) decimal(member);
    }

    /** A number of the JSON result. */
    double decimal(String member) {
        try (JsonParser json = new JsonFactory().createParser(out)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals(member)) {
                    json.nextToken();
                    return json.getDoubleValue();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(out, e);
        }
        throw new AssertionError("no member " + member + " in " + out + err);
    }
}
