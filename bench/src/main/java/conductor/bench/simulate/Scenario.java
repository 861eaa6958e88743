package conductor.bench.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Everything that happens in one run. Swarm testing (Groce and others, "Swarm Testing", 2012): most seeds have most faults switched off, and
 * the others at rates of their own, because faults that are always there hide what each of them can do alone.
 *
 * @param seed where it came from, for people.
 */
record Scenario(long seed, Rules rules, List<Step> steps) {
    /** What happens usually happens in some seeds seldom: then more can be on its way when something goes wrong. */
    private static final int[] PER_TEN = {1, 2, 5, 10, 10, 15, 20};

    private static final int[] USUAL = {100, 60, 60, 60, 30, 40, 20, 4, 6, 6, 3};

    /** @param events entries that appear on the platform's streams. */
    static Scenario of(long seed, int events) {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom apart = new SplittableRandom(~seed);
        Rules rules = Rules.draw(random, apart);
        StepKind[] kinds = StepKind.values();
        int[] weight = new int[kinds.length];
        int sum = 0;
        for (StepKind kind : kinds) {
            int i = kind.ordinal();
            if (kind.drawnApart()) {
                continue;
            }
            if (!kind.fault()) {
                weight[i] = kind == StepKind.INPUT
                        ? USUAL[i]
                        : Math.max(1, USUAL[i] * PER_TEN[random.nextInt(PER_TEN.length)] / 10);
            } else if (random.nextInt(4) == 0) {
                weight[i] = 1 + random.nextInt(4);
            }
        }
        drawApart(apart, rules, weight);
        if (rules.snapshotEvery() > 0) {
            weight[StepKind.SNAPSHOT.ordinal()] = USUAL[0] / rules.snapshotEvery();
        }
        if (!rules.power()) {
            weight[StepKind.POWER_LOSS.ordinal()] = 0;
        } else if (random.nextBoolean()) {
            weight[StepKind.POWER_LOSS.ordinal()] = 1 + random.nextInt(4);
        }
        for (int w : weight) {
            sum += w;
        }
        List<Step> steps = new ArrayList<>(events * sum / USUAL[0] + 64);
        for (int inputs = 0; inputs < events; ) {
            StepKind kind = draw(kinds, weight, random.nextInt(sum));
            // A death ends what a node knows in memory: rare enough that it came to know something.
            if (kind.fault() && random.nextInt(3) != 0) {
                continue;
            }
            steps.add(new Step(kind, random.nextLong()));
            inputs += kind == StepKind.INPUT ? 1 : 0;
        }
        return new Scenario(seed, rules, steps);
    }

    /** Lost ends and disks in few seeds, as they hide what other losses do. */
    private static void drawApart(SplittableRandom apart, Rules rules, int[] weight) {
        weight[StepKind.OLD_BACKUP.ordinal()] = apart.nextInt(8) == 0 ? 1 + apart.nextInt(3) : 0;
        if (apart.nextInt(8) == 0) {
            weight[StepKind.LOST_DISK.ordinal()] = 1 + apart.nextInt(2);
            weight[StepKind.UPLOAD.ordinal()] = apart.nextInt(4);
        }
        if (rules.days()) {
            weight[StepKind.RETAIN.ordinal()] = 3;
            weight[StepKind.NIGHT.ordinal()] = apart.nextInt(2);
        }
    }

    private static StepKind draw(StepKind[] kinds, int[] weight, int at) {
        int left = at;
        for (StepKind kind : kinds) {
            left -= weight[kind.ordinal()];
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    /** Entries in it. */
    int events() {
        return (int)
                steps.stream().filter(step -> step.kind() == StepKind.INPUT).count();
    }

    Scenario with(List<Step> other) {
        return new Scenario(seed, rules, List.copyOf(other));
    }
}
