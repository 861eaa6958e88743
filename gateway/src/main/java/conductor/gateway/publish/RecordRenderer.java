package conductor.gateway.publish;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.journal.json.ExplanationJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordView;
import conductor.journal.json.RewardJson;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.SessionName;
import conductor.journal.json.TemplateSets;
import java.nio.charset.StandardCharsets;

/**
 * Decision records to what leaves of them. The bytes depend on the records alone: rendered again after a crash they
 * are the same. One thread.
 */
final class RecordRenderer {
    private static final byte[] ENGAGEMENT_UPDATE = "engagement:update".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANOMALY_DETECTED = "anomaly:detected".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INTERVENTIONS = "agent.interventions".getBytes(StandardCharsets.US_ASCII);

    private final JsonWriter json = new JsonWriter();
    private final RecordView view;
    private final UpdateJson updates;
    private final SessionEventJson sessionEvents;
    private final CommandJson commands;
    private final EnvelopeJson envelopes;
    private final BellJson bells;
    private final SessionDirectory directory;

    /** For decisions made with the shipped templates. */
    RecordRenderer(int engineId, SessionDirectory directory) {
        this(engineId, directory, TemplateSets.BUILT_IN);
    }

    /**
     * @param directory the texts; the caller has applied a record to it before rendering it.
     * @param templates the template sets that decisions were made with.
     */
    RecordRenderer(int engineId, SessionDirectory directory, TemplateSets templates) {
        Ids ids = new Ids(engineId);
        ExplanationJson explanations = new ExplanationJson(ids);
        this.view = new RecordView(directory, templates);
        this.updates = new UpdateJson(ids);
        this.sessionEvents = new SessionEventJson(ids, explanations);
        this.commands = new CommandJson(ids);
        this.envelopes = new EnvelopeJson(ids, updates, sessionEvents, explanations);
        this.bells = new BellJson(ids);
        this.directory = directory;
    }

    OutputRecord render(Decision d) {
        view.wrap(d);
        json.clear();
        envelopes.write(json, view);
        byte[] entry = json.toBytes();
        byte[] channel = message();
        byte[] message = channel == null ? null : json.toBytes();
        return new OutputRecord(OutStream.of(d), d.seq, d.engineTimeMs, entry, channel, message, view.isCommand());
    }

    /** Renders the message of the record into the buffer and returns its channel, null where it has none. */
    private byte[] message() {
        json.clear();
        SessionName session = view.session();
        if (session == null) {
            return null;
        }
        Decision d = view.decision();
        switch (d.type) {
            case DecisionType.SCORE:
                updates.engagement(json, view);
                return ENGAGEMENT_UPDATE;
            case DecisionType.ANOMALY:
                updates.anomaly(json, view);
                return ANOMALY_DETECTED;
            case DecisionType.STATUS:
                sessionEvents.status(json, view);
                return session.channel();
            case DecisionType.ESCALATION:
                commands.write(json, view);
                return INTERVENTIONS;
            case DecisionType.DECISION:
                return decisionMessage(d, session);
            case DecisionType.REWARD:
                return reward(session);
            case DecisionType.NOTIFICATION:
                return bell(d);
            default:
                return null;
        }
    }

    private byte[] decisionMessage(Decision d, SessionName session) {
        switch (d.state) {
            case DecisionState.PROPOSED, DecisionState.AUTO_APPROVED:
                sessionEvents.decision(json, view);
                return session.channel();
            case DecisionState.APPROVED, DecisionState.REJECTED, DecisionState.EXPIRED:
                sessionEvents.resolved(json, view);
                return session.channel();
            case DecisionState.SKIPPED:
                return skipped(d, session);
            case DecisionState.EXECUTED, DecisionState.FAILED:
                sessionEvents.executed(json, view);
                return session.channel();
            case DecisionState.PUBLISHED:
                commands.write(json, view);
                return INTERVENTIONS;
            default:
                return null;
        }
    }

    /** Of a decision that was announced before it was skipped people are told. */
    private byte[] skipped(Decision d, SessionName session) {
        if (d.previous == 0) {
            return null;
        }
        sessionEvents.resolved(json, view);
        return session.channel();
    }

    /** What a decision led to that was withheld is no news of an intervention: it is in the stream. */
    private byte[] reward(SessionName session) {
        if (!RewardJson.isTreated(view)) {
            return null;
        }
        sessionEvents.reward(json, view);
        return session.channel();
    }

    private byte[] bell(Decision d) {
        if (d.scopeKey == 0) {
            return null;
        }
        bells.write(json, view);
        return BellJson.channel(directory.eventUtf8(d.scopeKey));
    }
}
