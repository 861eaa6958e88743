package conductor.ops.cli;

import conductor.engine.audience.SessionPicture;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import conductor.journal.json.ExplanationJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordView;
import conductor.journal.json.SessionDirectory;
import conductor.ops.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the engine knows of a session at a point of its journal, with the last records about it and what they were decided from. */
final class SessionExplanation {
    private final JournalDirectory directory;
    private final String session;
    private final long sessionKey;
    private final NameBook names = new NameBook();
    private final SessionDirectory known = new SessionDirectory();
    private final RecordView view = new RecordView(known);
    private final ExplanationJson explanations;
    private final Map<String, Map<String, Object>> last = new LinkedHashMap<>();
    private Replay.Explained explained;

    SessionExplanation(JournalDirectory directory, String session) {
        this.directory = directory;
        this.session = session;
        this.sessionKey = directory.keyOf(session);
        this.explanations = new ExplanationJson(new Ids(directory.engineConfig().engineId()));
        names.learn(sessionKey, session);
    }

    /** Replays up to and with a sequence. */
    SessionExplanation at(long sequence, ProgressListener progress) {
        explained = Replay.explain(directory, sequence, sessionKey, this::note, progress);
        if (explained.session() == null && last.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILURE,
                    "Nothing is known of session " + Printable.text(session) + " up to sequence "
                            + explained.replay().sequence() + ". conductor journal cat --type SESSION_OPENED lists"
                            + " the sessions.");
        }
        return this;
    }

    /** Where the replay ended. */
    ReplayResult replay() {
        return explained.replay();
    }

    private void note(Decision decision) {
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

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>(JournalReading.figures(explained.replay()));
        map.put("session", session);
        map.put("open", explained.session() != null);
        SessionPicture picture = explained.session();
        if (picture != null) {
            map.putAll(PictureMaps.of(picture, names));
        }
        map.putAll(last);
        return map;
    }

    void print(PrintWriter out) {
        StatusTable.print(toMap(), out);
    }
}
