package conductor.engine.audience;

import conductor.engine.codec.CommandRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.OutcomeRecordDecoder;
import conductor.engine.core.Signal;
import org.agrona.concurrent.UnsafeBuffer;

/** Views of the texts in a signal's payload, which is whole; they last as long as the signal. */
final class CommandTexts {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CommandRecordDecoder command = new CommandRecordDecoder();
    private final OutcomeRecordDecoder outcome = new OutcomeRecordDecoder();
    private final UnsafeBuffer unused = new UnsafeBuffer(0, 0);
    final UnsafeBuffer actor = new UnsafeBuffer(0, 0);
    final UnsafeBuffer reason = new UnsafeBuffer(0, 0);
    final UnsafeBuffer content = new UnsafeBuffer(0, 0);
    final UnsafeBuffer result = new UnsafeBuffer(0, 0);
    final UnsafeBuffer error = new UnsafeBuffer(0, 0);

    /** Reads the payload of a command. */
    CommandTexts ofCommand(Signal signal) {
        command.wrapAndApplyHeader(signal.payload, 0, header);
        command.wrapCommandId(unused);
        command.wrapActor(actor);
        command.wrapEvent(unused);
        command.wrapSession(unused);
        command.wrapReason(reason);
        command.wrapContent(content);
        return this;
    }

    /** Reads the payload of an outcome; both texts are empty where it has none. */
    CommandTexts ofOutcome(Signal signal) {
        if (signal.payloadLength == 0) {
            result.wrap(0, 0);
            error.wrap(0, 0);
        } else {
            outcome.wrapAndApplyHeader(signal.payload, 0, header);
            outcome.wrapResult(result);
            outcome.wrapError(error);
        }
        return this;
    }
}
