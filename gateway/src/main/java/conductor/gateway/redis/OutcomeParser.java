package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.SignalType;
import conductor.gateway.OwnIds;
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
    private final int result = fields.index("result");
    private final int error = fields.index("error");
    private final OwnIds interventions;
    private final OutcomePayload payload = new OutcomePayload();

    OutcomeParser(KeyMemo keys, String engineName) {
        super(keys, "intervention_id", "success", "result", "error");
        this.interventions = new OwnIds('i', engineName);
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
        long seq = interventions.number(found.bytes(id), found.offset(id), found.length(id));
        if (seq == 0) {
            entry.signal.type = SignalType.NO_EFFECT;
            return;
        }
        entry.signal.type = SignalType.OUTCOME;
        entry.signal.value1 = seq;
        entry.signal.value2 = succeeded ? 1 : 0;
        entry.provisioningError = !succeeded && found.present(error) && namesAPerson(found);
        entry.resultLeftOut = payload.write(found, result, error, entry.signal);
    }

    /** Whether the error speaks of a user or participant (audience.md 1.3, M6). */
    private boolean namesAPerson(FieldValues found) {
        String text = new String(found.bytes(error), found.offset(error), found.length(error), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
        return text.contains("user") || text.contains("participant");
    }
}
