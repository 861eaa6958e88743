package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.KeyHash;
import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonKind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The result of one command. Ours are named {@code i-{engine}-{seq}}; a result of anybody else's command has no effect.
 */
final class OutcomeParser extends MessageParser {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private final int id = fields.index("intervention_id");
    private final int success = fields.index("success");
    private final int error = fields.index("error");
    private final byte[] ours;

    OutcomeParser(KeyHash hash, String engineName) {
        super(hash, "intervention_id", "success", "error");
        this.ours = ("i-" + engineName + "-").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    void map(FieldValues found, ParsedEntry entry) {
        if (!requireId(found, id, entry)) {
            return;
        }
        boolean succeeded = found.kind(success) == JsonKind.TRUE || found.textEquals(success, TRUE);
        if (!succeeded && found.kind(success) != JsonKind.FALSE && !found.textEquals(success, FALSE)) {
            entry.reject(found.present(success) ? Code.BAD_FIELD : Code.MISSING_FIELD, fields.path(success));
            return;
        }
        long seq = sequence(found.bytes(id), found.offset(id), found.length(id));
        if (seq == 0) {
            entry.signal.type = SignalType.NO_EFFECT;
            return;
        }
        entry.signal.type = SignalType.OUTCOME;
        entry.signal.value1 = seq;
        entry.signal.value2 = succeeded ? 1 : 0;
        entry.provisioningError = !succeeded && found.present(error) && namesAPerson(found);
    }

    /** Whether the error speaks of a user or participant (audience.md 1.3, M6). */
    private boolean namesAPerson(FieldValues found) {
        String text = new String(found.bytes(error), found.offset(error), found.length(error), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
        return text.contains("user") || text.contains("participant");
    }

    /** The number of one of our interventions, 0 if the id is not ours. */
    private long sequence(byte[] bytes, int offset, int length) {
        int digits = length - ours.length;
        // 18 digits always fit a long.
        if (digits < 1 || digits > 18) {
            return 0;
        }
        for (int i = 0; i < ours.length; i++) {
            if (bytes[offset + i] != ours[i]) {
                return 0;
            }
        }
        long value = 0;
        for (int i = offset + ours.length; i < offset + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value == 0 && digit == 0) {
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
