package conductor.gateway.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Bell;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Severity;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a mail server in this process. */
class BellMailsTest {
    private static final int ENGINE = 0x5e1f09c2;
    private static final long SESSION = 77;
    private static final long EVENT = 88;
    private static final long START_MS = 1_772_446_500_000L;

    @TempDir
    Path folder;

    private final List<Decision> records = new CopyOnWriteArrayList<>();
    private final GreenMail server = new GreenMail(setup(0));
    private final List<Running> running = new ArrayList<>();
    private volatile boolean followed;

    @BeforeEach
    void start() {
        server.start();
        text(record(DecisionType.SESSION_OPENED), "ses\r\nBcc: x@y.example").scopeKey = 0;
        text(record(DecisionType.EVENT_RESOLVED), "evt_1");
    }

    @AfterEach
    void stop() {
        running.forEach(Running::close);
        server.stop();
    }

    @Test
    void thePeopleOfAnEventAreWrittenToAboutAnomaliesInterventionsAndEscalations() throws Exception {
        settings("[\"a@b.example\",\"c@d.example\"]", true);
        anomaly();
        executed();
        escalation();
        Running mails = mails(0);
        mails.await(() -> mails.stats().sent() == 3);
        MimeMessage[] got = server.getReceivedMessages();
        assertThat(got).hasSize(6);
        MimeMessage first = got[0];
        assertThat(first.getSubject()).isEqualTo("CRITICAL: SUDDEN_DROP in session ses  Bcc: x@y.example");
        assertThat(first.getHeader("Bcc")).isNull();
        assertThat(first.getAllRecipients()).extracting(Object::toString).containsExactly("a@b.example", "c@d.example");
        assertThat(first.getFrom()[0]).hasToString("conductor@node.example");
        assertThat(first.getMessageID()).isEqualTo("<5e1f09c2.4@engagement-conductor>");
        assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(body(first))
                .contains("Score      0.32, expected 0.63")
                .contains("Event      evt_1")
                .contains("Time       2026-03-02T10:15:04.000Z")
                .contains("Anomaly    a-5e1f09c2-3");
        assertThat(body(about("POLL carried out in session ses  Bcc: x@y.example")))
                .contains("Decision   d-5e1f09c2-9")
                .contains("Because    SUDDEN_DROP");
        assertThat(body(about("CRITICAL: MASS_EXIT in session ses  Bcc: x@y.example, please look at it now")))
                .startsWith("The room needs a person now.");
    }

    @Test
    void theAddressesThatWereSaidLastCount() throws Exception {
        anomaly();
        settings("[\"a@b.example\"]", true);
        settings("", true);
        anomaly();
        settings("[\"c@d.example\",17,\"\"]", true);
        anomaly();
        settings("null", true);
        anomaly();
        settings("[\"e@f.example\"]", true);
        settings("", false);
        anomaly();
        Running mails = mails(0);
        mails.await(() -> mails.stats().sent() == 2 && mails.hasRead());
        assertThat(Arrays.stream(server.getReceivedMessages()).map(BellMailsTest::to))
                .containsExactly("a@b.example", "c@d.example");
    }

    @Test
    void nothingOfThePastIsToldAtTheFirstStartAndNothingIsMissedOrRepeatedLater() throws Exception {
        settings("[\"a@b.example\"]", true);
        anomaly();
        Running first = mails(records.size());
        anomaly();
        first.await(() -> first.stats().sent() == 1);
        first.close();
        anomaly();
        Running second = mails(records.size());
        second.await(() -> second.stats().sent() == 1);
        second.close();
        assertThat(ids()).containsExactly("<5e1f09c2.5@engagement-conductor>", "<5e1f09c2.6@engagement-conductor>");
        assertThat(Files.readString(folder.resolve("mail-position"))).isEqualTo("5e1f09c2 6\n");
    }

    @Test
    void aPositionOfAnotherJournalOrThatIsNoneCountsForNothing() throws Exception {
        settings("[\"a@b.example\"]", true);
        for (String other : List.of("00000abc 1", "5e1f09c2 1000", "5e1f09c2", "5e1f09c2 x")) {
            Files.writeString(folder.resolve("mail-position"), other);
            anomaly();
            Running mails = mails(records.size());
            mails.await(mails::hasRead);
            mails.close();
            assertThat(mails.stats().sent()).as(other).isZero();
        }
    }

    @Test
    void aServerThatIsAwayIsAskedAgainAndWhatWaitsIsSentWhenItIsBack() throws Exception {
        server.stop();
        settings("[\"a@b.example\"]", true);
        anomaly();
        int port = freePort();
        Running mails = mails(0, port, 1_000, 10);
        mails.await(() -> mails.stats().failures() >= 3);
        assertThat(mails.stats().problem()).contains("127.0.0.1");
        assertThat(mails.stats().waiting()).isEqualTo(1);
        GreenMail back = new GreenMail(setup(port));
        back.start();
        try {
            mails.await(() -> mails.stats().sent() == 1);
            assertThat(back.getReceivedMessages()).hasSize(1);
            mails.await(() -> mails.stats().waiting() == 0);
            assertThat(mails.stats().problem()).isNull();
            assertThat(mails.stats().givenUp()).isZero();
        } finally {
            back.stop();
        }
    }

    @Test
    void aMailIsDroppedAfterItsLastAttemptAndOneThatFindsNoRoomAtOnce() throws Exception {
        server.stop();
        settings("[\"a@b.example\"]", true);
        for (int i = 0; i < 5; i++) {
            anomaly();
        }
        Running mails = mails(0, freePort(), 4, 2);
        mails.await(() -> mails.stats().givenUp() == 2);
        assertThat(mails.stats().noRoom()).isEqualTo(3);
        assertThat(mails.stats().failures()).isEqualTo(8);
        mails.await(() -> mails.stats().waiting() == 0);
        mails.close();
        assertThat(Files.readString(folder.resolve("mail-position"))).isEqualTo("5e1f09c2 " + records.size() + "\n");
    }

    @Test
    void whatNobodyCanReadAsAnAddressIsRefusedAndTheOthersGetTheirMail() throws Exception {
        settings("[\"not an address\"]", true);
        anomaly();
        settings("[\"not an address\",\"a@b.example\"]", true);
        anomaly();
        Running mails = mails(0);
        mails.await(() -> mails.stats().sent() == 1 && mails.stats().refused() == 1);
        assertThat(Arrays.stream(server.getReceivedMessages()).map(BellMailsTest::to))
                .containsExactly("a@b.example");
    }

    @Test
    void aServerThatIsNotProtectedGetsNeitherPasswordNorMail() throws Exception {
        settings("[\"a@b.example\"]", true);
        anomaly();
        Running mails = new Running(login(MailConfig.Tls.STARTTLS, "secret"));
        mails.await(() -> mails.stats().givenUp() == 1);
        assertThat(mails.stats().problem()).contains("STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aLoginIsUsedWhereOneIsConfigured() throws Exception {
        server.setUser("user@node.example", "user", "secret");
        settings("[\"a@b.example\"]", true);
        anomaly();
        Running wrong = new Running(login(MailConfig.Tls.NONE, "wrong"));
        wrong.await(() -> wrong.stats().givenUp() == 1);
        assertThat(wrong.stats().problem()).contains("Authentication").doesNotContain("wrong");
        assertThat(login(MailConfig.Tls.NONE, "wrong")).asString().doesNotContain("wrong");
        wrong.close();
        Files.delete(folder.resolve("mail-position"));
        Running right = new Running(login(MailConfig.Tls.NONE, "secret"));
        right.await(() -> right.stats().sent() == 1);
    }

    @Test
    void aNodeThatWasFollowedSendsNothingMore() {
        settings("[\"a@b.example\"]", true);
        followed = true;
        anomaly();
        Running mails = mails(0);
        mails.await(() -> !mails.thread.isAlive());
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    private static String body(MimeMessage message) throws Exception {
        return ((String) message.getContent()).replace("\r\n", "\n");
    }

    private static String to(MimeMessage message) {
        try {
            return message.getAllRecipients()[0].toString();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> ids() throws Exception {
        List<String> ids = new ArrayList<>();
        for (MimeMessage message : server.getReceivedMessages()) {
            ids.add(message.getMessageID());
        }
        return ids;
    }

    private MimeMessage about(String subject) throws Exception {
        for (MimeMessage message : server.getReceivedMessages()) {
            if (message.getSubject().equals(subject)) {
                return message;
            }
        }
        throw new AssertionError("no mail about " + subject);
    }

    /** With time to start on a busy machine; the library's own 2 s are few. */
    private static ServerSetup setup(int port) {
        ServerSetup setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(60_000);
        return setup;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private MailConfig config(int port, int attempts, int room) {
        return new MailConfig(
                "127.0.0.1",
                port,
                MailConfig.Tls.NONE,
                "",
                "",
                "conductor@node.example",
                attempts,
                1,
                20,
                20_000,
                room);
    }

    private MailConfig login(MailConfig.Tls tls, String password) {
        MailConfig plain = config(server.getSmtp().getPort(), 2, 10);
        return new MailConfig(
                plain.host(), plain.port(), tls, "user", password, plain.from(), 2, 1, 1, plain.timeoutMs(), 10);
    }

    private Running mails(long presentSeq) {
        return mails(presentSeq, server.getSmtp().getPort(), 8, 100);
    }

    private Running mails(long presentSeq, int port, int attempts, int room) {
        return new Running(config(port, attempts, room), presentSeq);
    }

    /** Mails on a thread of their own, fed with the records there are. */
    private final class Running implements AutoCloseable {
        private final BellMails mails;
        private final Thread thread;
        private volatile int next;

        Running(MailConfig config) {
            this(config, 0);
        }

        Running(MailConfig config, long presentSeq) {
            mails = new BellMails(
                    config, ENGINE, 100, this::feed, presentSeq, folder.resolve("mail-position"), () -> !followed);
            thread = new Thread(mails, "mails");
            thread.start();
            running.add(this);
        }

        private boolean feed(Decision d) {
            if (next >= records.size()) {
                return false;
            }
            Decision record = records.get(next);
            d.clear();
            d.type = record.type;
            d.seq = record.seq;
            d.engineTimeMs = record.engineTimeMs;
            d.subjectKey = record.subjectKey;
            d.scopeKey = record.scopeKey;
            d.state = record.state;
            d.severity = record.severity;
            d.anomalyClass = record.anomalyClass;
            d.anomalySeq = record.anomalySeq;
            d.decisionSeq = record.decisionSeq;
            d.arm = record.arm;
            d.scorePpm = record.scorePpm;
            d.expectedPpm = record.expectedPpm;
            d.payloadLength = record.payloadLength;
            d.payload.putBytes(0, record.payload, 0, record.payloadLength);
            next++;
            return true;
        }

        boolean hasRead() {
            return next >= records.size();
        }

        MailStats stats() {
            return mails.stats();
        }

        void await(BooleanSupplier condition) {
            long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime() - untilNs)
                        .as("waited in vain, last problem: %s", stats().problem())
                        .isNegative();
                LockSupport.parkNanos(5_000_000);
            }
        }

        @Override
        public void close() {
            mails.stop();
            try {
                thread.join(60_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private Decision anomaly() {
        Decision d = record(DecisionType.NOTIFICATION);
        d.state = Bell.ANOMALY_DETECTED;
        return drop(d);
    }

    private void executed() {
        Decision d = drop(record(DecisionType.NOTIFICATION));
        d.state = Bell.INTERVENTION_EXECUTED;
        d.decisionSeq = 9;
        d.arm = Arm.POLL;
    }

    private void escalation() {
        Decision d = drop(record(DecisionType.ESCALATION));
        d.anomalyClass = AnomalyClass.MASS_EXIT;
    }

    private static Decision drop(Decision d) {
        d.anomalyClass = AnomalyClass.SUDDEN_DROP;
        d.severity = Severity.CRITICAL;
        d.scorePpm = 320_462;
        d.expectedPpm = 630_000;
        d.anomalySeq = 3;
        return d;
    }

    private void settings(String emails, boolean stored) {
        Decision d = record(DecisionType.SETTINGS);
        EventSettingsRecordEncoder settings = new EventSettingsRecordEncoder();
        settings.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder()).stored((short) (stored ? 1 : 0));
        byte[] event = "evt_1".getBytes(StandardCharsets.UTF_8);
        byte[] addresses = emails.getBytes(StandardCharsets.UTF_8);
        settings.putEvent(event, 0, event.length)
                .putEmails(addresses, 0, addresses.length)
                .putActor(event, 0, event.length);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + settings.encodedLength();
    }

    private Decision record(int type) {
        Decision d = new Decision();
        d.type = type;
        d.seq = records.size() + 1;
        d.engineTimeMs = START_MS + 1_000 * d.seq;
        d.subjectKey = SESSION;
        d.scopeKey = EVENT;
        records.add(d);
        return d;
    }

    private static Decision text(Decision d, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        d.payload.putBytes(0, utf8);
        d.payloadLength = utf8.length;
        return d;
    }
}
