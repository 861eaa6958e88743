package conductor.journal.json;

/** Ids of what a record made: {@code <kind>-{engine}-{seq}} (audience.md 2.1). */
public final class Ids {
    public static final char ANOMALY = 'a';
    public static final char DECISION = 'd';
    public static final char INTERVENTION = 'i';
    /** The session of an operator (presence.md 2). */
    public static final char AGENT_SESSION = 's';

    private final int engineId;

    public Ids(int engineId) {
        this.engineId = engineId;
    }

    /** Writes the member {@code name} with the id of number {@code seq}, null where it is 0. */
    public void write(JsonWriter json, String name, char kind, long seq) {
        if (seq == 0) {
            json.nullValue(name);
            return;
        }
        json.beginText(name).part(prefix(kind));
        json.partHex8(engineId).part("-").part(seq).endText();
    }

    private static String prefix(char kind) {
        return switch (kind) {
            case ANOMALY -> "a-";
            case DECISION -> "d-";
            case AGENT_SESSION -> "as-";
            default -> "i-";
        };
    }

    /** Writes the member {@code name} with the engine's name. */
    public void writeEngine(JsonWriter json, String name) {
        json.beginText(name).partHex8(engineId).endText();
    }
}
