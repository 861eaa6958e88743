package conductor.ops.node;

import conductor.gateway.mail.MailStats;
import conductor.gateway.owner.Ownership;
import conductor.gateway.publish.PublisherStats;
import conductor.gateway.redis.EventLookUps;
import conductor.gateway.redis.SourceStats;
import conductor.journal.ShadowStats;
import conductor.journal.sink.SinkStats;
import conductor.ops.health.Health;
import conductor.ops.health.Part;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the parts that do not know of {@link Health} themselves and says for them how they are. Called by the thread that watches
 * the node, several times a second.
 */
final class NodeParts {
    /** Entries that are applied later than this are late. */
    private static final long LAG_MS = 5_000;

    /** The host's clock and that of Redis may be this far apart. */
    private static final long CLOCKS_APART_MS = 1_000;

    /** Engine time jumps with the clock; a jump of more than this is worth a look at what became due by it. */
    private static final long STEP_FORWARD_MS = 300_000;

    private static final long STEP_FORWARD_SHOWN_NS = TimeUnit.MINUTES.toNanos(10);
    /** What was lost stays lost, but people have seen it by then. */
    private static final long LOST_END_SHOWN_NS = TimeUnit.HOURS.toNanos(1);

    private static final long PROVISIONING_DOUBT_NS = TimeUnit.MINUTES.toNanos(10);

    private final Health health;
    private final Part redis;
    private final Part publisher;
    private final Part engine;
    private final Part journal;
    private final Part clock;
    private final Part provisioning;
    private final Part owner;
    private final RunningParts running;
    private final boolean live;
    private final String lostEnd;
    private final long beganNs = System.nanoTime();
    private long clockForwardMs;
    private long clockForwardNs;
    private boolean clockForward;
    private long provisioningErrors;
    private long provisioningErrorNs;

    /**
     * @param live whether the Redis clock moves time.
     * @param lostEnd what is to be told of a lost end of the journal, null where there was none.
     */
    NodeParts(Health health, RunningParts running, boolean live, String lostEnd) {
        this.lostEnd = lostEnd;
        this.health = health;
        this.redis = health.part("redis");
        this.publisher = health.part("publisher");
        this.engine = health.part("engine");
        this.journal = health.part("journal");
        this.clock = health.part("clock");
        this.provisioning = health.part("provisioning");
        this.owner = health.part("owner");
        this.running = running;
        this.live = live;
    }

    void look() {
        owner(running.ownership());
        source(running.source().stats());
        publisher(running.publisher().stats());
        running.sink().ifPresent(sink -> database(sink.stats()));
        running.shadow().ifPresent(shadow -> shadow(shadow.stats()));
        running.lookUps().ifPresent(this::lookUps);
        running.content().ifPresent(this::content);
        running.mails().ifPresent(mails -> mails(mails.stats()));
        engine(running.source().stats().count(SourceStats.Count.LAG_MS));
        if (running.pipeline().failStop().failed()) {
            journal.down("Nothing is appended since the engine stopped at sequence "
                    + running.pipeline().failStop().sequence() + ".");
        } else if (lostEnd != null && System.nanoTime() - beganNs < LOST_END_SHOWN_NS) {
            journal.degraded("At the start " + lostEnd + ".");
        } else {
            journal.up();
        }
    }

    private void owner(Ownership ownership) {
        switch (ownership.state()) {
            case OWNED -> owner.up();
            case LOST ->
                owner.down("Another node has taken the streams of this Redis ("
                        + ownership.other().text() + "). This node stops.");
            case WAITING ->
                owner.down(
                        ownership.problem() == null
                                ? "The lease of the node that had the streams has not lapsed yet; this takes some seconds."
                                : "Redis could not be asked yet who writes its streams (" + ownership.problem() + ").");
        }
    }

    private void engine(long lagMs) {
        if (running.pipeline().failStop().failed()) {
            engine.down(
                    "It stopped at sequence " + running.pipeline().failStop().sequence() + "; the log says why.");
        } else if (live && lagMs > LAG_MS) {
            engine.degraded("Entries are applied " + lagMs / 1_000
                    + " s after they came. More comes in than the node can apply, or it is catching up after a pause.");
        } else {
            engine.up();
        }
    }

    private void source(SourceStats stats) {
        if (stats.connected()) {
            redis.up();
            clock(stats);
            provisioning(stats.count(SourceStats.Count.PROVISIONING_ERRORS));
        } else if (stats.problem() != null) {
            redis.down("Redis cannot be read (" + stats.problem()
                    + "). Reading goes on by itself when it is back; until then entries wait in Redis.");
        }
    }

    private void publisher(PublisherStats stats) {
        if (stats.failure() != null) {
            publisher.down("The publisher ended on an error (" + stats.failure() + ").");
        } else if (!stats.connected() && stats.lastError() != null) {
            publisher.down("Redis cannot be written (" + stats.lastError()
                    + "). Decisions wait in the journal and leave when it is back.");
        } else if (stats.connected() && stats.alarms() > 0) {
            publisher.degraded(stats.alarms()
                    + " records differ between Redis and the journal. Somebody else writes to our streams, or the data folder"
                    + " is not this Redis's own.");
        } else if (stats.connected()) {
            publisher.up();
        }
    }

    /** Degraded for some minutes after the last such error: nothing tells that the platform has been mended. */
    private void provisioning(long errors) {
        if (errors > provisioningErrors) {
            provisioningErrors = errors;
            provisioningErrorNs = System.nanoTime();
            provisioning.degraded(
                    errors + " commands failed because the platform does not know our user or does not have it in the"
                            + " session. Create the system user, see AGENT_SYSTEM_USER_ID of the platform.");
        } else if (errors == 0 || System.nanoTime() - provisioningErrorNs > PROVISIONING_DOUBT_NS) {
            provisioning.up();
        }
    }

    /** Never more than degraded: the journal keeps what the database lacks. Says nothing before the first attempt is over. */
    private void database(SinkStats stats) {
        if (stats.failure() != null) {
            health.part("database")
                    .degraded("The database sink ended on an error (" + stats.failure()
                            + "). Nothing is written until the node is started again; the rows are in the journal.");
        } else if (stats.up() && stats.problem() != null) {
            health.part("database").degraded(stats.problem());
        } else if (stats.up()) {
            health.part("database").up();
        } else if (stats.lastError() != null) {
            health.part("database")
                    .degraded("The database cannot be written (" + stats.lastError()
                            + "). Rows wait in the journal and are written when it can.");
        }
    }

    /** Never more than degraded: what the platform's own entries say of a session's event counts more. */
    private void lookUps(EventLookUps lookUps) {
        if (lookUps.keyProblem() != null) {
            health.part("look-ups")
                    .degraded("The keys session:info:{id} cannot be read (" + lookUps.keyProblem()
                            + "). Sessions whose event no chat and no join names stay without one until they can.");
        } else if (lookUps.channelProblem() != null) {
            health.part("look-ups")
                    .degraded("The channel analytics-events cannot be listened to (" + lookUps.channelProblem()
                            + "). Events of sessions are found by entries and keys alone. A user of Redis needs the right to it"
                            + " (ACL SETUSER name &analytics-events).");
        } else {
            health.part("look-ups").up();
        }
    }

    /** Never more than degraded: the node does what it does without it. */
    private void shadow(ShadowStats stats) {
        if (stats.divergence() != null) {
            health.part("shadow")
                    .degraded("The node's state is not what its journal leads to (" + stats.divergence()
                            + "). No snapshot is written any more.");
        } else if (stats.failure() != null) {
            health.part("shadow")
                    .degraded("The shadow has ended (" + stats.failure()
                            + "). No snapshot is written until the node is started again.");
        } else if (stats.snapshotProblem() != null) {
            health.part("shadow")
                    .degraded("The last snapshot could not be written (" + stats.snapshotProblem()
                            + "). It is tried again; until then a start replays more.");
        } else {
            health.part("shadow").up();
        }
    }

    /** Never more than degraded: a mail is one of several ways to tell people. */
    private void mails(MailStats stats) {
        if (stats.problem() == null) {
            health.part("mails").up();
        } else {
            health.part("mails")
                    .degraded("The mail server does not take mails (" + stats.problem()
                            + "). Each is tried some times within about ten minutes, then dropped.");
        }
    }

    /** Never more than degraded: there is always a template. */
    private void content(NodeContent content) {
        String problem = content.problem();
        if (problem == null) {
            health.part("content").up();
        } else {
            health.part("content").degraded(problem);
        }
    }

    private void clock(SourceStats stats) {
        long aheadMs = stats.count(SourceStats.Count.CLOCK_AHEAD_MS);
        long hostAheadMs = stats.count(SourceStats.Count.HOST_AHEAD_MS);
        noteStepForward(stats);
        if (aheadMs > 0) {
            clock.degraded("The clock of Redis was set back. Time goes on " + aheadMs
                    + " ms ahead of it, a tenth slower until both agree. Let NTP keep that clock.");
        } else if (clockForward) {
            clock.degraded("The clock of Redis was set forward by " + stats.count(SourceStats.Count.CLOCK_FORWARD_MS)
                    + " ms. What became due by that was done at once: sessions and proposals may have ended early.");
        } else if (live && Math.abs(hostAheadMs) > CLOCKS_APART_MS) {
            clock.degraded("The clock of this machine and that of Redis are " + Math.abs(hostAheadMs)
                    + " ms apart. Time follows Redis; set both clocks by NTP.");
        } else {
            clock.up();
        }
    }

    private void noteStepForward(SourceStats stats) {
        long forwardMs = stats.count(SourceStats.Count.CLOCK_FORWARD_MS);
        if (forwardMs != clockForwardMs && forwardMs > STEP_FORWARD_MS) {
            clockForward = true;
            clockForwardNs = System.nanoTime();
        } else if (clockForward && System.nanoTime() - clockForwardNs > STEP_FORWARD_SHOWN_NS) {
            clockForward = false;
        }
        clockForwardMs = forwardMs;
    }
}
