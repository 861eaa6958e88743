package conductor.engine.audience;

import conductor.engine.codec.DetailRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Decision;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a record of a decision says beside the explanation, written right behind it: who decided and why, with what content, and how it
 * went. One instance; {@link #begin} forgets, then what there is is set, then {@link #append}.
 */
final class Detail {
    /** Where there is no text. */
    static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final DetailRecordEncoder encoder = new DetailRecordEncoder();
    private final UnsafeBuffer actor = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer reason = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer content = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer result = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer error = new UnsafeBuffer(0, 0);

    long publishedAtMs;
    long executedAtMs;
    long costMicros;
    int usersReached;
    int latencyMs;
    int prePpm;
    int method;

    Detail begin() {
        publishedAtMs = 0;
        executedAtMs = 0;
        costMicros = 0;
        usersReached = 0;
        latencyMs = 0;
        prePpm = 0;
        method = 0;
        actor.wrap(0, 0);
        reason.wrap(0, 0);
        content.wrap(0, 0);
        result.wrap(0, 0);
        error.wrap(0, 0);
        return this;
    }

    /** Who decided, and why; views that stay as they are until {@link #append}. */
    Detail by(DirectBuffer who, DirectBuffer why) {
        actor.wrap(who);
        reason.wrap(why);
        return this;
    }

    /** The content, likewise. */
    Detail content(DirectBuffer text, int offset, int length) {
        content.wrap(text, offset, length);
        return this;
    }

    Detail result(DirectBuffer text) {
        result.wrap(text);
        return this;
    }

    Detail error(DirectBuffer text, int offset, int length) {
        error.wrap(text, offset, length);
        return this;
    }

    /** Writes what was set behind the explanation of a record. */
    void append(Decision d) {
        encoder.wrapAndApplyHeader(d.payload, Explanation.LENGTH, header)
                .publishedAtMs(publishedAtMs)
                .executedAtMs(executedAtMs)
                .costMicros(costMicros)
                .usersReached(usersReached)
                .latencyMs(latencyMs)
                .prePpm(prePpm)
                .method((short) method)
                .overlap((short) 0)
                .reserved(0)
                .putActor(actor, 0, actor.capacity())
                .putReason(reason, 0, reason.capacity())
                .putContent(content, 0, content.capacity())
                .putResult(result, 0, result.capacity())
                .putError(error, 0, error.capacity());
        d.payloadLength = Explanation.LENGTH + MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }
}
