package conductor.gateway.planes;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.PresenceMessageEncoder;
import conductor.engine.presence.ScopedKeys;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/**
 * What one message of the presence plane says, until it becomes a PresenceMessage: what is not set is absent in the record's own way. Every id and
 * text is UTF-8 within the limits of presence.md 3, so that the record fits into a signal.
 */
final class PresencePayload {
    /** Neither round trip nor priority is said. */
    private static final int NOT_SAID = -1;

    final byte[] message;
    final byte[] scope;
    final byte[] actor;
    final boolean reply;
    /** The agent of operator messages, the work item of work messages. */
    byte[] subject = Members.NONE;
    /** The agent that a work message names. */
    byte[] agent = Members.NONE;

    byte[] reason = Members.NONE;
    byte[] caller = Members.NONE;
    byte[] related = Members.NONE;
    List<byte[]> skills = List.of();
    long number;
    long session;
    long rttMs = NOT_SAID;
    long priority = NOT_SAID;
    int kind;
    boolean flag;
    int word;
    long maxConcurrent;
    int digit;

    /** @param members those of the envelope are read from them. */
    PresencePayload(Members members) throws Malformed {
        message = members.id(Members.ID);
        scope = members.id(Members.SCOPE);
        actor = members.idOrNone(Members.ACTOR);
        reply = members.flagOrFalse(Members.REPLY);
    }

    /** Writes the record to the beginning of {@code buffer} and answers its length in bytes. */
    int encode(ScopedKeys keys, ContentHash content, MutableDirectBuffer buffer) {
        PresenceMessageEncoder encoder =
                new PresenceMessageEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        encoder.content1(content.first())
                .content2(content.second())
                .content3(content.third())
                .content4(content.fourth())
                .number(number)
                .session(session)
                .rttMs((int) rttMs)
                .priority((short) priority)
                .kind((short) kind)
                .flag((short) (flag ? 1 : 0))
                .word((short) word)
                .maxConcurrent((short) maxConcurrent)
                .digit((short) digit)
                .reply((short) (reply ? 1 : 0))
                .reserved(0);
        PresenceMessageEncoder.SkillsEncoder skill = encoder.skillsCount(skills.size());
        for (byte[] name : skills) {
            skill.next().key(keys.skill(scope, name)).putName(name, 0, name.length);
        }
        encoder.putMessage(message, 0, message.length)
                .putScope(scope, 0, scope.length)
                .putActor(actor, 0, actor.length)
                .putSubject(subject, 0, subject.length)
                .putAgent(agent, 0, agent.length)
                .putReason(reason, 0, reason.length)
                .putCaller(caller, 0, caller.length)
                .putRelated(related, 0, related.length);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }
}
