package conductor.engine.ring;

import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Mode;
import conductor.engine.core.NameKind;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.support.Payloads;
import conductor.engine.support.Stage;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The same conference day again and again, made without allocating: sessions wake up, talk, vote, fall silent, lose people,
 * are answered to, and close. Every kind of signal occurs, and so does every kind of record.
 */
final class ConferenceDay {
    static final int SESSIONS = 128;
    private static final int USERS = 12;
    private static final int POLLS = 18;
    private static final long DAY_MS = 3 * 3_600_000L;

    private final Consumer<Signal> engine;
    private final long[] published;
    private final Signal slot = new Signal();
    private final byte[][] names = new byte[SESSIONS][];
    private final byte[][] settings = new byte[2][];
    private final byte[] commandForAll;
    private final byte[] commandForOne;
    private final byte[] commandWithContent;
    private final byte[] change;
    private final byte[] failure;
    private final byte[] success;
    private final byte[] content;
    private final byte[] languages;
    private long dayMs = Stage.START_MS;
    private long nowMs;
    private long entry;
    private long answered;
    private long signals;
    private long commands;

    /** @param published a ring of numbers of published commands, the first place holding how many there were. */
    ConferenceDay(Consumer<Signal> engine, long[] published) {
        this.engine = engine;
        this.published = published;
        for (int session = 0; session < SESSIONS; session++) {
            names[session] = ("session-" + session).getBytes(StandardCharsets.US_ASCII);
        }
        Signal scratch = new Signal();
        for (int i = 0; i < settings.length; i++) {
            int version = i + 1;
            Payloads.settings(
                    scratch,
                    "evt",
                    row -> row.settingsVersion(version).mode((short) Mode.AUTO).maxInterventionsPerHour((short) 100));
            settings[i] = bytes(scratch);
        }
        Payloads.command(scratch, "c", "usr", "");
        commandForAll = bytes(scratch);
        Payloads.command(scratch, "c", "usr", "evt");
        commandForOne = bytes(scratch);
        Payloads.command(scratch, "c", "usr", "", "because", "{\"message\":\"By hand.\"}");
        commandWithContent = bytes(scratch);
        Payloads.change(
                scratch,
                "c",
                "evt",
                s -> s.columns(1 << SettingsColumn.HOLDOUT_FRACTION).holdoutPpm(250_000));
        change = bytes(scratch);
        Payloads.outcome(scratch, "", "the user is not there");
        failure = bytes(scratch);
        Payloads.outcome(scratch, "{\"poll_id\":\"p\"}", "");
        success = bytes(scratch);
        Payloads.text(scratch, "{\"message\":\"Made elsewhere.\"}");
        content = bytes(scratch);
        Payloads.text(scratch, "en\0\0\0\0\0\0de\0\0\0\0\0\0");
        languages = bytes(scratch);
    }

    /** Signals sent so far. */
    long signals() {
        return signals;
    }

    /** Plays a day. */
    void play() {
        at(0);
        defineAll();
        for (int second = 0; second < 80; second += 5) {
            at(second);
            liveliness(second);
        }
        storedSettings();
        people();
        at(77);
        brake();
        at(79);
        release();
        for (int second = 80; second < 160; second += 2) {
            at(second);
            answerCommands();
        }
        votes(160);
        exodus(200);
        at(1_000);
        everybodyLeaves();
        oddities();
        // More than half an hour of silence closes the sessions; those with people in them stay as shells.
        at(1_000 + 1_860);
        for (int session = 0; session < SESSIONS; session++) {
            person(SignalType.LEAVE, SourceId.PRESENCE, session, 0);
        }
        at(7_200);
        dayMs += DAY_MS;
    }

    private void defineAll() {
        for (int session = 0; session < SESSIONS; session++) {
            define(sessionKey(session), NameKind.SUBJECT, names[session]);
            define(eventKey(session), NameKind.SCOPE, names[session]);
        }
    }

    private void liveliness(int second) {
        for (int session = 0; session < SESSIONS; session++) {
            for (int user = 0; second == 0 && user < USERS; user++) {
                person(SignalType.JOIN, SourceId.PRESENCE, session, user);
            }
            for (int user = second / 5 % 3; user < USERS; user += 3) {
                fill(SignalType.CHAT, SourceId.CHAT, session, user);
                slot.scopeKey = eventKey(session);
                send();
                person(SignalType.REACTION, SourceId.REACTION, session, user);
            }
        }
        entry(SignalType.NO_EFFECT, SourceId.PRESENCE);
        entry(SignalType.DEAD_LETTER, SourceId.CHAT);
    }

    /** Rows differ from day to day; half of their events have no session, and not all of those find room. */
    private void storedSettings() {
        byte[] row = settings[(int) (day() % 2)];
        for (int event = 0; event < 2 * SESSIONS; event++) {
            fill(SignalType.EVENT_SETTINGS, SourceId.INTERNAL, -1, -1);
            slot.scopeKey = 2_000_000L + event;
            payload(row);
            send();
        }
    }

    /** Half of the sessions ask persons; some settings change by command; content is made elsewhere for a while. */
    private void people() {
        for (int session = 0; session < SESSIONS; session += 2) {
            sessionCommand(SignalType.SET_MODE, session, Mode.MANUAL + 1, commandWithContent);
        }
        for (int session = 0; session < SESSIONS; session += 8) {
            sessionCommand(SignalType.TRIGGER, session, Arm.BROADCAST, commandWithContent);
        }
        for (int session = 0; session < SESSIONS; session++) {
            fill(SignalType.SET_SETTINGS, SourceId.COMMAND, -1, -1);
            slot.scopeKey = eventKey(session);
            slot.value2 = commandKey(2_000 + session);
            payload(change);
            send();
        }
        fill(SignalType.CONTENT_SOURCES, SourceId.INTERNAL, -1, -1);
        slot.value1 = 1 + day() % 2;
        slot.value2 = day() % 2 == 0 ? 0 : 5_000;
        payload(languages);
        send();
    }

    /** Verdicts on, and content for, what was decided; also on what is not or no longer there. */
    private void verdicts() {
        long last = published[0] == 0 ? 1 : published[1 + (int) ((published[0] - 1) % (published.length - 1))];
        for (int i = 0; i < 40; i++) {
            boolean approve = i % 3 > 0;
            fill(approve ? SignalType.APPROVE : SignalType.REJECT, SourceId.COMMAND, -1, -1);
            slot.value1 = last + i;
            slot.value2 = commandKey(10_000 + commands++ % 20_000);
            payload(commandWithContent);
            send();
            fill(SignalType.CONTENT, SourceId.INTERNAL, -1, -1);
            slot.value1 = last + 40 + i;
            slot.value2 = ContentMethod.PRIMARY;
            slot.value3 = 7_500;
            slot.value4 = 900;
            payload(content);
            send();
        }
    }

    private void sessionCommand(int type, int session, long value1, byte[] payload) {
        fill(type, SourceId.COMMAND, session, -1);
        slot.value1 = value1;
        slot.value2 = commandKey(100 + session + (type == SignalType.TRIGGER ? 500 : 0));
        payload(payload);
        send();
    }

    private long commandKey(long number) {
        return 70_000_000L + day() % (86_400_000 / DAY_MS) * 100_000 + number;
    }

    /** One pause ends by itself within a second, another when somebody says so; a third command is wrong. */
    private void brake() {
        command(SignalType.PAUSE, 0, 0, 1_000);
        command(SignalType.PAUSE, 1, eventKey(3), 0);
        command(SignalType.PAUSE, 2, eventKey(4), 86_400_000);
        command(SignalType.COMMAND_REFUSED, 3, 0, Code.INVALID);
    }

    private void release() {
        command(SignalType.RESUME, 4, eventKey(3), 0);
        command(SignalType.RESUME, 5, eventKey(4), 0);
        command(SignalType.RESUME, 5, eventKey(4), 0);
    }

    /** The ids of commands come again after 24 hours, when they are new. */
    private void command(int type, int number, long eventKey, long value1) {
        fill(type, SourceId.COMMAND, -1, -1);
        slot.scopeKey = eventKey;
        slot.value1 = value1;
        slot.value2 = 7_000_000L + day() % (86_400_000 / DAY_MS) * 8 + number;
        payload(eventKey == 0 ? commandForAll : commandForOne);
        send();
    }

    private void payload(byte[] bytes) {
        slot.payload.putBytes(0, bytes);
        slot.payloadLength = bytes.length;
    }

    private long day() {
        return (dayMs - Stage.START_MS) / DAY_MS;
    }

    private static byte[] bytes(Signal signal) {
        byte[] bytes = new byte[signal.payloadLength];
        signal.payload.getBytes(0, bytes);
        return bytes;
    }

    private void votes(int second) {
        at(second);
        for (int session = 0; session < SESSIONS; session++) {
            for (int poll = 0; poll < POLLS; poll++) {
                for (int user = 0; user < 2; user++) {
                    vote(session, user, poll);
                }
            }
            vote(session, 0, POLLS - 1);
            fill(SignalType.POLL_CLOSED, SourceId.POLL_CLOSED, session % 2 == 0 ? session : -1, -1);
            slot.value1 = pollKey(session, POLLS - 1);
            send();
        }
    }

    /** Two groups leave and come back in turn, so that there are always people who have just left. */
    private void exodus(int fromSecond) {
        for (int round = 0; round < 12; round++) {
            at(fromSecond + 61 * round);
            for (int session = 0; session < SESSIONS; session++) {
                for (int user = 1; user <= 4; user++) {
                    boolean even = round % 2 == 0;
                    if (round > 0) {
                        person(SignalType.JOIN, SourceId.PRESENCE, session, even ? user + 4 : user);
                    }
                    person(SignalType.LEAVE, SourceId.PRESENCE, session, even ? user : user + 4);
                }
            }
            for (int second = 1; second < 60; second += 3) {
                at(fromSecond + 61 * round + second);
                answerCommands();
                if (second == 28) {
                    verdicts();
                }
            }
        }
    }

    private void everybodyLeaves() {
        for (int session = 0; session < SESSIONS; session++) {
            for (int user = session % 2; user < USERS; user++) {
                person(SignalType.LEAVE, SourceId.PRESENCE, session, user);
            }
            fill(SignalType.JOIN, SourceId.PRESENCE, session, 0);
            slot.scopeKey = eventKey(session + 1);
            send();
        }
    }

    private void oddities() {
        for (int session = 0; session < SESSIONS; session++) {
            fill(SignalType.EVENT_EVIDENCE, SourceId.INTERNAL, session, -1);
            slot.scopeKey = eventKey(session);
            slot.value1 = 2;
            send();
            define(sessionKey(session), NameKind.SUBJECT, names[(session + 1) % SESSIONS]);
            entry--;
            person(SignalType.REACTION, SourceId.REACTION, session, 1);
            fill(SignalType.REACTION, SourceId.REACTION, session, 1);
            slot.actorKey = 0;
            send();
        }
    }

    private void answerCommands() {
        while (answered < published[0]) {
            long number = published[1 + (int) (answered++ % (published.length - 1))];
            fill(SignalType.EGRESS_RESULT, SourceId.INTERNAL, -1, -1);
            slot.value1 = number;
            slot.value2 = answered % 5 == 0 ? Code.NO_RECEIVER : Code.SENT;
            send();
            if (answered % 3 != 0) {
                fill(SignalType.OUTCOME, SourceId.OUTCOME, -1, -1);
                slot.value1 = number;
                slot.value2 = answered % 2;
                payload(answered % 2 == 0 ? failure : success);
                send();
            }
        }
    }

    private void define(long key, int kind, byte[] name) {
        fill(SignalType.DEFINE, SourceId.INTERNAL, -1, -1);
        slot.subjectKey = key;
        slot.value1 = kind;
        slot.payload.putBytes(0, name);
        slot.payloadLength = name.length;
        send();
    }

    private void vote(int session, int user, int poll) {
        fill(SignalType.POLL_VOTE, SourceId.POLL_VOTE, session, user);
        slot.value1 = pollKey(session, poll);
        send();
    }

    private void person(int type, int source, int session, int user) {
        fill(type, source, session, user);
        send();
    }

    private void entry(int type, int source) {
        fill(type, source, -1, -1);
        send();
    }

    private void at(int second) {
        nowMs = dayMs + second * 1_000L;
        fill(SignalType.TICK, SourceId.TIME, -1, -1);
        send();
    }

    private void fill(int type, int source, int session, int user) {
        slot.clear();
        slot.type = type;
        slot.source = source;
        slot.sourceTimeMs = nowMs;
        slot.sourceSeq = entry++;
        slot.subjectKey = session < 0 ? 0 : sessionKey(session);
        slot.actorKey = user < 0 ? 0 : 9_000_000L + user;
    }

    private void send() {
        signals++;
        engine.accept(slot);
    }

    private static long sessionKey(int session) {
        return 1_000_000L + session;
    }

    private static long eventKey(int session) {
        return 2_000_000L + session % SESSIONS;
    }

    private static long pollKey(int session, int poll) {
        return 3_000_000L + session * 100L + poll;
    }
}
