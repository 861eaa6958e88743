package conductor.bench.simulate;

import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.LifeConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.SelectionConfig;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * How a node of the simulation is set up. Sizes that make rare paths common are drawn often: a ring of two slots, batches of one record,
 * a snapshot every few signals.
 *
 * @param power whether the node is durable on its host, so that the machine may lose power; else only the process may die.
 * @param dayMs length of a day of the journal's files, 0 = one for the whole run.
 * @param keepDays days of the journal that stay beside the newest one.
 * @param recordsPerRecap decisions after which another recap is made, 0 = none in so short a run.
 * @param detection version of the detector.
 */
record Rules(
        boolean power,
        int ringSize,
        int batchMax,
        int checkpointEvery,
        int readCount,
        int publishBatch,
        int sinkRows,
        int sessions,
        int mode,
        int vetoMs,
        int perHour,
        int timeoutMs,
        int snapshotEvery,
        int dayMs,
        int keepDays,
        int recordsPerRecap,
        int detection) {
    private static final int WORDS = 17;
    /** How many there were before days and recaps, and before there were two detectors. */
    private static final Set<Integer> WORDS_BEFORE = Set.of(13, 16);

    /** As many as can be wanted, so that short runs have some. */
    private static final int FALSE_ALARMS_PPM = 10_000_000;

    private static final int FALSE_SHARE_PPM = 100_000;

    private static final int ENGINE_ID = 0x5e1f09c2;

    /** @param apart for what was not there from the beginning: the rest of a seed does not change by it. */
    static Rules draw(SplittableRandom random, SplittableRandom apart) {
        return new Rules(
                random.nextBoolean(),
                1 << pick(random, 1, 1, 3, 6, 8),
                pick(random, 1, 2, 8, 128),
                pick(random, 5, 50, 500),
                pick(random, 1, 3, 50, 500),
                pick(random, 1, 4, 256),
                pick(random, 1, 5, 500),
                1 + random.nextInt(4),
                pick(random, Mode.MANUAL, Mode.SEMI_AUTO, Mode.AUTO, Mode.AUTO),
                pick(random, 0, 0, 5_000),
                pick(random, 1, 3, 20),
                pick(random, 10_000, 60_000),
                pick(random, 7, 0, 0, 0, 0, 0),
                pick(apart, 0, 0, 60_000, 300_000),
                pick(apart, 1, 1, 2),
                pick(apart, 0, 10, 100),
                pick(apart, DetectionConfig.V1, DetectionConfig.V2));
    }

    /** Whether days pass, and go. */
    boolean days() {
        return dayMs > 0;
    }

    private static int pick(SplittableRandom random, int... choice) {
        return choice[random.nextInt(choice.length)];
    }

    EngineConfig engineConfig() {
        return new EngineConfig(
                ENGINE_ID,
                16,
                512,
                256,
                16,
                64,
                5_000,
                8,
                false,
                true,
                mode,
                750_000,
                500_000,
                15,
                perHour,
                timeoutMs,
                SelectionConfig.SHIPPED,
                new LifeConfig(64, vetoMs, 50_000),
                EngineConfig.PRODUCERS_MAX,
                new DetectionConfig(detection, FALSE_ALARMS_PPM, FALSE_SHARE_PPM),
                PresenceConfig.NONE);
    }

    /** As the line of a replay file. */
    String toText() {
        return power + " " + ringSize + " " + batchMax + " " + checkpointEvery + " " + readCount + " " + publishBatch
                + " "
                + sinkRows + " " + sessions + " " + mode + " " + vetoMs + " " + perHour + " " + timeoutMs + " "
                + snapshotEvery + " " + dayMs + " " + keepDays + " " + recordsPerRecap + " " + detection;
    }

    /** Reads what {@link #toText} wrote, now and before. */
    static Rules parse(String text) {
        String[] words = text.split(" ");
        if (words.length != WORDS && !WORDS_BEFORE.contains(words.length)) {
            throw new IllegalArgumentException(
                    WORDS + " values belong in the line of rules, there are " + words.length);
        }
        int[] n = new int[WORDS];
        n[WORDS - 1] = DetectionConfig.V1;
        for (int i = 1; i < words.length; i++) {
            n[i] = Integer.parseInt(words[i]);
        }
        return new Rules(
                Boolean.parseBoolean(words[0]),
                n[1],
                n[2],
                n[3],
                n[4],
                n[5],
                n[6],
                n[7],
                n[8],
                n[9],
                n[10],
                n[11],
                n[12],
                n[13],
                n[14],
                n[15],
                n[16]);
    }
}
