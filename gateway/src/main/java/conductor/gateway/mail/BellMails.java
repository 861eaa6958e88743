package conductor.gateway.mail;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.json.SessionDirectory;
import jakarta.mail.MessagingException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the people of an event what the organiser's bell says, and escalations. Reads the committed decisions on a thread of its own,
 * so nobody waits for a mail server and nothing is missing when one was away; what cannot be sent in some attempts is dropped and counted.
 *
 * <pre>
 *   journal ──► names, addresses ──► mails that wait (bounded) ──► SMTP server
 *                                        │    ▲ again later, at most so many times
 *                                        └────┘
 * </pre>
 *
 * <p>A mail may be sent twice, when the node dies between sending it and keeping its position: then both have the same Message-ID.
 */
public final class BellMails implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(BellMails.class);
    private static final int RECORDS_A_TURN = 4_096;
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long KEEP_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private static final class Waiting {
        private final long seq;
        private Mail mail;
        private int attempts;
        private long dueNs = System.nanoTime();

        Waiting(long seq, Mail mail) {
            this.seq = seq;
            this.mail = mail;
        }
    }

    private final MailConfig config;
    private final Predicate<Decision> feed;
    private final BooleanSupplier maySend;
    private final MailServer server;
    private final MailPosition position;
    private final SessionDirectory directory = new SessionDirectory();
    private final AddressBook addresses;
    private final MailText texts;
    private final MailStats stats = new MailStats();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Decision decision = new Decision();
    private final long afterSeq;
    private long readSeq;
    private long keptNs = System.nanoTime();
    private volatile long keptSeq;
    private volatile boolean stopping;

    /**
     * @param engineId whose records these are.
     * @param eventsMax events whose addresses are remembered.
     * @param feed fills in the next committed decision; false when there is none yet. It has to begin early enough for what is said behind
     *     {@link #afterSeq()}.
     * @param presentSeq number of the newest decision that is no score.
     * @param positionFile where it is kept how far mails are done.
     * @param maySend false once another node has taken this one's place: then nothing more is sent, for good.
     */
    public BellMails(
            MailConfig config,
            int engineId,
            int eventsMax,
            Predicate<Decision> feed,
            long presentSeq,
            Path positionFile,
            BooleanSupplier maySend) {
        this.config = config;
        this.feed = feed;
        this.maySend = maySend;
        this.server = new MailServer(config);
        this.position = new MailPosition(positionFile, HexFormat.of().toHexDigits(engineId));
        this.addresses = new AddressBook(eventsMax);
        this.texts = new MailText(engineId, directory);
        this.afterSeq = position.start(presentSeq);
        this.keptSeq = afterSeq;
    }

    /** Number of the record behind which it begins. */
    public long afterSeq() {
        return afterSeq;
    }

    /** Number of the record up to which no mail is to be made or sent any more, as kept on disk. */
    public long keptSeq() {
        return keptSeq;
    }

    /** What becomes of mails. */
    public MailStats stats() {
        return stats;
    }

    /** Asks {@link #run()} to end; what waits is sent after the next start. */
    public void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        LOG.info("Mails go through {}, about what happens after record {}", config, afterSeq);
        while (!over()) {
            boolean more = read();
            send();
            stats.waiting(waiting.size());
            if (System.nanoTime() - keptNs >= KEEP_EVERY_NS) {
                keep();
            }
            if (!more) {
                LockSupport.parkNanos(IDLE_NS);
            }
        }
        keep();
    }

    private boolean over() {
        return stopping || !maySend.getAsBoolean();
    }

    /** Reads some records; false when there are no more now. */
    private boolean read() {
        for (int i = 0; i < RECORDS_A_TURN; i++) {
            if (over() || !feed.test(decision)) {
                return false;
            }
            directory.apply(decision);
            addresses.apply(decision);
            if (decision.type != DecisionType.SCORE) {
                readSeq = decision.seq;
                if (decision.seq > afterSeq && MailText.tells(decision)) {
                    add();
                }
            }
        }
        return true;
    }

    private void add() {
        List<String> to = addresses.of(decision.scopeKey);
        if (to.isEmpty()) {
            return;
        }
        if (waiting.size() >= config.queueMax()) {
            stats.countNoRoom();
        } else {
            waiting.add(new Waiting(decision.seq, texts.mail(decision, to)));
        }
    }

    private void send() {
        long nowNs = System.nanoTime();
        List<Waiting> due =
                waiting.stream().filter(mail -> mail.dueNs - nowNs <= 0).toList();
        if (due.isEmpty()) {
            return;
        }
        Iterator<Waiting> next = due.iterator();
        try (MailServer.Connection connection = server.connect()) {
            while (next.hasNext() && !over() && connection.usable()) {
                send(connection, next.next());
            }
        } catch (MessagingException e) {
            // Nobody let us in, which is an attempt for each of them.
            next.forEachRemaining(mail -> again(mail, e));
        }
    }

    private void send(MailServer.Connection connection, Waiting mail) {
        try {
            List<String> later = connection.send(mail.mail);
            stats.countSent();
            if (later.isEmpty()) {
                waiting.remove(mail);
            } else {
                mail.mail = mail.mail.to(later);
                again(mail, new MessagingException("some addresses were put off: " + later.size()));
            }
        } catch (MailServer.RefusedException e) {
            waiting.remove(mail);
            stats.countRefused();
            LOG.warn(
                    "The mail about record {} was refused for good: {}",
                    mail.seq,
                    e.getCause().getMessage());
        } catch (MessagingException e) {
            again(mail, e);
        }
    }

    private void again(Waiting mail, MessagingException why) {
        stats.countFailure(why);
        mail.attempts++;
        if (mail.attempts >= config.attemptsMax()) {
            waiting.remove(mail);
            stats.countGivenUp();
            LOG.warn(
                    "The mail about record {} is dropped after {} attempts: {}",
                    mail.seq,
                    mail.attempts,
                    stats.problem());
        } else {
            long pauseMs = Math.min(config.longestPauseMs(), config.firstPauseMs() << (mail.attempts - 1));
            mail.dueNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
        }
    }

    /** Not before the history is read: until then nothing is done that was not done before. */
    private void keep() {
        if (readSeq >= afterSeq) {
            keptSeq = waiting.isEmpty() ? readSeq : waiting.peek().seq - 1;
            position.keep(keptSeq);
            keptNs = System.nanoTime();
        }
    }
}
