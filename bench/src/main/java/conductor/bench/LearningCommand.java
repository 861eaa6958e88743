package conductor.bench;

import conductor.bench.LearningRun.World;
import conductor.engine.learn.Uplift;
import conductor.ops.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench learning}: how fast the choice of interventions learns, and how honest the reported uplift is. */
@Command(
        name = "learning",
        mixinStandardHelpOptions = true,
        description = {
            "Simulated sessions with known true effects: what the choice of interventions misses against the best fixed type,"
                    + " beside choosing evenly, and how often the 95 % interval of the uplift contains the true one.",
            "Worlds: effects as the shipped priors believe them, effects that contradict the priors, none at all; and the first two"
                    + " harder, with twice the contexts and more noise."
        })
final class LearningCommand implements Callable<Integer> {
    /** Effects of poll, broadcast, notification and gamification (0 unused): as the priors have it, and against them. */
    private static final double[] BELIEVED = {0, 0.12, 0.05, 0.02, 0.06};

    private static final double[] AGAINST = {0, 0.02, 0.05, 0.03, 0.14};
    private static final double[] NONE = new double[5];

    private static final List<World> WORLDS = List.of(
            new World("as believed", BELIEVED, 0.05, false),
            new World("against the priors", AGAINST, 0.05, false),
            new World("no effect", NONE, 0.05, false),
            new World("as believed, harder", BELIEVED, 0.08, true),
            new World("against, harder", AGAINST, 0.08, true));

    @Spec
    private CommandSpec spec;

    @Option(names = "--sessions", defaultValue = "2000", description = "Sessions a run (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(names = "--runs", defaultValue = "100", description = "Seeded runs a world (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--decay",
            defaultValue = "1",
            description =
                    "Factor of the evidence at each update; below 1 it never settles (default: ${DEFAULT-VALUE}).")
    private double decay;

    @Option(names = "--holdout", defaultValue = "0.05", description = "Share withheld (default: ${DEFAULT-VALUE}).")
    private double holdout;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of the first run (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        if (sessions < 4 || runs < 1 || !(decay > 0 && decay <= 1) || !(holdout >= 0 && holdout <= 0.5)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--sessions must be 4 or more, --runs 1 or more, --decay above 0 to 1, --holdout 0 to 0.5");
        }
        List<Map<String, Object>> worlds = new ArrayList<>();
        WORLDS.forEach(world -> worlds.add(measure(world)));
        System.out.println(output.json() ? json(worlds) : table(worlds));
        return 0;
    }

    private Map<String, Object> measure(World truth) {
        double[] regret = new double[3];
        double uniform = 0;
        int covered = 0;
        int intervals = 0;
        double trueUplift = 0;
        double reported = 0;
        for (int run = 0; run < runs; run++) {
            LearningRun one = new LearningRun(truth, decay, holdout, seed + run, sessions / 4, sessions / 2, sessions);
            for (int mark = 0; mark < regret.length; mark++) {
                regret[mark] += one.regretAt()[mark] / runs;
            }
            uniform += one.uniformRegret() / runs;
            Uplift uplift = one.uplift();
            intervals += uplift.hasInterval() ? 1 : 0;
            covered += uplift.low() <= one.trueUplift() && one.trueUplift() <= uplift.high() ? 1 : 0;
            trueUplift += one.trueUplift() / runs;
            reported += uplift.mean() / runs;
        }
        Map<String, Object> world = new LinkedHashMap<>();
        world.put("world", truth.name());
        world.put("noise", truth.noise());
        world.put("contexts", truth.smallRoomsToo() ? 24 : 12);
        world.put("regret_quarter", round(regret[0]));
        world.put("regret_half", round(regret[1]));
        world.put("regret", round(regret[2]));
        world.put("regret_uniform", round(uniform));
        world.put("ratio_to_uniform", uniform == 0 ? null : round(regret[2] / uniform));
        world.put("growth_exponent", regret[1] == 0 ? null : round(Math.log(regret[2] / regret[1]) / Math.log(2)));
        world.put("true_uplift", round(trueUplift));
        world.put("reported_uplift", reported == reported ? round(reported) : null);
        world.put("intervals", intervals);
        world.put("intervals_with_true_uplift", covered);
        return world;
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    private String json(List<Map<String, Object>> worlds) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "learning");
        all.put("sessions", sessions);
        all.put("runs", runs);
        all.put("decay", decay);
        all.put("holdout", holdout);
        all.put("seed", seed);
        all.put("worlds", worlds);
        return Json.write(all);
    }

    private String table(List<Map<String, Object>> worlds) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-20s %8s %8s %8s %9s %6s %8s %9s %9s %10s",
                "world",
                "regret/4",
                "/2",
                "all",
                "uniform",
                "ratio",
                "exponent",
                "uplift",
                "reported",
                "covered"));
        for (Map<String, Object> world : worlds) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-20s %8s %8s %8s %9s %6s %8s %9s %9s %6d/%d",
                    world.get("world"),
                    world.get("regret_quarter"),
                    world.get("regret_half"),
                    world.get("regret"),
                    world.get("regret_uniform"),
                    dash(world.get("ratio_to_uniform")),
                    dash(world.get("growth_exponent")),
                    world.get("true_uplift"),
                    dash(world.get("reported_uplift")),
                    world.get("intervals_with_true_uplift"),
                    world.get("intervals")));
        }
        return text.toString();
    }

    private static Object dash(Object value) {
        return value == null ? "-" : value;
    }
}
