package conductor.engine.core;

import conductor.engine.codec.CommandRecordDecoder;
import conductor.engine.codec.EventSettingsRecordDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * What the payloads of settings and commands must hold to be read and applied. Field by field at fixed offsets, so that nothing is
 * allocated and nothing thrown, whatever the bytes are.
 */
final class ControlPayloads {
    private static final int HEADER = 8;
    private static final int TEMPLATE_AT = 2;
    private static final int SCHEMA_AT = 4;
    private static final int PPM = 1_000_000;

    private ControlPayloads() {}

    /** Whether the payload is a CommandRecord that a record can repeat. */
    static boolean isCommand(Signal signal) {
        return is(signal, CommandRecordDecoder.TEMPLATE_ID, CommandRecordDecoder.BLOCK_LENGTH);
    }

    /** Whether the payload is an EventSettingsRecord whose values are within the ranges of audience.md 6.1. */
    static boolean settingsAllowed(Signal signal) {
        if (!is(signal, EventSettingsRecordDecoder.TEMPLATE_ID, EventSettingsRecordDecoder.BLOCK_LENGTH)) {
            return false;
        }
        DirectBuffer p = signal.payload;
        if (p.getByte(HEADER + EventSettingsRecordDecoder.storedEncodingOffset()) == 0) {
            return true;
        }
        return within(number(p, EventSettingsRecordDecoder.autoApprovePpmEncodingOffset()), 0, PPM)
                && within(number(p, EventSettingsRecordDecoder.minConfidencePpmEncodingOffset()), 0, PPM)
                && within(number(p, EventSettingsRecordDecoder.holdoutPpmEncodingOffset()), 0, PPM / 2)
                && within(number(p, EventSettingsRecordDecoder.approvalTimeoutMsEncodingOffset()), 10_000, 1_800_000)
                && within(octet(p, EventSettingsRecordDecoder.modeEncodingOffset()), Mode.MANUAL, Mode.AUTO)
                && within(octet(p, EventSettingsRecordDecoder.allowedArmsEncodingOffset()), 0, 15)
                && within(octet(p, EventSettingsRecordDecoder.maxInterventionsPerHourEncodingOffset()), 0, 100);
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
