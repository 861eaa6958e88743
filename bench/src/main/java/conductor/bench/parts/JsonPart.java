package conductor.bench.parts;

import conductor.engine.core.Code;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonFields;
import conductor.gateway.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The gateway's scanner on the messages of the platform as audience.md 1.2 shows them, with the fields that the parsers want. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JsonPart {
    /** A message of the platform. */
    public enum Message {
        CHAT(
                "{'sessionId':'ses_0a1b2c3d4e5f','eventId':'evt_9f8e7d6c5b4a','message':{'id':'cmb01x','text':'Is there a"
                        + " recording?','timestamp':'2026-03-02T10:15:07.120Z','metadata':null,'authorId':'usr_71','sessionId':"
                        + "'ses_0a1b2c3d4e5f','replyingToMessageId':null,'author':{'id':'usr_71','firstName':'Ama','lastName':"
                        + "'Boye'},'parentMessage':null}}",
                "sessionId",
                "eventId",
                "message.authorId",
                "message.author.id"),
        VOTE(
                "{'userId':'usr_71','pollId':'cmp42','optionId':'cmo3','sessionId':'ses_0a1b2c3d4e5f','eventId':"
                        + "'ses_0a1b2c3d4e5f','voteTimestamp':'2026-03-02T10:15:30.004Z'}",
                "sessionId",
                "pollId",
                "userId"),
        JOIN(
                "{'type':'user_join','sessionId':'ses_0a1b2c3d4e5f','eventId':'unknown','userId':'usr_71'}",
                "type",
                "sessionId",
                "userId",
                "eventId",
                "inferred"),
        REACTION(
                "{'userId':'usr_71','sessionId':'ses_0a1b2c3d4e5f','emoji':'👏','timestamp':'2026-03-02T10:15:31.900Z'}",
                "sessionId",
                "userId",
                "emoji");

        private final byte[] utf8;
        private final JsonFields fields;

        Message(String json, String... paths) {
            this.utf8 = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            this.fields = JsonFields.of(paths);
        }
    }

    /** Which one. */
    @Param
    public Message message;

    private final JsonScanner scanner = new JsonScanner();
    private final FieldValues found = new FieldValues();
    private byte[] utf8;
    private JsonFields fields;

    /** Takes the message. */
    @Setup
    public void setUp() {
        utf8 = message.utf8;
        fields = message.fields;
        if (scan() != Code.NONE || !found.present(fields.index("sessionId"))) {
            throw new IllegalStateException(message + " is no message that the scanner understands");
        }
    }

    /** @return {@link Code#NONE}. */
    @Benchmark
    public int scan() {
        return scanner.scan(fields, utf8, 0, utf8.length, found);
    }
}
