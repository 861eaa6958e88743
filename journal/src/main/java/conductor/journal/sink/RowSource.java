package conductor.journal.sink;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.core.Decision;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordView;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.TemplateSets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/** One decision record in the terms of rows: its texts, and members as the publisher renders them. Wrapped anew for every record. */
final class RowSource {
    private static final double PPM = 1e6;

    private final SessionDirectory directory;
    private final RecordView view;
    private final RewardRecordDecoder reward = new RewardRecordDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final JsonWriter json = new JsonWriter();
    private final byte[] engine;

    /**
     * @param directory the texts; the caller has applied a record to it before wrapping it.
     * @param templates the template sets that decisions were made with.
     */
    RowSource(SessionDirectory directory, int engineId, TemplateSets templates) {
        this.directory = directory;
        this.view = new RecordView(directory, templates);
        this.engine = HexFormat.of().toHexDigits(engineId).getBytes(StandardCharsets.US_ASCII);
    }

    RowSource wrap(Decision d) {
        view.wrap(d);
        return this;
    }

    Decision decision() {
        return view.decision();
    }

    RecordView view() {
        return view;
    }

    /** What the payload of a REWARD says. */
    RewardRecordDecoder reward() {
        return reward.wrapAndApplyHeader(decision().payload, 0, header);
    }

    byte[] engine() {
        return engine;
    }

    /** The session id; {@code #} and its key in hex where the engine was never told its text. */
    byte[] session() {
        if (view.session() != null) {
            return view.session().utf8();
        }
        return ("#" + HexFormat.of().toHexDigits(decision().subjectKey)).getBytes(StandardCharsets.US_ASCII);
    }

    /** The event id, {@code unknown} where nobody named it. */
    byte[] event() {
        return directory.eventUtf8(decision().scopeKey);
    }

    /** A text that is UTF-8. */
    static String string(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Millionths as a number. */
    static double ratio(long ppm) {
        return ppm / PPM;
    }

    /** The value of the member that is written: what the publisher sends under this name, as JSON. */
    byte[] member(String name, Consumer<JsonWriter> writer) {
        writer.accept(json.clear());
        byte[] bytes = json.toBytes();
        return Arrays.copyOfRange(bytes, name.length() + 3, bytes.length);
    }

    /** The same for a text that needs no escapes, without its quotes; null for JSON null. */
    byte[] text(String name, Consumer<JsonWriter> writer) {
        byte[] value = member(name, writer);
        return value[0] == '"' ? Arrays.copyOfRange(value, 1, value.length - 1) : null;
    }
}
