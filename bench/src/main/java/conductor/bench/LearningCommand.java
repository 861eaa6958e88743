package conductor.bench;

import conductor.bench.LearningRun.World;
import conductor.engine.learn.Priors;
import conductor.engine.learn.Uplift;
import conductor.gateway.json.Json;
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
                    + " beside choosing evenly, and how often the 95 %% interval of the uplift contains the true one.",
            "Worlds: effects as the shipped priors believe them, or effects that contradict the priors, or none at all. The first two"
                    + " with 12 or 24 contexts (large rooms only, or every fifth one smaller), each of which learns by itself, and"
                    + " with a noise of 0.05 or 0.08 of the change of the score within a minute: that of rooms with 100 people, ten messages"
                    + " and five reactions a minute, and that of quiet rooms with 25.",
            "At the shipped 2,000 sessions the regret is below a third of that of even choice in the two worlds with 12 contexts and little"
                    + " noise only, at 4,000 in all. What decides is how many decisions a context has had; see bench/README.md. The two"
                    + " members at the top of the JSON are those of the first world."
        })
final class LearningCommand implements Callable<Integer> {
    /** Effects of poll, broadcast, notification and gamification (0 unused): as the priors have it, and against them. */
    private static final double[] BELIEVED = {0, 0.12, 0.05, 0.02, 0.06};

    private static final double[] AGAINST = {0, 0.02, 0.05, 0.03, 0.14};
    private static final double[] NONE = new double[5];
    private static final double LITTLE = 0.05;
    private static final double MUCH = 0.08;

    private static final List<World> WORLDS = List.of(
            new World("as believed", BELIEVED, LITTLE, false),
            new World("as believed", BELIEVED, MUCH, false),
            new World("as believed", BELIEVED, LITTLE, true),
            new World("as believed", BELIEVED, MUCH, true),
            new World("against the priors", AGAINST, LITTLE, false),
            new World("against the priors", AGAINST, MUCH, false),
            new World("against the priors", AGAINST, LITTLE, true),
            new World("against the priors", AGAINST, MUCH, true),
            new World("no effect", NONE, LITTLE, false));

    /** What is believed of the types before anything is learned. */
    enum Beliefs {
        SHIPPED,
        NONE
    }

    private static final String RATIO = "regret_ratio_to_uniform";
    private static final String COVERAGE = "uplift_interval_coverage";

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

    @Option(
            names = "--priors",
            defaultValue = "shipped",
            description = "What is believed beforehand: shipped, or none = Beta(1, 1) (default: ${DEFAULT-VALUE}).")
    private Beliefs priors;

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
        double[] regret = new double[sessions + 1];
        double[] uniform = new double[sessions + 1];
        int covered = 0;
        int intervals = 0;
        double trueUplift = 0;
        double reported = 0;
        for (int run = 0; run < runs; run++) {
            LearningRun one = new LearningRun(truth, beliefs(), decay, holdout, seed + run, sessions);
            for (int session = 0; session <= sessions; session++) {
                regret[session] += one.regretAt(session) / runs;
                uniform[session] += one.uniformRegretAt(session) / runs;
            }
            Uplift uplift = one.uplift();
            intervals += uplift.hasInterval() ? 1 : 0;
            covered += uplift.low() <= one.trueUplift() && one.trueUplift() <= uplift.high() ? 1 : 0;
            trueUplift += one.trueUplift() / runs;
            reported += uplift.mean() / runs;
        }
        double all = regret[sessions];
        double half = regret[sessions / 2];
        Map<String, Object> world = new LinkedHashMap<>();
        world.put("world", truth.name());
        world.put("contexts", truth.contexts());
        world.put("noise", truth.noise());
        world.put("regret_quarter", round(regret[sessions / 4]));
        world.put("regret_half", round(half));
        world.put("regret", round(all));
        world.put("regret_uniform", round(uniform[sessions]));
        world.put(RATIO, uniform[sessions] == 0 ? null : round(all / uniform[sessions]));
        world.put("growth_exponent", half == 0 ? null : round(Math.log(all / half) / Math.log(2)));
        world.put("sessions_to_a_third", sessionsToAThird(regret, uniform));
        world.put("true_uplift", round(trueUplift));
        world.put("reported_uplift", reported == reported ? round(reported) : null);
        world.put("intervals", intervals);
        world.put(COVERAGE, intervals == 0 ? null : round((double) covered / intervals));
        return world;
    }

    /** From which session on the regret stays below a third of that of even choice; null where it does not get there. */
    private Object sessionsToAThird(double[] regret, double[] uniform) {
        int last = sessions;
        while (last > 0 && 3 * regret[last] < uniform[last]) {
            last--;
        }
        return last == sessions ? null : last + 1;
    }

    private Priors beliefs() {
        return priors == Beliefs.SHIPPED ? Priors.SHIPPED : Priors.UNIFORM;
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
        all.put("priors", priors.name().toLowerCase(Locale.ROOT));
        all.put("seed", seed);
        all.put(RATIO, worlds.get(0).get(RATIO));
        all.put(COVERAGE, worlds.get(0).get(COVERAGE));
        all.put("worlds", worlds);
        return Json.write(all);
    }

    private static String table(List<Map<String, Object>> worlds) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-18s %8s %5s %8s %8s %8s %8s %6s %8s %7s %7s %8s %8s",
                "world",
                "contexts",
                "noise",
                "regret/4",
                "/2",
                "all",
                "uniform",
                "ratio",
                "exponent",
                "to 1/3",
                "uplift",
                "reported",
                "coverage"));
        for (Map<String, Object> world : worlds) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-18s %8d %5s %8s %8s %8s %8s %6s %8s %7s %7s %8s %8s",
                    world.get("world"),
                    world.get("contexts"),
                    world.get("noise"),
                    world.get("regret_quarter"),
                    world.get("regret_half"),
                    world.get("regret"),
                    world.get("regret_uniform"),
                    dash(world.get(RATIO)),
                    dash(world.get("growth_exponent")),
                    dash(world.get("sessions_to_a_third")),
                    world.get("true_uplift"),
                    dash(world.get("reported_uplift")),
                    dash(world.get(COVERAGE))));
        }
        return text.toString();
    }

    private static Object dash(Object value) {
        return value == null ? "-" : value;
    }
}
