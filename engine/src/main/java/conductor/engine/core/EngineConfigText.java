package conductor.engine.core;

import java.util.function.BiFunction;

/** Reads the {@code key=value} lines of {@link EngineConfig#toText()}. */
final class EngineConfigText {
    private EngineConfigText() {}

    static EngineConfig parse(String text) {
        EngineConfig c = EngineConfig.defaults(0, DetectionConfig.RULES);
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                int at = line.indexOf('=');
                if (at < 1) {
                    throw new IllegalArgumentException("not a key=value line: " + line);
                }
                c = with(c, line.substring(0, at), line.substring(at + 1));
            }
        }
        return c;
    }

    private static EngineConfig with(EngineConfig c, String key, String value) {
        SelectionConfig selection = part(c.selection()::with, key, value);
        LifeConfig life = part(c.life()::with, key, value);
        DetectionConfig detection = part(c.detection()::with, key, value);
        PresenceConfig presence = part(c.presence()::with, key, value);
        int[] n = {
            c.engineId(),
            c.sessionsMax(),
            c.usersMax(),
            c.votersMax(),
            c.eventsMax(),
            c.namesMax(),
            c.evaluationPeriodMs(),
            c.evaluationsPerTick(),
            c.parityInput() ? 1 : 0,
            c.agentEnabled() ? 1 : 0,
            c.mode(),
            c.autoApprovePpm(),
            c.minConfidencePpm(),
            c.allowedArms(),
            c.maxInterventionsPerHour(),
            c.approvalTimeoutMs(),
            c.producersMax()
        };
        if (selection == null && life == null && detection == null && presence == null) {
            n[index(key)] = number(key, value);
        }
        return new EngineConfig(
                n[0],
                n[1],
                n[2],
                n[3],
                n[4],
                n[5],
                n[6],
                n[7],
                n[8] == 1,
                n[9] == 1,
                n[10],
                n[11],
                n[12],
                n[13],
                n[14],
                n[15],
                selection == null ? c.selection() : selection,
                life == null ? c.life() : life,
                n[16],
                detection == null ? c.detection() : detection,
                presence == null ? c.presence() : presence);
    }

    private static <T> T part(BiFunction<String, String, T> with, String key, String value) {
        try {
            return with.apply(key, value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is not a number: " + value, e);
        }
    }

    private static int index(String key) {
        return switch (key) {
            case "engine.id" -> 0;
            case "engine.sessions-max" -> 1;
            case "engine.users-max" -> 2;
            case "engine.voters-max" -> 3;
            case "engine.events-max" -> 4;
            case "engine.names-max" -> 5;
            case "engine.evaluation-period-ms" -> 6;
            case "engine.evaluations-per-tick" -> 7;
            case "score.input" -> 8;
            case "decisioning.default.agent-enabled" -> 9;
            case "decisioning.default.mode" -> 10;
            case "decisioning.default.auto-approve-ppm" -> 11;
            case "decisioning.default.min-confidence-ppm" -> 12;
            case "decisioning.default.allowed-arms" -> 13;
            case "decisioning.default.max-interventions-per-hour" -> 14;
            case "decisioning.default.approval-timeout-ms" -> 15;
            case "engine.producers-max" -> 16;
            default -> throw new IllegalArgumentException("unknown engine setting: " + key);
        };
    }

    private static int number(String key, String value) {
        try {
            return switch (key) {
                case "engine.id" -> Integer.parseUnsignedInt(value, 16);
                case "score.input" -> choice(key, value, "default", "parity");
                case "decisioning.default.agent-enabled" -> choice(key, value, "false", "true");
                case "decisioning.default.mode" -> mode(value);
                default -> Integer.parseInt(value);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is not a number: " + value, e);
        }
    }

    private static int choice(String key, String value, String zero, String one) {
        if (value.equals(one)) {
            return 1;
        }
        if (value.equals(zero)) {
            return 0;
        }
        throw new IllegalArgumentException(key + " must be " + zero + " or " + one + ", was " + value);
    }

    private static int mode(String value) {
        for (int mode = Mode.MANUAL; mode <= Mode.AUTO; mode++) {
            if (Mode.name(mode).equals(value)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode must be MANUAL, SEMI_AUTO or AUTO, was " + value);
    }
}
