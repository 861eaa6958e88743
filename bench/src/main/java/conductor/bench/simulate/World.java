package conductor.bench.simulate;

import conductor.engine.core.SourceId;
import conductor.engine.ring.EngineView;
import conductor.gateway.publish.OutputServer;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.StreamServer;
import conductor.journal.DecisionMarks;
import conductor.journal.JournalException;
import conductor.journal.Origin;
import conductor.journal.RecordFeed;
import conductor.journal.RecoveryReport;
import conductor.journal.SnapshotException;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import conductor.journal.StepwiseJournal;
import conductor.journal.sink.RowServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything there is in a run, and what each step does to it. One thread, no clock but its own. */
final class World {
    private static final int[] PLATFORM = {
        SourceId.PRESENCE,
        SourceId.CHAT,
        SourceId.POLL_VOTE,
        SourceId.REACTION,
        SourceId.POLL_CLOSED,
        SourceId.OUTCOME,
        SourceId.COMMAND
    };

    private static final long FIRST_DAY = 20_514;

    private final Rules rules;
    private final Mutation mutation;
    private final SimClock clock = new SimClock();
    private final SimRedis redis = new SimRedis(clock);
    private final SimDatabase database;
    private final SimDisk.Countdown countdown = new SimDisk.Countdown();
    private final SimDisk signals;
    private final SimDisk decisions;
    private final Past past;
    private final Path folder;
    private final SnapshotFolder snapshots;
    private final Crowd crowd;
    private SimNode node;
    private long processes;
    private boolean snapshotDamaged;
    private boolean powerFailed;
    private boolean endLost;
    private boolean diskLost;

    World(Rules rules, Mutation mutation, Path folder) {
        this.rules = rules;
        this.mutation = mutation;
        this.folder = folder;
        int daysTooMany = mutation == Mutation.A_DAY_TOO_MANY ? 1 : 0;
        this.signals = new SimDisk("signals", countdown, this::today, daysTooMany);
        this.decisions = new SimDisk("decisions", countdown, this::today, daysTooMany);
        this.past = new Past(signals);
        this.snapshots = new SnapshotFolder(folder);
        this.database = new SimDatabase(mutation == Mutation.SINK_POSITION_APART);
        this.crowd = new Crowd(redis, clock, rules.sessions());
    }

    private long today() {
        return rules.days() ? clock.passedMs() / rules.dayMs() + FIRST_DAY : FIRST_DAY;
    }

    /** Does one step. */
    void step(Step step) {
        try {
            if (step.kind().fault()) {
                fault(step);
            } else {
                work(step);
            }
        } catch (SimulatedCrash e) {
            died();
        }
    }

    private void work(Step step) {
        switch (step.kind()) {
            case INPUT -> crowd.act(step);
            case MOOD -> crowd.mood(step);
            case ORGANISER -> crowd.command(step);
            case OUTCOME -> {
                redis.receivers(step.once(7, 4) ? 0 : 1);
                crowd.outcome(step);
            }
            case TIME -> clock.pass(milliseconds(step));
            case READ -> node().read();
            case ENGINE -> node().engine();
            case SYNC -> node().sync();
            case PUBLISH -> {
                for (int turns = step.pick(1, 4); turns >= 0; turns--) {
                    node().publish();
                }
            }
            case SINK -> node().writeRows();
            case SNAPSHOT -> node().snapshot(true);
            case RETAIN -> node().retain();
            case NIGHT -> clock.pass(3_600_000L * (1 + step.pick(1, 9)));
            case UPLOAD -> upload();
            default -> throw new IllegalStateException(step.kind() + " is no work");
        }
    }

    private static long milliseconds(Step step) {
        return switch (step.pick(1, 40)) {
            case 0 -> 10_000 + step.pick(2, 60_000);
            case 1 -> step.once(3, 10) ? 300_000 + step.pick(2, 1_500_000) : 5_000;
            case 2, 3, 4, 5, 6, 7, 8, 9 -> step.pick(2, 5);
            default -> step.pick(2, 2_500);
        };
    }

    private void fault(Step step) {
        switch (step.kind()) {
            case KILL -> died();
            case KILL_SOON -> countdown.begin(step.pick(1, 6));
            case POWER_LOSS -> powerLoss(step);
            case REDIS_DOWN -> redis.down(!redis.isDown());
            case REDIS_FULL -> redis.full(!redis.isFull());
            case LOST_REPLY ->
                redis.nextReply(step.once(1, 2) ? SimRedis.Reply.LOST_AFTER : SimRedis.Reply.LOST_BEFORE);
            case FAILOVER -> failover(step);
            case FLUSH -> flush();
            case TRIM ->
                redis.stream(SourceId.stream(PLATFORM[step.pick(1, PLATFORM.length)]))
                        .trim(step.pick(2, 20));
            case DATABASE_DOWN -> database.down(!database.isDown());
            case LOST_COMMIT ->
                database.nextReply(step.once(1, 2) ? SimDatabase.Reply.LOST_AFTER : SimDatabase.Reply.LOST_BEFORE);
            case BAD_SNAPSHOT -> damageSnapshot(step);
            case OLD_BACKUP -> oldBackup(step);
            case LOST_DISK -> loseDisk();
            case CLOCK_SET -> clock.set(step.pick(1, 8_000) - 4_000);
            default -> throw new IllegalStateException(step.kind() + " is no fault");
        }
    }

    private void died() {
        node = null;
        countdown.stop();
        if (mutation == Mutation.LAST_BATCH_LOST) {
            signals.loseLast();
        }
    }

    private void powerLoss(Step step) {
        died();
        signals.powerLoss(step, 1);
        decisions.powerLoss(step, 11);
        powerFailed = true;
    }

    /** The decisions are made again from the signals, as after a power failure. */
    private void oldBackup(Step step) {
        died();
        signals.goBack(step, StepwiseJournal.firstDocument(folder, signals));
        redis.endLost();
        powerFailed = true;
        endLost = true;
    }

    /** What the node's own upload does, in one go; it begins when a start has removed the snapshots that are not of its journal. */
    private void upload() {
        List<Path> newestFirst = node == null ? List.of() : snapshots.list();
        if (newestFirst.isEmpty() || database.isDown()) {
            return;
        }
        try {
            long sequence = SnapshotFile.verify(newestFirst.get(0)).sequence();
            if (sequence > database.newestSnapshot()) {
                byte[] bytes = Files.readAllBytes(newestFirst.get(0));
                database.store(new SimDatabase.Stored(sequence, bytes, past.upTo(sequence)));
            }
        } catch (SnapshotException e) {
            requireDamaged(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireDamaged(SnapshotException e) {
        if (!snapshotDamaged) {
            throw new Violation("I2", e.getMessage(), e);
        }
    }

    private void loseDisk() {
        died();
        diskLost = true;
        redis.endLost();
    }

    /**
     * A start on an empty disk: it goes on from the snapshot in the database, and behind all that has left the node. It waits for Redis and
     * the database; nothing else happens meanwhile, so here both answer at once. A process that dies in it does it again.
     */
    private void goOnWithoutDisk() {
        signals.clear();
        decisions.clear();
        Run.empty(folder);
        SimDatabase.Stored stored = database.lastSnapshot();
        past.goesOnBehind(stored == null ? List.of() : stored.past());
        // Without a snapshot a new journal is begun, and is one that has lost all of its end.
        endLost = stored == null;
        if (stored != null) {
            boolean planted = mutation == Mutation.NUMBERS_OF_THE_SNAPSHOT;
            RowServer.Position reached = planted ? new RowServer.Position(0, 0) : reached();
            try {
                Path file = Files.write(folder.resolve("restore.snapshot"), stored.bytes());
                StepwiseJournal.goOn(
                        folder,
                        signals,
                        new Origin.Beginning(
                                file, rules.engineConfig(), null, reached.seq(), reached.scoreSeq(), clock.serverMs()));
                Files.delete(file);
                signals.begun();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        snapshotDamaged = false;
        diskLost = false;
    }

    /** How far records have left the node, as Redis and the database know. */
    RowServer.Position reached() {
        RowServer.Position rows = database.committed();
        return new RowServer.Position(
                Math.max(redis.stream(RedisPublisher.DECISIONS).lastMs(), rows.seq()),
                Math.max(redis.stream(RedisPublisher.SCORES).lastMs(), rows.scoreSeq()));
    }

    /** Whether the process that starts has to look how far records have left the node. In all others that must be needless. */
    boolean isEndLost() {
        return endLost;
    }

    /** The watch, which counts what was ever added to a stream, finds that the streams are others now. */
    private void flush() {
        for (int source : PLATFORM) {
            boolean had = !redis.stream(SourceId.stream(source)).entries().isEmpty();
            if (had && node != null) {
                node.recreated(source);
            }
        }
        redis.flush();
        crowd.othersCome();
    }

    /** Of the platform's streams and of ours each loses what was added last, and their ids are given again. */
    private void failover(Step step) {
        for (int i = 0; i < PLATFORM.length; i++) {
            redis.stream(SourceId.stream(PLATFORM[i])).forgetNewest(step.pick(10 + i, 6));
        }
        redis.stream(RedisPublisher.streams().get(0)).forgetNewest(step.pick(30, 8));
        redis.stream(RedisPublisher.streams().get(1)).forgetNewest(step.pick(31, 8));
        redis.forgets();
        redis.promoted();
        crowd.othersCome();
    }

    private void damageSnapshot(Step step) {
        List<Path> all = snapshots.list();
        if (all.isEmpty()) {
            return;
        }
        try {
            byte[] bytes = Files.readAllBytes(all.get(0));
            bytes[step.pick(1, bytes.length)] ^= (byte) (1 << step.pick(2, 8));
            // Another file: the first snapshot of a day has two names, and is not to be damaged under both.
            Files.delete(all.get(0));
            Files.write(all.get(0), bytes);
            snapshotDamaged = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that runs; starts one where none does. */
    SimNode node() {
        if (node == null) {
            processes++;
            redis.processStarts();
            if (endLost || diskLost) {
                redis.startsBehind(database.committed());
            }
            try {
                if (diskLost) {
                    goOnWithoutDisk();
                }
                SimNode started = new SimNode(this);
                if (started.decisionsSetAside() && !powerFailed) {
                    throw new Violation(
                            "I1", "after the death of a mere process there were decisions without their inputs");
                }
                requireNobodyKnowsMore(started);
                node = started;
                powerFailed = false;
                endLost = false;
            } catch (JournalException e) {
                throw new Violation("recovery", e.getMessage(), e);
            }
        }
        return node;
    }

    /** What left the node stays behind what survives: after any death the journal knows all that is known outside. */
    private void requireNobodyKnowsMore(SimNode started) {
        DecisionMarks marks = started.journal().decisionMarks();
        List<String> names = RedisPublisher.streams();
        long decided = redis.stream(names.get(0)).lastMs();
        long scored = redis.stream(names.get(1)).lastMs();
        if (decided > marks.seq() || scored > marks.scoreSeq()) {
            throw new Violation(
                    "I4",
                    "Redis has record " + decided + " and score " + scored + ", the journal that survived ends with "
                            + marks.seq() + " and " + marks.scoreSeq());
        }
    }

    /** What a start says of itself: a snapshot that nobody damaged must be of use. Its upload looks at the database before any disk is lost again. */
    void recovered(RecoveryReport report) {
        database.forgetBeyond(report.lastSequence());
        if (!snapshotDamaged && !powerFailed && !report.passedOver().isEmpty()) {
            throw new Violation("I2", String.join("; ", report.passedOver()));
        }
    }

    /** Heals everything: from now on nothing goes wrong any more. */
    void heal() {
        countdown.stop();
        redis.down(false);
        redis.full(false);
        redis.nextReply(SimRedis.Reply.GIVEN);
        database.down(false);
        database.nextReply(SimDatabase.Reply.GIVEN);
    }

    /** Whether Redis has entries behind those that the engine has applied. */
    boolean unread() {
        EngineView.Figures figures = node().figures();
        for (int source : PLATFORM) {
            List<StreamServer.Entry> entries =
                    redis.stream(SourceId.stream(source)).entries();
            if (!entries.isEmpty()) {
                StreamServer.Entry last = entries.get(entries.size() - 1);
                long ms = figures.cursorTimeMs()[source];
                if (last.ms() > ms || last.ms() == ms && last.seq() > figures.cursorSeq()[source]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Redis as the source sees it. */
    StreamServer streamServer() {
        return mutation == Mutation.CURSOR_OFF_BY_ONE ? new PlantedServers.OffByOne(redis) : redis;
    }

    /** Redis as the publisher sees it. */
    OutputServer outputServer() {
        return mutation == Mutation.REFUSED_TAKEN_FOR_WRITTEN ? new PlantedServers.TakenForWritten(redis) : redis;
    }

    /** The records as publisher and sink read them. */
    RecordFeed feed(RecordFeed feed) {
        return switch (mutation) {
            case QUIET_TIME_FORGOTTEN -> new PlantedFeeds.Unquiet(feed);
            case RECAP_MISSES_A_RECORD -> new PlantedFeeds.Forgetful(feed);
            default -> feed;
        };
    }

    Rules rules() {
        return rules;
    }

    Mutation mutation() {
        return mutation;
    }

    SimClock clock() {
        return clock;
    }

    SimRedis redis() {
        return redis;
    }

    SimDatabase database() {
        return database;
    }

    SimDisk signals() {
        return signals;
    }

    SimDisk decisions() {
        return decisions;
    }

    SnapshotFolder snapshots() {
        return snapshots;
    }

    Past past() {
        return past;
    }

    Crowd crowd() {
        return crowd;
    }

    boolean snapshotDamaged() {
        return snapshotDamaged;
    }

    /** Differs from process to process. */
    long processSalt() {
        return processes * 0x9e3779b97f4a7c15L;
    }

    Path folder() {
        return folder;
    }
}
