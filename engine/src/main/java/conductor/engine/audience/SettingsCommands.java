package conductor.engine.audience;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SettingsChangeRecordDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionType;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.Signal;
import org.agrona.concurrent.UnsafeBuffer;

/** Changes of an event's settings by command (audience.md 2.7, 6.1): what is not said stays as it is. */
final class SettingsCommands {
    private static final long ANY_VERSION = -1;

    private final DecisionEmitter out;
    private final EventSettings settings;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final MessageHeaderEncoder headerOut = new MessageHeaderEncoder();
    private final SettingsChangeRecordDecoder change = new SettingsChangeRecordDecoder();
    private final EventSettingsRecordEncoder merged = new EventSettingsRecordEncoder();
    private final EventSettingsRecordDecoder read = new EventSettingsRecordDecoder();
    private final CommandRecordEncoder answer = new CommandRecordEncoder();
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[Signal.PAYLOAD_CAPACITY]);
    private final UnsafeBuffer commandId = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer actor = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer event = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer emails = new UnsafeBuffer(0, 0);

    SettingsCommands(DecisionEmitter out, EventSettings settings) {
        this.out = out;
        this.settings = settings;
    }

    /** Follows a command and says what the settings are now; returns the result's code. */
    int follow(Signal signal) {
        wrap(signal);
        long version = settings.versionOf(signal.scopeKey);
        if (change.expectedVersion() != ANY_VERSION && change.expectedVersion() != version) {
            return Code.VERSION_CONFLICT;
        }
        boolean stored = change.reset() == 0;
        if (stored && change.columns() == 0) {
            return Code.ALREADY;
        }
        settings.select(signal.scopeKey);
        int length = merge(version + 1, stored, stored && settings.isUnread(signal.scopeKey) ? change.columns() : 0);
        read.wrapAndApplyHeader(record, 0, header);
        int changed = settings.command(signal.scopeKey, read, stored);
        if (changed <= 0) {
            return changed < 0 ? Code.EVENT_TABLE_FULL : Code.ALREADY;
        }
        Decision d = out.begin(DecisionType.SETTINGS, signal.engineTimeMs, signal.scopeKey, 0, 0);
        d.decisionSeq = version + 1;
        d.payload.putBytes(0, record, 0, length);
        d.payloadLength = length;
        out.emit();
        return Code.NONE;
    }

    /** Who asked for what, as in the answers to all commands. */
    void answer(Signal signal, Decision d) {
        wrap(signal);
        answer.wrapAndApplyHeader(d.payload, 0, headerOut)
                .forMs(0)
                .putCommandId(commandId, 0, commandId.capacity())
                .putActor(actor, 0, actor.capacity())
                .putEvent(event, 0, event.capacity())
                .putSession(Detail.NOTHING, 0, 0)
                .putReason(Detail.NOTHING, 0, 0)
                .putContent(Detail.NOTHING, 0, 0);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + answer.encodedLength();
    }

    private void wrap(Signal signal) {
        change.wrapAndApplyHeader(signal.payload, 0, header);
        change.wrapCommandId(commandId);
        change.wrapActor(actor);
        change.wrapEvent(event);
        change.wrapEmails(emails);
    }

    /** @param said columns that were asked for, where the others of a stored row are not known; 0 = all are. */
    private int merge(long version, boolean stored, long said) {
        merged.wrapAndApplyHeader(record, 0, headerOut)
                .settingsVersion(version)
                .stored(flag(stored))
                .reserved((short) 0);
        if (stored) {
            mergeNumbers();
            mergeSwitches();
        } else {
            record.setMemory(
                    MessageHeaderEncoder.ENCODED_LENGTH + EventSettingsRecordEncoder.languageBytesEncodingOffset(),
                    EventSettingsRecordEncoder.BLOCK_LENGTH - EventSettingsRecordEncoder.languageBytesEncodingOffset(),
                    (byte) 0);
        }
        merged.columns(said);
        boolean says = stored && sets(SettingsColumn.NOTIFICATION_EMAILS);
        merged.putEvent(event, 0, event.capacity())
                .putEmails(emails, 0, says ? emails.capacity() : 0)
                .putActor(actor, 0, actor.capacity());
        return MessageHeaderEncoder.ENCODED_LENGTH + merged.encodedLength();
    }

    private void mergeNumbers() {
        merged.languageBytes(sets(SettingsColumn.CONTENT_LANGUAGE) ? change.languageBytes() : settings.languageBytes())
                .autoApprovePpm(
                        sets(SettingsColumn.AUTO_APPROVE_THRESHOLD)
                                ? change.autoApprovePpm()
                                : settings.autoApprovePpm())
                .minConfidencePpm(
                        sets(SettingsColumn.MIN_CONFIDENCE_THRESHOLD)
                                ? change.minConfidencePpm()
                                : settings.minConfidencePpm())
                .approvalTimeoutMs(
                        sets(SettingsColumn.APPROVAL_TIMEOUT)
                                ? change.approvalTimeoutMs()
                                : settings.approvalTimeoutMs())
                .holdoutPpm(sets(SettingsColumn.HOLDOUT_FRACTION) ? change.holdoutPpm() : settings.holdoutPpm())
                .falseAlarmsPerHourPpm(
                        sets(SettingsColumn.FALSE_ALARMS_PER_HOUR)
                                ? change.falseAlarmsPerHourPpm()
                                : settings.falseAlarmsPerHourPpm());
    }

    private void mergeSwitches() {
        merged.agentEnabled(sets(SettingsColumn.AGENT_ENABLED) ? change.agentEnabled() : flag(settings.agentEnabled()))
                .mode(sets(SettingsColumn.AGENT_MODE) ? change.mode() : (short) settings.mode())
                .allowedArms(
                        sets(SettingsColumn.ALLOWED_INTERVENTIONS)
                                ? change.allowedArms()
                                : (short) settings.allowedArms())
                .maxInterventionsPerHour(
                        sets(SettingsColumn.MAX_INTERVENTIONS_PER_HOUR)
                                ? change.maxInterventionsPerHour()
                                : (short) settings.maxInterventionsPerHour())
                .notifyOnAnomaly(
                        sets(SettingsColumn.NOTIFY_ON_ANOMALY)
                                ? change.notifyOnAnomaly()
                                : flag(settings.notifyOnAnomaly()))
                .notifyOnIntervention(
                        sets(SettingsColumn.NOTIFY_ON_INTERVENTION)
                                ? change.notifyOnIntervention()
                                : flag(settings.notifyOnIntervention()));
    }

    private boolean sets(int column) {
        return (change.columns() & 1L << column) != 0;
    }

    private static short flag(boolean set) {
        return (short) (set ? 1 : 0);
    }
}
