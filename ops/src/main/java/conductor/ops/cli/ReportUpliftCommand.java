package conductor.ops.cli;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.learn.Context;
import conductor.engine.learn.Group;
import conductor.engine.learn.Uplift;
import conductor.journal.JournalDirectory;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.UpliftJson;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor report uplift}: what interventions gained over doing nothing, as measured against those withheld. */
@Command(
        name = "uplift",
        description = {
            "Mean change of the score after interventions against that after doing nothing on purpose, with its 95 %% interval:"
                    + " overall, by type and by context.",
            "Counts automatic decisions that could have been withheld and were measured without another one in between;"
                    + " an interval needs " + Uplift.LEAST + " of each."
        })
final class ReportUpliftCommand implements Callable<Integer> {
    private static final String ROW = "%-40s %8s %8s %10s %10s %9s  %s%n";

    @Mixin
    private GlobalOptions global;

    @Option(names = "--event", paramLabel = "ID", description = "Only measurements of this event.")
    private String event;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only this type of intervention, for example POLL.")
    private String type;

    @Option(
            names = "--context",
            paramLabel = "KEY",
            description = "Only this context, for example SUDDEN_DROP_low_large_severe.")
    private String context;

    @Spec
    private CommandSpec spec;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final RewardRecordDecoder reward = new RewardRecordDecoder();
    private final Groups overall = new Groups();
    private final Map<Integer, Groups> byType = new TreeMap<>();
    private final Map<Integer, Groups> byContext = new TreeMap<>();

    /** Those to whom something was done and those to whom nothing was. */
    private record Groups(Group treated, Group control) {
        Groups() {
            this(new Group(), new Group());
        }
    }

    @Override
    public Integer call() {
        int wantedType = type == null ? 0 : typeNumber();
        int wantedContext = context == null ? Context.NONE : contextNumber();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir())) {
            long wantedEvent = event == null ? 0 : directory.keyOf(event);
            DecisionWalk walk = new DecisionWalk(directory);
            walk.show(decision -> {
                if (decision.type == DecisionType.REWARD
                        && (wantedEvent == 0 || decision.scopeKey == wantedEvent)
                        && (wantedType == 0 || decision.arm == wantedType)) {
                    add(decision, wantedContext);
                }
            });
            if (event != null) {
                walk.requireEvent(event);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(json());
        } else {
            print(out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private int typeNumber() {
        return IntStream.rangeClosed(Arm.POLL, Arm.GAMIFICATION)
                .filter(arm -> Arm.name(arm).equalsIgnoreCase(type))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "There is no type " + type + "; there are "
                                + IntStream.rangeClosed(Arm.POLL, Arm.GAMIFICATION)
                                        .mapToObj(Arm::name)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private int contextNumber() {
        int number = Context.parse(context);
        if (number == Context.NONE) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no context " + context + "; one is a class, an engagement (critical, low, medium), a size"
                            + " (small, medium, large) and a deviation (mild, moderate, severe), such as "
                            + Context.key(Context.COUNT - 1) + ".");
        }
        return number;
    }

    private void add(Decision decision, int wantedContext) {
        reward.wrapAndApplyHeader(decision.payload, 0, header);
        int number = reward.context();
        if (reward.counted() != 1 || wantedContext != Context.NONE && number != wantedContext) {
            return;
        }
        add(overall);
        add(byType.computeIfAbsent(decision.arm, arm -> new Groups()));
        add(byContext.computeIfAbsent(number, key -> new Groups()));
    }

    private void add(Groups groups) {
        (reward.grp() == Group.TREATED ? groups.treated() : groups.control()).add(reward.deltaPpm());
    }

    private String json() {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .text("event", event)
                .text("type", type == null ? null : type.toUpperCase(Locale.ROOT))
                .text("context", context);
        member(json, "overall", overall);
        members(json, "by_type", byType, Arm::name);
        members(json, "by_context", byContext, Context::key);
        return new String(json.endObject().toBytes(), StandardCharsets.UTF_8);
    }

    private static void members(JsonWriter json, String name, Map<Integer, Groups> groups, IntFunction<String> names) {
        json.beginObject(name);
        groups.forEach((number, each) -> member(json, names.apply(number), each));
        json.endObject();
    }

    private static void member(JsonWriter json, String name, Groups groups) {
        json.beginObject(name);
        UpliftJson.write(json, groups.treated(), groups.control());
        json.endObject();
    }

    private void print(PrintWriter out) {
        out.printf(ROW, "", "treated", "controls", "mean of t.", "mean of c.", "uplift", "95 % interval");
        print(out, "overall", overall);
        byType.forEach((number, groups) -> print(out, Arm.name(number), groups));
        byContext.forEach((number, groups) -> print(out, Context.key(number), groups));
    }

    private static void print(PrintWriter out, String name, Groups groups) {
        Uplift uplift = Uplift.of(groups.treated(), groups.control());
        out.printf(
                ROW,
                name,
                groups.treated().count(),
                groups.control().count(),
                number(groups.treated().mean()),
                number(groups.control().mean()),
                number(uplift.mean()),
                uplift.hasInterval() ? number(uplift.low()) + " to " + number(uplift.high()) : "not enough data");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }
}
