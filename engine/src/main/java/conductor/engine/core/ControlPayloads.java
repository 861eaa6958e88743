package conductor.engine.core;

import conductor.engine.codec.CommandRecordDecoder;
import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.OutcomeRecordDecoder;
import conductor.engine.codec.SettingsChangeRecordDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * What the payloads of settings and commands must hold to be read and applied, texts included: publisher and sink read them again
 * from the record that repeats them. Field by field, so that nothing is allocated and nothing thrown, whatever the bytes are.
 */
final class ControlPayloads {
    private static final int HEADER = 8;
    private static final int TEMPLATE_AT = 2;
    private static final int SCHEMA_AT = 4;
    private static final int PPM = 1_000_000;
    private static final int NO_RATE = -1;
    private static final int LENGTH_BYTES = 4;
    /** Says that no text of an allowed length is there. */
    private static final int BROKEN = -1;

    private ControlPayloads() {}

    /**
     * Whether the payload is a CommandRecord that a record can repeat: who, which command, the event if the command is about one, and
     * texts that are not too long.
     */
    static boolean isCommand(Signal signal) {
        if (!is(signal, CommandRecordDecoder.TEMPLATE_ID, CommandRecordDecoder.BLOCK_LENGTH)) {
            return false;
        }
        int actorAt = endOfText(signal, HEADER + CommandRecordDecoder.BLOCK_LENGTH, 1);
        int eventAt = endOfText(signal, actorAt, 1);
        int sessionAt = endOfText(signal, eventAt, signal.scopeKey == 0 ? 0 : 1);
        boolean aboutAll = sessionAt == eventAt + LENGTH_BYTES;
        int reasonAt = endOfText(signal, sessionAt, 0);
        int contentAt = endOfText(signal, reasonAt, 0, Payload.REASON_MAX);
        int end = endOfText(signal, contentAt, 0, Payload.CONTENT_MAX);
        return end == signal.payloadLength && aboutAll == (signal.scopeKey == 0);
    }

    /** Whether the payload is an EventSettingsRecord of an event whose values are within the ranges of audience.md 6.1. */
    static boolean settingsAllowed(Signal signal) {
        if (!is(signal, EventSettingsRecordDecoder.TEMPLATE_ID, EventSettingsRecordDecoder.BLOCK_LENGTH)
                || endOfSettings(signal) != signal.payloadLength) {
            return false;
        }
        int stored = octet(signal.payload, EventSettingsRecordDecoder.storedEncodingOffset());
        boolean whole = number(signal.payload, EventSettingsRecordDecoder.columnsEncodingOffset()) == 0;
        return whole && (stored == 0 || stored == 1 && valuesAllowed(signal.payload));
    }

    /** Whether the payload is a SettingsChangeRecord with the texts of a command whose values are within the ranges of audience.md 6.1. */
    static boolean changeAllowed(Signal signal) {
        if (!is(signal, SettingsChangeRecordDecoder.TEMPLATE_ID, SettingsChangeRecordDecoder.BLOCK_LENGTH)) {
            return false;
        }
        int actorAt = endOfText(signal, HEADER + SettingsChangeRecordDecoder.BLOCK_LENGTH, 1);
        int eventAt = endOfText(signal, actorAt, 1);
        int emailsAt = endOfText(signal, eventAt, 1);
        if (endOfText(signal, emailsAt, 0, Payload.EMAILS_MAX) != signal.payloadLength) {
            return false;
        }
        DirectBuffer p = signal.payload;
        return within(octet(p, SettingsChangeRecordDecoder.resetEncodingOffset()), 0, 1)
                && within(
                        number(p, SettingsChangeRecordDecoder.columnsEncodingOffset()),
                        0,
                        (1 << SettingsColumn.COUNT) - 1)
                && changedNumbersAllowed(p)
                && within(octet(p, SettingsChangeRecordDecoder.modeEncodingOffset()), Mode.MANUAL, Mode.AUTO)
                && within(octet(p, SettingsChangeRecordDecoder.allowedArmsEncodingOffset()), 0, 15)
                && within(octet(p, SettingsChangeRecordDecoder.maxInterventionsPerHourEncodingOffset()), 0, 100)
                && isLanguage(p, SettingsChangeRecordDecoder.languageBytesEncodingOffset());
    }

    /** What is not changed is not read. */
    private static boolean changedNumbersAllowed(DirectBuffer p) {
        int columns = number(p, SettingsChangeRecordDecoder.columnsEncodingOffset());
        return allowed(
                        columns,
                        SettingsColumn.AUTO_APPROVE_THRESHOLD,
                        number(p, SettingsChangeRecordDecoder.autoApprovePpmEncodingOffset()),
                        0,
                        PPM)
                && allowed(
                        columns,
                        SettingsColumn.MIN_CONFIDENCE_THRESHOLD,
                        number(p, SettingsChangeRecordDecoder.minConfidencePpmEncodingOffset()),
                        0,
                        PPM)
                && allowed(
                        columns,
                        SettingsColumn.HOLDOUT_FRACTION,
                        number(p, SettingsChangeRecordDecoder.holdoutPpmEncodingOffset()),
                        0,
                        PPM / 2)
                && allowed(
                        columns,
                        SettingsColumn.APPROVAL_TIMEOUT,
                        number(p, SettingsChangeRecordDecoder.approvalTimeoutMsEncodingOffset()),
                        10_000,
                        1_800_000)
                && ((columns & 1 << SettingsColumn.FALSE_ALARMS_PER_HOUR) == 0
                        || isRate(number(p, SettingsChangeRecordDecoder.falseAlarmsPerHourPpmEncodingOffset())));
    }

    private static boolean allowed(int columns, int column, int value, int least, int most) {
        return (columns & 1 << column) == 0 || within(value, least, most);
    }

    /** Whether the payload is an OutcomeRecord. */
    static boolean isOutcome(Signal signal) {
        if (!is(signal, OutcomeRecordDecoder.TEMPLATE_ID, OutcomeRecordDecoder.BLOCK_LENGTH)) {
            return false;
        }
        int errorAt = endOfText(signal, HEADER + OutcomeRecordDecoder.BLOCK_LENGTH, 0, Payload.RESULT_MAX);
        return endOfText(signal, errorAt, 0, Payload.ERROR_MAX) == signal.payloadLength;
    }

    private static int endOfSettings(Signal signal) {
        int emailsAt = endOfText(signal, HEADER + EventSettingsRecordDecoder.BLOCK_LENGTH, 1);
        int actorAt = endOfText(signal, emailsAt, 0, Payload.EMAILS_MAX);
        return endOfText(signal, actorAt, 0);
    }

    private static boolean valuesAllowed(DirectBuffer p) {
        return within(number(p, EventSettingsRecordDecoder.autoApprovePpmEncodingOffset()), 0, PPM)
                && within(number(p, EventSettingsRecordDecoder.minConfidencePpmEncodingOffset()), 0, PPM)
                && within(number(p, EventSettingsRecordDecoder.holdoutPpmEncodingOffset()), 0, PPM / 2)
                && within(number(p, EventSettingsRecordDecoder.approvalTimeoutMsEncodingOffset()), 10_000, 1_800_000)
                && isRate(number(p, EventSettingsRecordDecoder.falseAlarmsPerHourPpmEncodingOffset()))
                && within(octet(p, EventSettingsRecordDecoder.modeEncodingOffset()), Mode.MANUAL, Mode.AUTO)
                && within(octet(p, EventSettingsRecordDecoder.allowedArmsEncodingOffset()), 0, 15)
                && within(octet(p, EventSettingsRecordDecoder.maxInterventionsPerHourEncodingOffset()), 0, 100)
                && isLanguage(p, EventSettingsRecordDecoder.languageBytesEncodingOffset());
    }

    private static boolean isRate(int ppm) {
        return ppm == NO_RATE || within(ppm, PPM / 100, 10 * PPM);
    }

    /** Letters, digits and hyphens, and nothing but zeros behind them. */
    private static boolean isLanguage(DirectBuffer payload, int offset) {
        boolean over = false;
        for (int i = 0; i < Long.BYTES; i++) {
            int c = octet(payload, offset + i);
            boolean sign = within(c | 0x20, 'a', 'z') || within(c, '0', '9') || c == '-';
            if (c != 0 && (over || !sign)) {
                return false;
            }
            over = c == 0;
        }
        return true;
    }

    /** Where a text with its length before it ends, or {@link #BROKEN} when it is too short, too long or not all there. */
    private static int endOfText(Signal signal, int at, int least) {
        return endOfText(signal, at, least, Names.MAX_LENGTH);
    }

    private static int endOfText(Signal signal, int at, int least, int most) {
        if (at == BROKEN || at + LENGTH_BYTES > signal.payloadLength) {
            return BROKEN;
        }
        int length = signal.payload.getInt(at, ByteOrder.LITTLE_ENDIAN);
        int end = at + LENGTH_BYTES + length;
        return within(length, least, most) && end <= signal.payloadLength ? end : BROKEN;
    }

    private static boolean is(Signal signal, int template, int blockLength) {
        return signal.payloadLength >= HEADER + blockLength
                && signal.payloadLength <= Decision.PAYLOAD_CAPACITY
                && unsigned(signal.payload, 0) == blockLength
                && unsigned(signal.payload, TEMPLATE_AT) == template
                && unsigned(signal.payload, SCHEMA_AT) == CommandRecordDecoder.SCHEMA_ID;
    }

    private static int unsigned(DirectBuffer payload, int at) {
        return payload.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xffff;
    }

    private static int number(DirectBuffer payload, int offset) {
        return payload.getInt(HEADER + offset, ByteOrder.LITTLE_ENDIAN);
    }

    private static int octet(DirectBuffer payload, int offset) {
        return payload.getByte(HEADER + offset) & 0xff;
    }

    private static boolean within(int value, int least, int most) {
        return value >= least && value <= most;
    }
}
