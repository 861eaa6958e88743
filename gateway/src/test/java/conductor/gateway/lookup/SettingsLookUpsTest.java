package conductor.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.Payload;
import conductor.journal.sink.SettingsRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettingsLookUpsTest {
    private static final long EVENT = 4711;

    private final Map<String, SettingsRow> table = new ConcurrentHashMap<>();
    private final LookUpInbox inbox = new LookUpInbox(16);
    private volatile boolean down;
    private volatile int reads;
    private final SettingsLookUps lookUps = new SettingsLookUps(this::read, EngineConfig.defaults(1), inbox);
    private long nowNs = System.nanoTime();

    @AfterEach
    void stop() {
        lookUps.stop();
    }

    @Test
    void anEventThatIsFirstSeenIsReadAtOnce() {
        table.put("evt_a", row("evt_a", 3, "AUTO"));
        lookUps.resolved(1, EVENT, utf8("evt_a"), 3);
        EventSettingsRecordDecoder settings = settings(next());
        assertThat(settings.stored()).isEqualTo((short) 1);
        assertThat(settings.mode()).isEqualTo((short) Mode.AUTO);
        assertThat(settings.settingsVersion()).isEqualTo(3);
        assertThat(settings.autoApprovePpm()).isEqualTo(750_000);
        assertThat(settings.approvalTimeoutMs()).isEqualTo(60_000);
        assertThat(settings.allowedArms()).isEqualTo((short) 15);
    }

    @Test
    void anEventWithoutARowIsSaidToHaveNone() {
        lookUps.resolved(1, EVENT, utf8("evt_a"), 3);
        assertThat(settings(next()).stored()).isEqualTo((short) 0);
    }

    @Test
    void aRowThatIsEditedIsHandedOnAndOneThatIsNotIsNot() {
        table.put("evt_a", row("evt_a", 1, "AUTO"));
        lookUps.resolved(1, EVENT, utf8("evt_a"), 3);
        next();
        int before = reads;
        later(31);
        awaitRead(before);
        assertThat(inbox.peek()).isNull();
        table.put("evt_a", row("evt_a", 1, "MANUAL"));
        later(31);
        assertThat(settings(next()).mode()).isEqualTo((short) Mode.MANUAL);
        table.remove("evt_a");
        later(31);
        assertThat(settings(next()).stored()).isEqualTo((short) 0);
    }

    @Test
    void aRowThatIsGoneSaysWhichVersionWentSoThatALaterCommandStands() {
        lookUps.resolved(1, EVENT, utf8("evt_a"), 3);
        assertThat(settings(next()).settingsVersion()).isZero();
        table.put("evt_a", row("evt_a", 7, "AUTO"));
        later(31);
        assertThat(settings(next()).settingsVersion()).isEqualTo(7);
        table.remove("evt_a");
        later(31);
        EventSettingsRecordDecoder gone = settings(next());
        assertThat(gone.stored()).isEqualTo((short) 0);
        assertThat(gone.settingsVersion()).isEqualTo(7);
        assertThat(emails(gone)).isEqualTo("null");
    }

    @Test
    void addressesAreHandedOnAsJsonAsManyAsThereIsRoomFor() {
        SettingsPayload payload = new SettingsPayload(EngineConfig.defaults(1));
        List<String> problems = new java.util.ArrayList<>();
        assertThat(emails(settings(payload.of(with(null), utf8("evt_a"), problems::add))))
                .isEqualTo("null");
        assertThat(emails(settings(payload.of(with(List.of()), utf8("evt_a"), problems::add))))
                .isEqualTo("[]");
        assertThat(problems).isEmpty();
        List<String> many = java.util.Collections.nCopies(100, "ü\"".repeat(10) + "@x.example");
        String taken = emails(settings(payload.of(with(many), utf8("é".repeat(127)), problems::add)));
        assertThat(utf8(taken)).hasSizeBetween(Payload.EMAILS_MAX - 100, Payload.EMAILS_MAX);
        assertThat(taken).startsWith("[\"ü\\\"").endsWith("@x.example\"]");
        assertThat(problems).hasSize(1);
    }

    @Test
    void settingsThatWereRefusedAreHandedOnAgain() {
        table.put("evt_a", row("evt_a", 1, "AUTO"));
        lookUps.resolved(1, EVENT, utf8("evt_a"), 3);
        next();
        Decision refusal = new Decision();
        refusal.type = DecisionType.INPUT_REFUSED;
        refusal.code = Code.EVENT_TABLE_FULL;
        refusal.scopeKey = EVENT;
        tell(refusal);
        later(31);
        assertThat(settings(next()).mode()).isEqualTo((short) Mode.AUTO);
        refusal.code = Code.BAD_FIELD;
        tell(refusal);
        int before = reads;
        later(31);
        awaitRead(before);
        assertThat(inbox.peek()).isNull();
    }

    @Test
    void afterACommandWhatIsStoredIsHandedOnAgainEvenIfItIsAsItWas() {
        lookUps.resolved(1, EVENT, utf8("evt_a"), 3);
        next();
        tell(settingsRecord(""));
        int before = reads;
        later(31);
        awaitRead(before);
        assertThat(inbox.peek()).isNull();
        tell(settingsRecord("usr_9"));
        later(31);
        assertThat(settings(next()).stored()).isEqualTo((short) 0);
    }

    private static Decision settingsRecord(String actor) {
        Decision record = new Decision();
        record.type = DecisionType.SETTINGS;
        record.scopeKey = EVENT;
        EventSettingsRecordEncoder encoder = new EventSettingsRecordEncoder();
        encoder.wrapAndApplyHeader(record.payload, 0, new MessageHeaderEncoder());
        byte[] event = utf8("evt_a");
        encoder.putEvent(event, 0, event.length).putEmails(event, 0, 0).putActor(utf8(actor), 0, actor.length());
        record.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        return record;
    }

    /** The way of a record from the journal to the look-ups. */
    private void tell(Decision record) {
        SessionWatch[] watch = new SessionWatch[1];
        SessionListener onlyTold = new SessionListener() {
            @Override
            public void opened(long sessionKey, byte[] sessionId) {}

            @Override
            public void resolved(long sessionKey, long eventKey, byte[] eventId, int rank) {}

            @Override
            public void closed(long sessionKey) {}

            @Override
            public void settingsRefused(long eventKey) {
                lookUps.settingsRefused(eventKey);
            }

            @Override
            public void settingsCommanded(long eventKey) {
                lookUps.settingsCommanded(eventKey);
            }

            @Override
            public void work(long now) {
                watch[0].stop();
            }

            @Override
            public void stop() {}
        };
        boolean[] read = new boolean[1];
        watch[0] = new SessionWatch(
                decision -> {
                    boolean first = !read[0];
                    read[0] = true;
                    decision.type = record.type;
                    decision.code = record.code;
                    decision.scopeKey = record.scopeKey;
                    decision.payloadLength = record.payloadLength;
                    decision.payload.putBytes(0, record.payload, 0, record.payloadLength);
                    return first;
                },
                List.of(onlyTold));
        watch[0].run();
    }

    @Test
    void whileRowsCannotBeReadTheReasonIsKeptAndTheyAreReadLater() {
        down = true;
        table.put("evt_a", row("evt_a", 1, "AUTO"));
        lookUps.resolved(1, EVENT, utf8("evt_a"), 3);
        await(() -> lookUps.problem() != null);
        assertThat(inbox.peek()).isNull();
        assertThat(lookUps.problemSinceMs()).isPositive();
        down = false;
        later(6);
        assertThat(settings(next()).mode()).isEqualTo((short) Mode.AUTO);
        assertThat(lookUps.problem()).isNull();
    }

    @Test
    void anEventWithoutAnOpenSessionIsReadNoMore() {
        lookUps.resolved(1, EVENT, utf8("evt_a"), 3);
        lookUps.resolved(2, EVENT, utf8("evt_a"), 3);
        next();
        lookUps.closed(1);
        lookUps.resolved(2, EVENT + 1, utf8("evt_b"), 4);
        next();
        table.put("evt_a", row("evt_a", 1, "AUTO"));
        later(31);
        for (int i = 0; i < 20; i++) {
            work();
        }
        assertThat(inbox.peek()).isNull();
    }

    @Test
    void valuesThatAreNotAllowedAreBroughtIntoTheirRangeAndReported() {
        SettingsRow wild = new SettingsRow(
                "evt_a",
                9,
                null,
                "SOMETIMES",
                7.5,
                Double.NaN,
                Arrays.asList("POLL", "DANCE", null),
                500,
                false,
                null,
                1,
                0.9,
                "no language at all",
                0.0001,
                Arrays.asList("a@b.example", null, "nobody", " c@d.example "));
        List<String> problems = new java.util.ArrayList<>();
        EventSettingsRecordDecoder settings =
                settings(new SettingsPayload(EngineConfig.defaults(1)).of(wild, utf8("evt_a"), problems::add));
        assertThat(settings.agentEnabled()).isEqualTo((short) 1);
        assertThat(settings.mode()).isEqualTo((short) Mode.SEMI_AUTO);
        assertThat(settings.autoApprovePpm()).isEqualTo(1_000_000);
        assertThat(settings.minConfidencePpm()).isZero();
        assertThat(settings.allowedArms()).isEqualTo((short) 1);
        assertThat(settings.maxInterventionsPerHour()).isEqualTo((short) 100);
        assertThat(settings.notifyOnAnomaly()).isEqualTo((short) 0);
        assertThat(settings.notifyOnIntervention()).isEqualTo((short) 1);
        assertThat(settings.approvalTimeoutMs()).isEqualTo(10_000);
        assertThat(settings.holdoutPpm()).isEqualTo(500_000);
        assertThat(settings.falseAlarmsPerHourPpm()).isEqualTo(10_000);
        assertThat(settings.languageBytes()).isZero();
        assertThat(emails(settings)).isEqualTo("[\"a@b.example\",\"c@d.example\"]");
        assertThat(problems).hasSize(12);
    }

    private Map<String, SettingsRow> read(Collection<String> ids) throws Exception {
        try {
            if (down) {
                throw new java.io.IOException("away");
            }
            Map<String, SettingsRow> rows = new HashMap<>(table);
            rows.keySet().retainAll(ids);
            return rows;
        } finally {
            reads++;
        }
    }

    private static SettingsRow with(List<String> emails) {
        return new SettingsRow(
                "evt_a", 1, true, "AUTO", null, null, null, null, null, null, null, null, null, null, emails);
    }

    private static SettingsRow row(String eventId, long version, String mode) {
        return new SettingsRow(
                eventId, version, true, mode, null, null, null, null, null, null, null, null, null, null, null);
    }

    private void later(long seconds) {
        nowNs += TimeUnit.SECONDS.toNanos(seconds);
    }

    private void work() {
        lookUps.work(nowNs);
        LockSupport.parkNanos(1_000_000);
    }

    private void awaitRead(int before) {
        await(() -> reads > before);
        work();
    }

    /** What is handed on next, though a read may still be under way that began before and puts the next one off. */
    private byte[] next() {
        await(() -> {
            later(1);
            return inbox.peek() != null;
        });
        LookUp.Settings found = (LookUp.Settings) inbox.peek();
        inbox.remove();
        return found.payload();
    }

    private void await(java.util.function.BooleanSupplier condition) {
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - untilNs).as("waited in vain").isNegative();
            nowNs = Math.max(nowNs, System.nanoTime());
            work();
        }
    }

    private static EventSettingsRecordDecoder settings(byte[] payload) {
        EventSettingsRecordDecoder decoder = new EventSettingsRecordDecoder();
        decoder.wrapAndApplyHeader(new UnsafeBuffer(payload), 0, new MessageHeaderDecoder());
        return decoder;
    }

    private static String emails(EventSettingsRecordDecoder settings) {
        UnsafeBuffer text = new UnsafeBuffer(0, 0);
        settings.wrapEvent(text);
        settings.wrapEmails(text);
        return text.getStringWithoutLengthUtf8(0, text.capacity());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
