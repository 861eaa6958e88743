package conductor.journal;

import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.SettingsChangeRecordEncoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.LongHashSet;

/**
 * Events that have settings of their own, which go before the defaults: counts them, and puts the values of a what-if into the columns
 * that it asks about.
 */
final class EventColumns {
    private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

    /** Where the columns stand in the block of a record that has them. */
    private record Layout(
            int template,
            int blockLength,
            int agentEnabled,
            int mode,
            int autoApprove,
            int minConfidence,
            int allowedArms,
            int maxPerHour,
            int approvalTimeout,
            int holdout) {}

    private static final Layout ROW = new Layout(
            EventSettingsRecordEncoder.TEMPLATE_ID,
            EventSettingsRecordEncoder.BLOCK_LENGTH,
            EventSettingsRecordEncoder.agentEnabledEncodingOffset(),
            EventSettingsRecordEncoder.modeEncodingOffset(),
            EventSettingsRecordEncoder.autoApprovePpmEncodingOffset(),
            EventSettingsRecordEncoder.minConfidencePpmEncodingOffset(),
            EventSettingsRecordEncoder.allowedArmsEncodingOffset(),
            EventSettingsRecordEncoder.maxInterventionsPerHourEncodingOffset(),
            EventSettingsRecordEncoder.approvalTimeoutMsEncodingOffset(),
            EventSettingsRecordEncoder.holdoutPpmEncodingOffset());
    private static final Layout CHANGE = new Layout(
            SettingsChangeRecordEncoder.TEMPLATE_ID,
            SettingsChangeRecordEncoder.BLOCK_LENGTH,
            SettingsChangeRecordEncoder.agentEnabledEncodingOffset(),
            SettingsChangeRecordEncoder.modeEncodingOffset(),
            SettingsChangeRecordEncoder.autoApprovePpmEncodingOffset(),
            SettingsChangeRecordEncoder.minConfidencePpmEncodingOffset(),
            SettingsChangeRecordEncoder.allowedArmsEncodingOffset(),
            SettingsChangeRecordEncoder.maxInterventionsPerHourEncodingOffset(),
            SettingsChangeRecordEncoder.approvalTimeoutMsEncodingOffset(),
            SettingsChangeRecordEncoder.holdoutPpmEncodingOffset());

    private final EngineConfig config;
    private final int columns;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EventSettingsRecordDecoder row = new EventSettingsRecordDecoder();
    private final LongHashSet withSettings = new LongHashSet();

    EventColumns(WhatIf.Question question) {
        this.config = question.config();
        this.columns = question.eventColumns();
    }

    /** Notes a decision of the journal, where it says that an event has settings of its own. */
    void note(Decision decision) {
        if (decision.type == DecisionType.SETTINGS
                && row.wrapAndApplyHeader(decision.payload, 0, header).stored() != 0) {
            withSettings.add(decision.scopeKey);
        }
    }

    /** Events that had settings of their own at some time. */
    int count() {
        return withSettings.size();
    }

    /** Puts the values of the what-if into a signal that sets columns of an event; columns that a change leaves alone stay so. */
    void override(Signal signal) {
        if (columns == 0) {
            return;
        }
        switch (signal.type) {
            case SignalType.EVENT_SETTINGS -> override(signal, ROW);
            case SignalType.SET_SETTINGS -> override(signal, CHANGE);
            default -> {
                // It sets no columns.
            }
        }
    }

    private void override(Signal signal, Layout at) {
        if (signal.payloadLength < HEADER + at.blockLength
                || header.wrap(signal.payload, 0).templateId() != at.template) {
            return;
        }
        MutableDirectBuffer payload = signal.payload;
        putByte(payload, SettingsColumn.AGENT_ENABLED, at.agentEnabled, config.agentEnabled() ? 1 : 0);
        putByte(payload, SettingsColumn.AGENT_MODE, at.mode, config.mode());
        putInt(payload, SettingsColumn.AUTO_APPROVE_THRESHOLD, at.autoApprove, config.autoApprovePpm());
        putInt(payload, SettingsColumn.MIN_CONFIDENCE_THRESHOLD, at.minConfidence, config.minConfidencePpm());
        putByte(payload, SettingsColumn.ALLOWED_INTERVENTIONS, at.allowedArms, config.allowedArms());
        putByte(payload, SettingsColumn.MAX_INTERVENTIONS_PER_HOUR, at.maxPerHour, config.maxInterventionsPerHour());
        putInt(payload, SettingsColumn.APPROVAL_TIMEOUT, at.approvalTimeout, config.approvalTimeoutMs());
        putInt(
                payload,
                SettingsColumn.HOLDOUT_FRACTION,
                at.holdout,
                config.life().holdoutPpm());
    }

    private void putByte(MutableDirectBuffer payload, int column, int offset, int value) {
        if ((columns & 1 << column) != 0) {
            payload.putByte(HEADER + offset, (byte) value);
        }
    }

    private void putInt(MutableDirectBuffer payload, int column, int offset, int value) {
        if ((columns & 1 << column) != 0) {
            payload.putInt(HEADER + offset, value, ByteOrder.LITTLE_ENDIAN);
        }
    }
}
