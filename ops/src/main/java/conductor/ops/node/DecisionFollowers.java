package conductor.ops.node;

import conductor.engine.ring.EngineView;
import conductor.gateway.content.ContentWorker;
import conductor.gateway.lookup.LookUpInbox;
import conductor.gateway.lookup.SessionListener;
import conductor.gateway.lookup.SessionWatch;
import conductor.gateway.lookup.SettingsLookUps;
import conductor.gateway.mail.BellMails;
import conductor.gateway.mail.MailConfig;
import conductor.gateway.redis.EventLookUps;
import conductor.journal.DecisionReader;
import conductor.journal.DurableMark;
import conductor.journal.JournalDirectory;
import conductor.journal.RecordPosition;
import conductor.journal.sink.SettingsTable;
import conductor.ops.config.ContentConfig;
import conductor.ops.config.NodeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows the decisions beside publisher and database sink: mails, content, and look-ups of what sessions need. */
final class DecisionFollowers {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionFollowers.class);
    private static final long STOP_TIMEOUT_MS = 5_000;
    /** One answer of a mail server. */
    private static final long MAIL_TIMEOUT_MS = 9_000;

    private final NodeConfig config;
    private final JournalDirectory journal;
    private final RecordPosition recovered;
    private final StartedParts started;
    private final LookUpInbox lookUpInbox;
    private EventLookUps eventLookUps;
    private NodeContent content;
    private BellMails mails;

    /** @param recovered up to which records were there before the engine began to work. */
    DecisionFollowers(
            NodeConfig config,
            JournalDirectory journal,
            RecordPosition recovered,
            StartedParts started,
            LookUpInbox lookUpInbox) {
        this.config = config;
        this.journal = journal;
        this.recovered = recovered;
        this.started = started;
        this.lookUpInbox = lookUpInbox;
    }

    /**
     * Starts the mails to the people of events, where there is a mail server and the node acts on people.
     *
     * @param mayWrite false for good once another node writes in this one's place.
     */
    void startMails(DurableMark mark, BooleanSupplier mayWrite) {
        MailConfig server = config.mail().orElse(null);
        if (server == null) {
            return;
        }
        if (config.egress() != NodeConfig.Egress.LIVE || config.clock() != NodeConfig.Clock.REDIS) {
            LOG.info("No mails are sent, as neither a rehearsal nor a playback writes to people");
            return;
        }
        DecisionReader records = started.add("the mails' decision reader", journal.openDecisionReader(mark));
        mails = new BellMails(
                server,
                journal.engineConfig().engineId(),
                journal.engineConfig().eventsMax(),
                records::next,
                recovered.seq(),
                config.dataDir().resolve("mail-position"),
                mayWrite);
        records.goOnBehind(new RecordPosition(mails.afterSeq(), Long.MAX_VALUE));
        started.thread("the mails", "mails", mails, mails::stop, MAIL_TIMEOUT_MS);
    }

    /** Says what templates there are, and starts asking models where that is wanted. A playback is over before a model could answer. */
    void startContent(EngineView view) {
        ContentConfig wanted = config.content();
        if (wanted.gap() != null) {
            LOG.warn(wanted.gap());
        }
        if (wanted.models().isPresent() && config.clock() == NodeConfig.Clock.STREAM) {
            LOG.info("Content is from templates alone, as a playback asks no models");
        } else if (wanted.models().isPresent()) {
            content = new NodeContent(wanted, wanted.models().get());
            DecisionReader records = started.add("the content's decision reader", journal.openDecisionReader());
            records.goOnBehind(recovered);
            ContentWorker worker = content.worker(records, view, lookUpInbox);
            started.thread("the content", "content", worker, worker::stop, STOP_TIMEOUT_MS);
        }
        NodeContent.announce(
                wanted.templates(), content == null ? 0 : wanted.waitMs(), journal.templates(), lookUpInbox);
    }

    /**
     * Starts looking up events and settings of sessions.
     *
     * @param database null = there is none.
     */
    void startLookUps(String redisUri, NodeDatabase database) {
        List<SessionListener> lookUps = new ArrayList<>();
        if (config.redis().lookUps()) {
            eventLookUps = new EventLookUps(redisUri, journal.keyHash(), lookUpInbox);
            lookUps.add(eventLookUps);
        }
        if (database != null && config.database().settings()) {
            SettingsTable table = started.add("the settings' connection", new SettingsTable(database));
            lookUps.add(new SettingsLookUps(table::read, journal.engineConfig(), lookUpInbox));
        }
        if (lookUps.isEmpty()) {
            return;
        }
        DecisionReader records = started.add("the look-ups' decision reader", journal.openDecisionReader());
        records.goOnBehind(recovered);
        SessionWatch watch = new SessionWatch(records::next, lookUps);
        started.thread("the look-ups", "look-ups", watch, watch::stop, STOP_TIMEOUT_MS);
    }

    Optional<EventLookUps> eventLookUps() {
        return Optional.ofNullable(eventLookUps);
    }

    Optional<NodeContent> content() {
        return Optional.ofNullable(content);
    }

    Optional<BellMails> mails() {
        return Optional.ofNullable(mails);
    }
}
