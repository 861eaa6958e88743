package conductor.journal.json;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.ArmMask;
import conductor.engine.core.Gate;
import conductor.engine.core.Mode;
import conductor.engine.core.Policy;
import conductor.engine.core.Rule;
import conductor.engine.learn.Context;
import conductor.engine.state.Ppm;

/** Why a decision was taken (audience.md 6.8), from the numbers and bits of its record. */
public final class ExplanationJson {

    private final Ids ids;

    public ExplanationJson(Ids ids) {
        this.ids = ids;
    }

    /** Writes the member {@code explanation}; null where the record has none. */
    public void write(JsonWriter json, RecordView view) {
        if (!view.explained()) {
            json.nullValue("explanation");
            return;
        }
        ExplanationRecordDecoder e = view.explanation();
        json.beginObject("explanation");
        anomaly(json, view);
        context(json, view);
        json.beginText("policy").partLower(Policy.name(e.policy())).endText();
        arms(json, e);
        confidence(json, view);
        json.text("mode", Mode.name(e.mode())).number("settings_version", e.settingsVersion());
        gates(json, e);
        holdout(json, e);
        json.beginObject("components")
                .ppm("chat", e.chatPpm())
                .ppm("poll", e.pollPpm())
                .ppm("active", e.activePpm())
                .ppm("reactions", e.reactionsPpm())
                .ppm("leave", e.leavePpm())
                .endObject();
        json.endObject();
    }

    /** A decision that a person asked for has no anomaly, and so no context. */
    private void anomaly(JsonWriter json, RecordView view) {
        if (view.decision().anomalyClass == 0) {
            json.nullValue("anomaly");
            return;
        }
        json.beginObject("anomaly");
        ids.write(json, "id", Ids.ANOMALY, view.anomalyNumber());
        json.text("class", AnomalyClass.name(view.decision().anomalyClass))
                .text("rule", Rule.name(view.decision().rule))
                .ppm("a", view.decision().anomalyScorePpm)
                .ppm("score", view.decision().scorePpm)
                .ppm("expected", view.decision().expectedPpm)
                .ppm("z", view.explanation().zPpm())
                .ppm("floor", view.explanation().floorPpm());
        if (view.rarityPpm() != 0) {
            json.ppm("severity_log10", view.rarityPpm()).ppm("once_in_hours", Rarity.hoursPpm(view.rarityPpm()));
        }
        json.endObject();
    }

    private static void context(JsonWriter json, RecordView view) {
        ExplanationRecordDecoder e = view.explanation();
        if (view.decision().anomalyClass == 0) {
            json.nullValue("context");
            return;
        }
        json.beginText("context")
                .part(Wording.className(view))
                .part("_")
                .part(engagementBucket(e))
                .part("_")
                .part(sizeBucket(e))
                .part("_")
                .part(deviationBucket(e))
                .endText();
    }

    private static void arms(JsonWriter json, ExplanationRecordDecoder e) {
        json.beginArray("arms");
        arm(json, Arm.POLL, e.alphaPoll(), e.betaPoll(), e.attemptsPoll(), e.samplePpmPoll(), e.maskPoll());
        arm(
                json,
                Arm.BROADCAST,
                e.alphaBroadcast(),
                e.betaBroadcast(),
                e.attemptsBroadcast(),
                e.samplePpmBroadcast(),
                e.maskBroadcast());
        arm(
                json,
                Arm.NOTIFICATION,
                e.alphaNotification(),
                e.betaNotification(),
                e.attemptsNotification(),
                e.samplePpmNotification(),
                e.maskNotification());
        arm(
                json,
                Arm.GAMIFICATION,
                e.alphaGamification(),
                e.betaGamification(),
                e.attemptsGamification(),
                e.samplePpmGamification(),
                e.maskGamification());
        json.endArray();
    }

    /** Where the rules chose there are no distributions, α is 0; where nothing was drawn the sample is negative. */
    private static void arm(
            JsonWriter json, int arm, double alpha, double beta, long attempts, int samplePpm, int mask) {
        json.beginObject().text("arm", Arm.name(arm));
        if (alpha == 0) {
            json.nullValue("alpha").nullValue("beta");
        } else {
            json.ppm("alpha", Ppm.round(alpha)).ppm("beta", Ppm.round(beta));
        }
        json.number("attempts", attempts);
        if (samplePpm < 0) {
            json.nullValue("sample");
        } else {
            json.ppm("sample", samplePpm);
        }
        json.text("masked", mask == ArmMask.FREE ? null : ArmMask.name(mask)).endObject();
    }

    private static void confidence(JsonWriter json, RecordView view) {
        if (view.decision().arm == 0) {
            json.nullValue("confidence");
        } else {
            json.ppm("confidence", view.explanation().confidencePpm());
        }
    }

    /** Whether the decision was withheld, and the draw that said so; null where it could not be. */
    private static void holdout(JsonWriter json, ExplanationRecordDecoder e) {
        if (e.holdoutDrawPpm() < 0) {
            json.nullValue("holdout");
            return;
        }
        int bit = 1 << Gate.HOLDOUT - 1;
        json.beginObject("holdout")
                .ppm("draw", e.holdoutDrawPpm())
                .ppm("fraction", e.holdoutPpm())
                .bool("withheld", (e.gatesSeen() & bit) != 0 && (e.gatesPassed() & bit) == 0)
                .endObject();
    }

    private static void gates(JsonWriter json, ExplanationRecordDecoder e) {
        json.beginArray("gates");
        for (int gate = Gate.ENABLED; gate <= Gate.LAST; gate++) {
            if ((e.gatesSeen() & 1 << gate - 1) != 0) {
                boolean pass = (e.gatesPassed() & 1 << gate - 1) != 0;
                json.beginObject().text("gate", Gate.name(gate)).bool("pass", pass);
                figures(json, gate, pass, e);
                json.endObject();
            }
        }
        json.endArray();
    }

    private static void figures(JsonWriter json, int gate, boolean pass, ExplanationRecordDecoder e) {
        switch (gate) {
            case Gate.LIMITS -> {
                json.beginText("event")
                        .part(e.eventCount())
                        .part("/")
                        .part(e.eventMax())
                        .endText()
                        .number("session_30s", e.session30s())
                        .number("session_300s", e.session300s());
                if (!pass) {
                    json.time("free_at", e.limitFreeAtMs());
                }
            }
            case Gate.CONFIDENCE -> json.ppm("min", e.minConfidencePpm());
            case Gate.MODE, Gate.PAUSE, Gate.SOURCE, Gate.SETTINGS, Gate.CONTENT -> json.bool("wait", !pass);
            default -> {}
        }
    }

    /** How often an arm was tried in the context of the decision. */
    public static long attempts(ExplanationRecordDecoder e, int arm) {
        return switch (arm) {
            case Arm.POLL -> e.attemptsPoll();
            case Arm.BROADCAST -> e.attemptsBroadcast();
            case Arm.NOTIFICATION -> e.attemptsNotification();
            case Arm.GAMIFICATION -> e.attemptsGamification();
            default -> 0;
        };
    }

    public static String engagementBucket(ExplanationRecordDecoder e) {
        return Context.engagementName(e.engagementBucket());
    }

    public static String sizeBucket(ExplanationRecordDecoder e) {
        return Context.sizeName(e.sizeBucket());
    }

    public static String deviationBucket(ExplanationRecordDecoder e) {
        return Context.deviationName(e.deviationBucket());
    }
}
