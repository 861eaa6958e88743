package conductor.engine.presence;

import conductor.engine.core.SignalType;
import conductor.engine.support.Stage;
import java.util.List;

/** One message, for a stage and for {@link NaiveDesks} alike. Zero, false and empty where its type has no such member. */
final class NaiveMessage {
    final int type;
    final String scope;
    final String subject;
    String id = "";
    long content;
    boolean reply;
    /** When it was said. */
    long saidMs;

    String agent = "";
    long number;
    long session;
    int priority = -1;
    int kind;
    boolean flag;
    int word;
    int max;
    char digit;
    List<String> skills = List.of();

    NaiveMessage(int type, String scope, String subject) {
        this.type = type;
        this.scope = scope;
        this.subject = subject;
    }

    NaiveMessage agent(String value) {
        agent = value;
        return this;
    }

    NaiveMessage number(long value) {
        number = value;
        return this;
    }

    NaiveMessage session(long value) {
        session = value;
        return this;
    }

    NaiveMessage work(int workKind, int workPriority) {
        kind = workKind;
        priority = workPriority;
        return this;
    }

    NaiveMessage flag(boolean value) {
        flag = value;
        return this;
    }

    NaiveMessage word(int value) {
        word = value;
        return this;
    }

    NaiveMessage max(int value) {
        max = value;
        return this;
    }

    NaiveMessage digit(char value) {
        digit = value;
        return this;
    }

    NaiveMessage skills(List<String> value) {
        skills = value;
        return this;
    }

    /** Gives it its id; its content is what it says apart from that, so that the same said twice is a repeat. */
    NaiveMessage as(String messageId, boolean wantsReply) {
        id = messageId;
        reply = wantsReply;
        content = Stage.key(members());
        return this;
    }

    /** The same said again, whether or not an answer was wanted the first time. */
    NaiveMessage again(boolean wantsReply) {
        NaiveMessage again = new NaiveMessage(type, scope, subject)
                .agent(agent)
                .number(number)
                .session(session)
                .work(kind, priority)
                .flag(flag)
                .word(word)
                .max(max)
                .digit(digit)
                .skills(skills);
        return again.as(id, wantsReply);
    }

    void to(PresenceStage stage) {
        stage.in(scope)
                .message(
                        id,
                        content,
                        reply,
                        type,
                        subject,
                        agent.isEmpty() ? null : agent,
                        m -> m.number(number)
                                .session(session)
                                .priority((short) priority)
                                .kind((short) kind)
                                .flag((short) (flag ? 1 : 0))
                                .word((short) word)
                                .maxConcurrent((short) max)
                                .digit((short) digit),
                        skills.toArray(String[]::new));
    }

    private String members() {
        return SignalType.name(type) + " " + scope + " " + subject + " agent " + agent + " number " + number
                + " session " + session + " flag " + flag + " word " + word + " max " + max + " kind " + kind
                + " priority " + priority + " digit " + (int) digit + " skills " + skills;
    }

    @Override
    public String toString() {
        return id + (reply ? " (reply) " : " ") + members();
    }
}
