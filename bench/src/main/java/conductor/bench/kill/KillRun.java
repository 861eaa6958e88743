package conductor.bench.kill;

import conductor.gateway.redis.SeenStreams;
import conductor.journal.Backup;
import conductor.journal.KillPoint;
import conductor.journal.PowerLoss;
import conductor.journal.ProgressListener;
import conductor.journal.Restore;
import conductor.ops.embedded.EmbeddedPostgres;
import conductor.ops.embedded.EmbeddedRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Kills a node again and again while entries come, each time on the folder that the last one left, and checks what is left at the end. */
public final class KillRun {
    private static final long READY_MS = 300_000;
    private static final long REACH_MS = 30_000;
    private static final long TEAR_MS = 30_000;
    private static final int RANDOM_MS = 3_000;
    private static final long DRAIN_MS = 120_000;
    private static final int PASSAGES = 3;
    /** Documents after which a node dies whose last one is then torn: more than most recoveries write. */
    private static final int DOCUMENTS = 400;
    /** The same where it is a document of decisions, of which there are fewer. */
    private static final int DECISIONS = 50;

    private static final int TEAR_TRIES = 5;

    /** Points that only the first start on a folder passes. */
    private static final Set<KillPoint> OF_THE_FIRST_START =
            EnumSet.of(KillPoint.HASH_KEY_UNNAMED, KillPoint.HASH_KEY_NAMED, KillPoint.GENESIS_WRITTEN);

    /** Points that want a journal of several days: a test of the journal's own kills processes there. */
    public static final Set<KillPoint> OF_SEVERAL_DAYS = EnumSet.of(
            KillPoint.RETENTION_BEGUN,
            KillPoint.RETENTION_FILE_REMOVED,
            KillPoint.RETENTION_SIGNALS_REMOVED,
            KillPoint.RETENTION_DECISIONS_REMOVED);

    /** Points that only a start passes whose journal has lost its end. */
    private static final Set<KillPoint> OF_A_LOST_END =
            EnumSet.of(KillPoint.LOST_END_FOUND, KillPoint.LOST_END_SIGNALLED, KillPoint.LOST_END_PASSED);

    /**
     * What a group has left and was checked.
     *
     * @param check looks at all of it once more: what does not hold.
     */
    record Ended(Path dataDir, String redisUri, String jdbcUrl, Callable<List<String>> check) {}

    /** Somebody who looks at what a group has left before its servers end. */
    interface Afterwards {
        void look(Ended ended) throws Exception;
    }

    private final Path folder;
    private final Random random;
    private final List<String> flags;
    private final Consumer<String> progress;
    private final RestartTimes restarts = new RestartTimes();
    private final Map<KillPoint, Integer> kills = new EnumMap<>(KillPoint.class);
    private final Map<KillPoint, Integer> missed = new EnumMap<>(KillPoint.class);
    private final List<String> broken = new ArrayList<>();
    private boolean archived;
    private int randomKills;
    private long entries;
    private long lost;
    private long duplicates;
    private long lettersMissing;
    private Afterwards afterwards = ended -> {};
    private BooleanSupplier enough = () -> false;

    /** @param folder for everything; emptied by the caller. */
    public KillRun(Path folder, long seed, Consumer<String> progress) {
        this.folder = folder;
        this.random = new Random(seed);
        this.flags = ClassArchive.flags(folder);
        this.progress = progress;
    }

    /** Kills no more once this says so; what was left until then is checked. */
    public void until(BooleanSupplier enoughKills) {
        enough = enoughKills;
    }

    /** Tells somebody of every group. */
    void afterwards(Afterwards who) {
        afterwards = who;
    }

    /**
     * Kills at points; those that only a first start passes, or one behind a lost end, get a folder of their own for each kill.
     *
     * @param perPoint kills of each.
     */
    public void points(Set<KillPoint> points, int perPoint) throws Exception {
        List<String> plan = new ArrayList<>();
        for (KillPoint point : points) {
            for (int i = 0; i < perPoint; i++) {
                if (OF_THE_FIRST_START.contains(point)) {
                    group("first-" + point.text() + "-" + i, List.of(point.text()));
                } else if (OF_A_LOST_END.contains(point)) {
                    group(point.text() + "-" + i, List.of(point.text()));
                } else {
                    plan.add(point.text());
                }
            }
        }
        if (!plan.isEmpty()) {
            group("points", plan);
        }
    }

    /** Kills at random times. */
    public void random(int cycles) throws Exception {
        if (cycles > 0) {
            List<String> plan = new ArrayList<>();
            for (int i = 0; i < cycles; i++) {
                plan.add(null);
            }
            group("random", plan);
        }
    }

    /** A node that is installed has stopped in order before, and left the archive of its classes. */
    private void archive() throws Exception {
        if (flags.isEmpty() || archived) {
            return;
        }
        archived = true;
        Path home = Files.createDirectories(folder.resolve("archive"));
        try (EmbeddedRedis redis = EmbeddedRedis.start(home.resolve("redis"));
                KilledNode node = KilledNode.start(
                        flags, settings(home.resolve("data"), redis.uri(), null), home.resolve("node.log"), null)) {
            node.awaitReady(READY_MS);
            node.stop();
        }
    }

    private void group(String name, List<String> plan) throws Exception {
        if (enough.getAsBoolean()) {
            return;
        }
        archive();
        Path home = Files.createDirectories(folder.resolve(name));
        Path dataDir = home.resolve("data");
        Path log = home.resolve("node.log");
        try (EmbeddedRedis redis = EmbeddedRedis.start(home.resolve("redis"));
                EmbeddedPostgres postgres = EmbeddedPostgres.start(home.resolve("postgres"));
                Heard heard = new Heard(redis.uri());
                Producer producer = new Producer(redis.uri())) {
            String jdbcUrl = postgres.jdbcUrl();
            Map<String, String> settings = settings(dataDir, redis.uri(), jdbcUrl);
            for (int i = 0; i < plan.size() && !enough.getAsBoolean(); i++) {
                progress.accept(
                        name + " " + (i + 1) + "/" + plan.size() + (plan.get(i) == null ? "" : " " + plan.get(i)));
                cycle(settings, log, dataDir, plan.get(i));
            }
            producer.stop();
            end(settings, log, name, producer.added().size());
            KillChecks checks = check(dataDir, producer, heard, redis.uri(), jdbcUrl);
            checks.broken().forEach(sentence -> broken.add(name + ": " + sentence));
            entries += checks.entries();
            lost += checks.lost();
            duplicates += checks.duplicates();
            lettersMissing += checks.lettersMissing();
            afterwards.look(new Ended(
                    dataDir,
                    redis.uri(),
                    jdbcUrl,
                    () -> check(dataDir, producer, heard, redis.uri(), jdbcUrl).broken()));
        }
    }

    private static KillChecks check(Path dataDir, Producer producer, Heard heard, String redisUri, String jdbcUrl)
            throws Exception {
        KillChecks checks = new KillChecks(Leftovers.look(dataDir, producer, heard, redisUri, jdbcUrl));
        checks.run();
        return checks;
    }

    private void cycle(Map<String, String> settings, Path log, Path dataDir, String point) throws Exception {
        if (point == null) {
            boolean whileStarting = random.nextInt(4) == 0;
            try (KilledNode node = KilledNode.start(flags, settings, log, null)) {
                if (!whileStarting) {
                    ready(node);
                }
                node.awaitEnd(random.nextInt(RANDOM_MS));
                node.kill();
                randomKills++;
            }
            return;
        }
        KillPoint armed = KillPoint.named(point);
        prepare(armed, settings, log, dataDir);
        try (KilledNode node = KilledNode.start(flags, settings, log, point + ":" + passage(armed))) {
            boolean started = ready(node);
            boolean died = !started || node.awaitEnd(REACH_MS);
            if (died && node.awaitEnd(REACH_MS) && node.exitCode() == KillPoint.EXIT_CODE) {
                kills.merge(armed, 1, Integer::sum);
            } else {
                missed.merge(armed, 1, Integer::sum);
            }
        }
    }

    /** What is passed once a start is hit there; the others at one of the first passages. */
    private int passage(KillPoint point) {
        return switch (point) {
            case DOCUMENT_OPEN,
                    DOCUMENT_FILLED,
                    DOCUMENT_CLOSED,
                    SIGNALS_UNWRITTEN,
                    SIGNALS_WRITTEN,
                    DECISIONS_WRITTEN,
                    SYNC_BEGUN,
                    SYNC_HALF,
                    SYNC_UNMARKED,
                    SYNC_MARKED,
                    SOURCE_ANSWERED,
                    SOURCE_RELEASED -> 1 + random.nextInt(PASSAGES * 20);
            default -> 1;
        };
    }

    /** Leaves what a start has to find to come to the point. */
    private void prepare(KillPoint point, Map<String, String> settings, Path log, Path dataDir) throws Exception {
        switch (point) {
            case FAILED_SYNC_COPIED, FAILED_SYNC_MENDED ->
                Files.writeString(
                        Files.createDirectories(dataDir.resolve("journal")).resolve("sync-failed"), "planted\n");
            case TORN_TAIL_FOUND, TORN_TAIL_VOIDED, DECISIONS_SET_ASIDE -> losePower(point, settings, log, dataDir);
            case LOST_END_FOUND, LOST_END_SIGNALLED, LOST_END_PASSED -> loseEnd(settings, log, dataDir);
            case DEAD_LETTERS_OWED -> oweLetters(settings, log);
            default -> {
                // Every start that comes to it finds it as it is.
            }
        }
    }

    /** Leaves the folder as a backup has it, while more than that has left the node. */
    private void loseEnd(Map<String, String> settings, Path log, Path dataDir) throws Exception {
        Path backup = dataDir.resolveSibling("backup");
        work(settings, log);
        Backup.make(dataDir, backup, new SeenStreams(), ProgressListener.NONE);
        work(settings, log);
        Files.move(dataDir, dataDir.resolveSibling("lost"));
        Restore.run(backup, dataDir, new SeenStreams(), ProgressListener.NONE);
    }

    /** Leaves an entry that nobody can read in the journal, and no letter of it. */
    private void oweLetters(Map<String, String> settings, Path log) throws Exception {
        try (KilledNode node = KilledNode.start(flags, settings, log, KillPoint.DEAD_LETTER_UNWRITTEN.text())) {
            if (ready(node)) {
                node.awaitEnd(REACH_MS);
            }
        }
    }

    /** Lets a node do something, and stops it in order. */
    private void work(Map<String, String> settings, Path log) throws Exception {
        try (KilledNode node = KilledNode.start(flags, settings, log, null)) {
            ready(node);
            node.awaitEnd(RANDOM_MS);
            node.stop();
        }
    }

    private void losePower(KillPoint point, Map<String, String> settings, Path log, Path dataDir) throws Exception {
        for (int i = 0; i < TEAR_TRIES; i++) {
            boolean decided = point == KillPoint.DECISIONS_SET_ASIDE || random.nextBoolean();
            String at = decided
                    ? KillPoint.DECISIONS_WRITTEN.text() + ":" + (DECISIONS + random.nextInt(DECISIONS))
                    : KillPoint.DOCUMENT_CLOSED.text() + ":" + (DOCUMENTS + random.nextInt(DOCUMENTS));
            try (KilledNode node = KilledNode.start(flags, settings, log, at)) {
                if (!ready(node) || !node.awaitEnd(TEAR_MS)) {
                    continue;
                }
            }
            if (point != KillPoint.DECISIONS_SET_ASIDE) {
                PowerLoss.tear(dataDir, random);
                return;
            }
            if (PowerLoss.loseCauses(dataDir)) {
                return;
            }
        }
    }

    private boolean ready(KilledNode node) throws InterruptedException {
        KilledNode.Ready ready = node.awaitReady(READY_MS);
        if (ready != null) {
            restarts.add(ready);
        }
        return ready != null;
    }

    private void end(Map<String, String> settings, Path log, String name, long entries) throws Exception {
        try (KilledNode node = KilledNode.start(flags, settings, log, null)) {
            if (!ready(node)) {
                node.awaitEnd(REACH_MS);
                broken.add(name + ": the last start ended with code " + node.exitCode() + ", see " + log);
                return;
            }
            if (!node.drained(Path.of(settings.get("data-dir")), entries, DRAIN_MS)) {
                broken.add(name + ": not everything was applied, published and written within " + DRAIN_MS + " ms");
            }
            int code = node.stop();
            if (code != 0) {
                broken.add(name + ": the node stopped with code " + code);
            }
        }
    }

    private static Map<String, String> settings(Path dataDir, String redisUri, String jdbcUrl) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data-dir", dataDir.toString());
        settings.put("redis.url", redisUri);
        settings.put("redis.start-at", "0");
        settings.put("engine.ring-size", "1024");
        settings.put("engine.sessions-max", "64");
        settings.put("engine.users-max", "4096");
        settings.put("engine.voters-max", "4096");
        settings.put("engine.events-max", "64");
        settings.put("engine.names-max", "256");
        settings.put("engine.evaluation-period-ms", "1000");
        settings.put("journal.snapshot-interval-s", "1");
        settings.put("http.port", "0");
        settings.put("db.enabled", Boolean.toString(jdbcUrl != null));
        if (jdbcUrl != null) {
            settings.put("database.url", jdbcUrl);
            settings.put("db.snapshot-interval-s", "1");
        }
        return settings;
    }

    /** How long starts took. */
    public RestartTimes restarts() {
        return restarts;
    }

    /** Kills at each point. */
    public Map<KillPoint, Integer> kills() {
        return kills;
    }

    /** Armed starts of each point that did not die there. */
    public Map<KillPoint, Integer> missed() {
        return missed;
    }

    /** Kills at random times. */
    public int randomKills() {
        return randomKills;
    }

    /** What does not hold, a sentence each. */
    public List<String> broken() {
        return broken;
    }

    /** Entries that were added to Redis. */
    public long entries() {
        return entries;
    }

    /** Of these, entries that the journal does not hold. */
    public long lost() {
        return lost;
    }

    /** Entries that the journal holds twice. */
    public long duplicates() {
        return duplicates;
    }

    /** Entries that nobody can read and that got no dead letter. */
    public long deadLettersMissing() {
        return lettersMissing;
    }
}
