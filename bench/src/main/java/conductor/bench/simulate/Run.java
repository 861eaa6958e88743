package conductor.bench.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One scenario from its first step to the checks at the end. */
final class Run {
    private static final int SETTLING_ROUNDS = 40;
    private static final long SETTLING_MS = 500;
    private static final long READING_MS = 20;

    private Run() {}

    /**
     * How a run ended.
     *
     * @param violation null when everything held.
     * @param steps that were done when it was found.
     * @param events entries that had appeared until then.
     * @param stateHash at the end, 0 where it was not reached; the same for the same scenario.
     * @param sequence of the last signal.
     * @param published decisions that were published or withheld.
     */
    record Outcome(Violation violation, int steps, int events, long stateHash, long sequence, int published) {
        boolean failed() {
            return violation != null;
        }
    }

    /** @param folder for snapshots, emptied afterwards. */
    static Outcome of(Scenario scenario, Mutation mutation, Path folder) {
        World world = new World(scenario.rules(), mutation, folder);
        int steps = 0;
        int events = 0;
        try {
            for (Step step : scenario.steps()) {
                world.step(step);
                steps++;
                events += step.kind() == StepKind.INPUT ? 1 : 0;
            }
            settle(world);
            Checks checks = new Checks(world);
            checks.check();
            var figures = world.node().figures();
            return new Outcome(null, steps, events, figures.stateHash(), figures.sequence(), checks.published());
        } catch (Violation e) {
            return new Outcome(e, steps, events, 0, 0, 0);
        } catch (RuntimeException | AssertionError e) {
            return new Outcome(new Violation("unexpected", e.toString(), e), steps, events, 0, 0, 0);
        } finally {
            empty(folder);
        }
    }

    /** Heals all and lets it come to rest. */
    private static void settle(World world) {
        world.heal();
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            world.clock().pass(SETTLING_MS);
            world.node().read();
            engineToRest(world);
            world.node().sync();
            world.node().publish();
            world.node().writeRows();
        }
        for (int turn = 0; readMore(world); turn++) {
            Checks.requireTurns(turn, "reading what Redis has");
        }
        world.node().snapshot(false);
        long idle = world.node().publisherIdleRounds();
        for (int turn = 0; world.node().publisherIdleRounds() < idle + 3; turn++) {
            Checks.requireTurns(turn, "publishing what is decided");
            world.node().publish();
            // What became of commands is an input again, and leads to records.
            world.node().read();
            engineToRest(world);
            world.node().sync();
        }
        // The last read may have led to records; nothing is read any more.
        idle = world.node().publisherIdleRounds();
        for (int turn = 0; world.node().publisherIdleRounds() < idle + 3; turn++) {
            Checks.requireTurns(turn, "publishing the last of what is decided");
            world.node().publish();
        }
        for (int turn = 0; !world.node().writeRows(); turn++) {
            Checks.requireTurns(turn, "writing the rows of what is decided");
        }
        if (world.rules().days()) {
            removeDays(world);
        }
    }

    /** At rest every reader has all it needs, so none may stand in the way. */
    private static void removeDays(World world) {
        world.node().snapshot(true);
        String obstacle = world.node().retain();
        if (obstacle != null && obstacle.contains("still needs")) {
            throw new Violation("I10", "days of the journal stay at rest: " + obstacle);
        }
    }

    private static boolean readMore(World world) {
        world.clock().pass(READING_MS);
        world.node().read();
        engineToRest(world);
        world.node().sync();
        // An entry that came again after a FLUSHALL, same id and same bytes, is taken for the one that was applied.
        return world.unread() && !world.node().hasReadAll();
    }

    private static void engineToRest(World world) {
        for (int turn = 0; world.node().engine() > 0; turn++) {
            Checks.requireTurns(turn, "handling what is in the ring");
        }
    }

    static void empty(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
