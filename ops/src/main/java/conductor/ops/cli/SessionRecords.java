package conductor.ops.cli;

import conductor.engine.audience.SessionPicture;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import conductor.journal.json.ExplanationJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordView;
import conductor.journal.json.SessionDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The last record of each kind about a session, with what it was decided from. */
final class SessionRecords {
    private final String session;
    private final long sessionKey;
    private final NameBook names = new NameBook();
    private final SessionDirectory known = new SessionDirectory();
    private final RecordView view = new RecordView(known);
    private final ExplanationJson explanations;
    private final Map<String, Map<String, Object>> last = new LinkedHashMap<>();

    SessionRecords(JournalDirectory directory, String session) {
        this.session = session;
        this.sessionKey = directory.keyOf(session);
        this.explanations = new ExplanationJson(new Ids(directory.engineConfig().engineId()));
        names.learn(sessionKey, session);
    }

    long sessionKey() {
        return sessionKey;
    }

    /** Takes a decision about whichever session. */
    void note(Decision decision) {
        names.learn(decision);
        known.apply(decision);
        if (decision.subjectKey != sessionKey) {
            return;
        }
        String name = "last_" + DecisionType.name(decision.type).toLowerCase(Locale.ROOT);
        Map<String, Object> record = RecordMaps.of(decision, names);
        if (view.wrap(decision).explained()) {
            record.putAll(explanation());
        }
        // Taken out first, so that the newest record stands last.
        last.remove(name);
        last.put(name, record);
    }

    private Map<String, Object> explanation() {
        JsonWriter json = new JsonWriter().beginObject();
        explanations.write(json, view);
        json.endObject();
        try {
            return Json.read(new String(json.toBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Refuses a session of which there is nothing.
     *
     * @param picture null when it is not open.
     * @param sequence where the replay ended.
     */
    void requireKnown(SessionPicture picture, long sequence) {
        if (picture == null && last.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILURE,
                    "Nothing is known of session " + Printable.text(session) + " up to sequence " + sequence
                            + ". conductor journal cat --type SESSION_OPENED lists the sessions.");
        }
    }

    /** @param picture null when it is not open. */
    Map<String, Object> toMap(SessionPicture picture) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("session", session);
        map.put("open", picture != null);
        if (picture != null) {
            map.putAll(PictureMaps.of(picture, names));
        }
        map.putAll(last);
        return map;
    }
}
