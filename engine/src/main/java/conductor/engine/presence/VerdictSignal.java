package conductor.engine.presence;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;

/** A work.verdict as the command that it stands for: APPROVE or REJECT by the actor of the message (presence.md 9.2). */
final class VerdictSignal {
    private final Signal command = new Signal();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CommandRecordEncoder record = new CommandRecordEncoder();

    /** @param decisionSeq number of the decision that the item is of. */
    Signal of(Signal message, PresenceInput input, long decisionSeq) {
        command.clear();
        command.sequence = message.sequence;
        command.engineTimeMs = message.engineTimeMs;
        command.type = input.fields.word() == MessageWord.APPROVE ? SignalType.APPROVE : SignalType.REJECT;
        command.value1 = decisionSeq;
        command.value2 = message.value2;
        record.wrapAndApplyHeader(command.payload, 0, header).forMs(0);
        record.putCommandId(input.buffer(), input.offset(PresenceInput.MESSAGE), input.length(PresenceInput.MESSAGE));
        record.putActor(input.buffer(), input.offset(PresenceInput.ACTOR), input.length(PresenceInput.ACTOR));
        record.putEvent(input.buffer(), 0, 0);
        record.putSession(input.buffer(), 0, 0);
        record.putReason(input.buffer(), 0, 0);
        record.putContent(input.buffer(), 0, 0);
        command.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + record.encodedLength();
        return command;
    }
}
