package conductor.journal.sink;

import conductor.engine.codec.EventSettingsRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.Mode;
import conductor.journal.json.RecordText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * SETTINGS records that a command caused as rows of {@code event_agent_settings}: one row an event, the newest of a batch. What comes
 * from the stored row itself is not written back to it.
 */
final class CommandedSettings {
    private static final int ALL_ARMS = 15;
    private static final int NO_RATE = -1;
    /** Addresses that are taken away. */
    private static final byte[] NO_EMAILS = "null".getBytes(StandardCharsets.US_ASCII);

    /**
     * The settings of an event.
     *
     * @param record a copy of its EventSettingsRecord with the header.
     * @param emails a JSON array or null; Java's null = nothing was said of them.
     * @param said bits of the columns that were said, 0 = all.
     */
    private record Row(String event, UnsafeBuffer record, byte[] emails, long said, long version, long seq) {}

    private final EventSettingsRecordDecoder decoder = new EventSettingsRecordDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer text = new UnsafeBuffer(0, 0);
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** Forgets the rows gathered. */
    void clear() {
        rows.clear();
    }

    /** Rows gathered. */
    int size() {
        return rows.size();
    }

    /** Takes in a SETTINGS record. */
    void gather(Decision d) {
        if (!RecordText.isSettings(d.payload, d.payloadLength)) {
            return;
        }
        decoder.wrapAndApplyHeader(d.payload, 0, header);
        decoder.wrapEvent(text);
        String event = text.getStringWithoutLengthUtf8(0, text.capacity());
        decoder.wrapEmails(text);
        byte[] emails = bytes();
        decoder.wrapActor(text);
        if (text.capacity() == 0) {
            return;
        }
        byte[] copy = new byte[d.payloadLength];
        d.payload.getBytes(0, copy);
        Row before = rows.get(event);
        rows.put(
                event,
                new Row(event, new UnsafeBuffer(copy), said(emails, before), columns(before), d.decisionSeq, d.seq));
    }

    /** A reset takes addresses away; else those stay that were said last. */
    private byte[] said(byte[] emails, Row before) {
        if (decoder.stored() == 0) {
            return NO_EMAILS;
        }
        return emails.length > 0 ? emails : before == null ? null : before.emails();
    }

    /** All of a record counts where one before it in the batch says all; else what either says. */
    private long columns(Row before) {
        long said = decoder.columns();
        if (before == null || said == 0) {
            return said;
        }
        return before.said() == 0 ? 0 : before.said() | said;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[text.capacity()];
        text.getBytes(0, bytes);
        return bytes;
    }

    /** Writes the rows gathered, in the order of the table's columns and of its stage's. */
    void write(CopyBuffer buffer, byte[] engine) {
        for (Row row : rows.values()) {
            decoder.wrapAndApplyHeader(row.record(), 0, header);
            buffer.row()
                    .text(row.event())
                    .bool(decoder.agentEnabled() != 0)
                    .text(Mode.name(decoder.mode()))
                    .number(RowSource.ratio(decoder.autoApprovePpm()))
                    .number(RowSource.ratio(decoder.minConfidencePpm()))
                    .texts(arms(decoder.allowedArms()))
                    .integer(decoder.maxInterventionsPerHour())
                    .bool(decoder.notifyOnAnomaly() != 0)
                    .bool(decoder.notifyOnIntervention() != 0)
                    .integer(decoder.approvalTimeoutMs() / 1_000)
                    .number(RowSource.ratio(decoder.holdoutPpm()))
                    .text(language(decoder.languageBytes()));
            if (decoder.falseAlarmsPerHourPpm() == NO_RATE) {
                buffer.nothing();
            } else {
                buffer.number(RowSource.ratio(decoder.falseAlarmsPerHourPpm()));
            }
            buffer.text(engine)
                    .bigint(row.seq())
                    .bigint(row.version())
                    .json(Storable.json(row.emails()))
                    .bool(decoder.stored() != 0)
                    .integer((int) row.said());
        }
    }

    /** Null for all of them, as the column has it. */
    private static List<String> arms(int bits) {
        if (bits == ALL_ARMS) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            if ((bits & 1 << (arm - Arm.POLL)) != 0) {
                names.add(Arm.name(arm));
            }
        }
        return names;
    }

    /** Up to eight ASCII characters in a word, the first in the lowest byte; null where there is none. */
    private static String language(long word) {
        StringBuilder language = new StringBuilder();
        for (long rest = word; rest != 0; rest >>>= Byte.SIZE) {
            language.append((char) (rest & 0xff));
        }
        return language.length() == 0 ? null : language.toString();
    }
}
