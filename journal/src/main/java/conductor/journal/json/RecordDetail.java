package conductor.journal.json;

import conductor.engine.codec.DetailRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Decision;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a record of a decision adds to its explanation: who, what, and how it went (a DetailRecord behind the ExplanationRecord). Zero
 * and null where it adds nothing. Wrapped anew for every record.
 */
public final class RecordDetail {
    /** Where nothing is added. */
    static final int NOWHERE = -1;

    private static final int TEXTS = 5;
    private static final int WORD = 8;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final DetailRecordDecoder decoder = new DetailRecordDecoder();
    private final UnsafeBuffer nothing = new UnsafeBuffer(new byte[DetailRecordDecoder.BLOCK_LENGTH]);
    private final UnsafeBuffer actor = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer reason = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer content = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer result = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer error = new UnsafeBuffer(0, 0);
    private boolean present;

    /** Where it stands behind an explanation with this block: at the next whole word. */
    static int behind(int explanationBlockLength) {
        return (MessageHeaderDecoder.ENCODED_LENGTH + explanationBlockLength + WORD - 1) & -WORD;
    }

    void wrap(Decision d, int at) {
        present = at != NOWHERE
                && RecordText.is(
                        d.payload,
                        at,
                        d.payloadLength,
                        DetailRecordDecoder.TEMPLATE_ID,
                        DetailRecordDecoder.BLOCK_LENGTH,
                        TEXTS);
        if (present) {
            decoder.wrapAndApplyHeader(d.payload, at, header);
            decoder.wrapActor(actor);
            decoder.wrapReason(reason);
            decoder.wrapContent(content);
            decoder.wrapResult(result);
            decoder.wrapError(error);
        } else {
            decoder.wrap(nothing, 0, DetailRecordDecoder.BLOCK_LENGTH, DetailRecordDecoder.SCHEMA_VERSION);
        }
    }

    /** Whether the record adds anything. */
    public boolean present() {
        return present;
    }

    /** The numbers; the texts have methods of their own. */
    public DetailRecordDecoder numbers() {
        return decoder;
    }

    /** Who approved, refused or asked for it, as UTF-8; null where nobody did. */
    public byte[] actor() {
        return text(actor);
    }

    /** Why, in that person's words. */
    public byte[] reason() {
        return text(reason);
    }

    /** The content as a JSON object; null where it is from the templates. */
    public byte[] content() {
        return text(content);
    }

    /** What the platform says of it as a JSON object. */
    public byte[] result() {
        return text(result);
    }

    /** What the platform says of a failure. */
    public byte[] error() {
        return text(error);
    }

    private byte[] text(UnsafeBuffer view) {
        if (!present || view.capacity() == 0) {
            return null;
        }
        byte[] bytes = new byte[view.capacity()];
        view.getBytes(0, bytes);
        return bytes;
    }
}
