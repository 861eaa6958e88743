package conductor.bench.presence;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.PresenceMessageEncoder;
import conductor.engine.core.KeyHash;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.presence.MessageWord;
import conductor.engine.presence.ScopedKeys;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages of a desk as the edge makes them; one signal, filled again and again. */
final class DeskMessages {
    private static final byte[] SCOPE = ascii("org_7");
    private static final byte[] NOTHING = {};
    private static final int LONGEST_WAIT_MS = 3_600_000;

    private final ScopedKeys keys = new ScopedKeys(new KeyHash(1, 2));
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PresenceMessageEncoder message = new PresenceMessageEncoder();
    private final UnsafeBuffer digits = new UnsafeBuffer(new byte[24]);
    private final byte[] id = new byte[12];
    private final Signal signal = new Signal();
    private long messages;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    Signal account(byte[] agent) {
        begin(SignalType.OPERATOR_ACCOUNT, agent, NOTHING).flag((short) 1).word((short) MessageWord.AGENT);
        return end(agent, NOTHING);
    }

    Signal login(byte[] agent, byte[]... skills) {
        begin(SignalType.OPERATOR_LOGIN, agent, NOTHING).maxConcurrent((short) 1);
        return end(agent, NOTHING, skills);
    }

    Signal heartbeat(byte[] agent, long seq) {
        begin(SignalType.OPERATOR_HEARTBEAT, agent, NOTHING).flag((short) 1).number(seq);
        return end(agent, NOTHING);
    }

    /** A call. */
    Signal arrived(byte[] work, byte[]... skills) {
        begin(SignalType.WORK_ARRIVED, work, NOTHING).priority((short) 50);
        return end(work, NOTHING, skills);
    }

    /** An item that comes before all calls and waits for an hour. */
    Signal waiting(byte[] work, int kind, byte[]... skills) {
        begin(SignalType.WORK_ARRIVED, work, NOTHING)
                .kind((short) kind)
                .priority((short) 99)
                .number(LONGEST_WAIT_MS);
        return end(work, NOTHING, skills);
    }

    Signal answered(byte[] work, byte[] agent) {
        begin(SignalType.WORK_OFFER_RESULT, work, agent).number(1).word((short) MessageWord.ANSWERED);
        return end(work, agent);
    }

    Signal ended(byte[] work, byte[] agent) {
        begin(SignalType.WORK_ENDED, work, agent);
        return end(work, agent);
    }

    private PresenceMessageEncoder begin(int type, byte[] subject, byte[] agent) {
        signal.clear();
        signal.type = type;
        signal.source = SourceId.OPERATORS;
        signal.scopeKey = keys.scope(SCOPE);
        signal.subjectKey = keys.id(SCOPE, subject);
        signal.actorKey = agent.length == 0 ? 0 : keys.id(SCOPE, agent);
        number(id, ++messages);
        signal.value2 = keys.id(SCOPE, id);
        return message.wrapAndApplyHeader(signal.payload, 0, header)
                .content1(messages)
                .content2(0)
                .content3(0)
                .content4(0)
                .number(0)
                .session(0)
                .rttMs(-1)
                .priority((short) -1)
                .kind((short) 0)
                .flag((short) 0)
                .word((short) 0)
                .maxConcurrent((short) 1)
                .digit((short) 0)
                .reply((short) 0)
                .reserved(0);
    }

    private Signal end(byte[] subject, byte[] agent, byte[]... skills) {
        PresenceMessageEncoder.SkillsEncoder group = message.skillsCount(skills.length);
        for (byte[] skill : skills) {
            group.next().key(keys.skill(SCOPE, skill)).putName(skill, 0, skill.length);
        }
        message.putMessage(id, 0, id.length)
                .putScope(SCOPE, 0, SCOPE.length)
                .putActor(NOTHING, 0, 0)
                .putSubject(subject, 0, subject.length)
                .putAgent(agent, 0, agent.length)
                .putReason(NOTHING, 0, 0)
                .putCaller(NOTHING, 0, 0)
                .putRelated(NOTHING, 0, 0);
        signal.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + message.encodedLength();
        return signal;
    }

    /** Writes a number into an id, behind its first letter, with zeros before it. */
    void number(byte[] into, long number) {
        into[0] = 'm';
        int length = digits.putLongAscii(0, number);
        for (int i = 1; i < into.length; i++) {
            int at = length - (into.length - i);
            into[i] = at < 0 ? (byte) '0' : digits.getByte(at);
        }
    }
}
