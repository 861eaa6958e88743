package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.lookup.LookUp;
import conductor.gateway.lookup.LookUpInbox;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Look-ups of a session's event (audience.md 1.4, ranks 2 and 1) against a real Redis. */
@Tag("one-jdk")
@OnEveryRedis
class EventLookUpsTest {
    private static final String USER = "conductor";
    private static final String SESSION = "ses_0a1b2c3d4e5f";

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path folder;

    private RedisNode node;
    private final LookUpInbox inbox = new LookUpInbox(16);
    private EventLookUps lookUps;
    private RedisCommands<String, String> redis;

    @BeforeEach
    void connect() throws Exception {
        node = new RedisNode(kind, folder);
        lookUps = new EventLookUps(node.uri(), Entries.HASH, inbox);
        redis = node.commands();
    }

    @AfterEach
    void stop() throws Exception {
        lookUps.stop();
        node.close();
    }

    @Test
    void theKeyOfASessionIsAskedAfterASecondAndItsEventHandedOnOnce() {
        redis.set("session:info:" + SESSION, "{\"eventId\":\"evt_a\",\"organizationId\":\"org_1\"}");
        long beganNs = System.nanoTime();
        lookUps.opened(1, utf8(SESSION));
        LookUp.Evidence evidence = (LookUp.Evidence) awaitFindings(1).get(0);
        assertThat(System.nanoTime() - beganNs).isGreaterThan(900_000_000L);
        assertThat(evidence.sessionKey()).isEqualTo(1);
        assertThat(evidence.eventKey()).isEqualTo(Entries.key("evt_a"));
        assertThat(evidence.eventId()).isEqualTo(utf8("evt_a"));
        assertThat(evidence.rank()).isEqualTo(2);
        lookUps.resolved(1, evidence.eventKey(), evidence.eventId(), 2);
        workFor(200);
        assertThat(inbox.peek()).isNull();
    }

    @Test
    void aKeyThatComesLaterIsFoundByTheNextTry() {
        lookUps.opened(1, utf8(SESSION));
        workFor(1_500);
        redis.set("session:info:" + SESSION, "{\"eventId\":\"evt_a\"}");
        assertThat(awaitFindings(1)).hasSize(1);
    }

    @Test
    void whatIsNoRealEventIsNoEvidence() {
        int number = 0;
        for (String value : List.of(
                "{\"eventId\":\"\"}",
                "{\"eventId\":\"unknown\"}",
                "{\"eventId\":\"ses_3\"}",
                "{\"eventId\":7}",
                "{bad",
                "[]",
                "{\"eventId\":\"" + "x".repeat(256) + "\"}")) {
            number++;
            redis.set("session:info:ses_" + number, value);
            lookUps.opened(number, utf8("ses_" + number));
        }
        redis.set("session:info:ses_99", "{\"eventId\":\"evt_z\"}");
        lookUps.opened(99, utf8("ses_99"));
        assertThat(awaitFindings(1)).allMatch(found -> ((LookUp.Evidence) found).sessionKey() == 99);
        workFor(200);
        assertThat(inbox.peek()).isNull();
    }

    @Test
    void theChannelGivesEvidenceOfRankOne() {
        lookUps.opened(Entries.key(SESSION), utf8(SESSION));
        awaitListener();
        redis.publish("analytics-events", "{\"sessionId\":\"ses_other\",\"eventId\":\"evt_x\"}");
        redis.publish("analytics-events", "{\"n\":1,\"sessionId\":\"" + SESSION + "\",\"eventId\":\"evt_b\"}");
        LookUp.Evidence evidence = (LookUp.Evidence) awaitFindings(1).get(0);
        assertThat(evidence.rank()).isEqualTo(1);
        assertThat(evidence.eventKey()).isEqualTo(Entries.key("evt_b"));
    }

    @Test
    void aRedisThatIsAwayIsAskedAgainWhenItIsBack() throws Exception {
        lookUps.opened(1, utf8(SESSION));
        node.kill();
        Await.until("it was tried in vain", () -> {
            lookUps.work(System.nanoTime());
            return lookUps.keyFailures() > 0;
        });
        node.start();
        node.commands().set("session:info:" + SESSION, "{\"eventId\":\"evt_a\"}");
        assertThat(awaitFindings(1)).hasSize(1);
        Await.until("both ways work again", () -> {
            lookUps.work(System.nanoTime());
            return lookUps.keyProblem() == null && lookUps.channelProblem() == null;
        });
    }

    @Test
    void whoeverMayNotListenToTheChannelStillGetsWhatTheKeysSay() {
        redis.set("session:info:" + SESSION, "{\"eventId\":\"evt_a\"}");
        user(new AclSetuserArgs().allKeys().allCommands().resetChannels());
        lookUps.opened(1, utf8(SESSION));
        assertThat(awaitFindings(1)).hasSize(1);
        assertThat(lookUps.keyProblem()).isNull();
        assertThat(lookUps.keyFailures()).isZero();
        assertThat(lookUps.channelProblem()).contains("channel");
        assertThat(lookUps.channelFailures()).isPositive();

        redis.aclSetuser(USER, new AclSetuserArgs().channelPattern("analytics-events"));
        awaitListener();
        Await.until("it is known", () -> {
            lookUps.work(System.nanoTime());
            return lookUps.channelProblem() == null;
        });
    }

    @Test
    void whoeverMayNotReadTheKeysStillHearsTheChannelAndIsToldWhenTheyMay() {
        user(new AclSetuserArgs().allCommands().allChannels());
        lookUps.opened(Entries.key(SESSION), utf8(SESSION));
        awaitListener();
        Await.until("the keys were asked for", () -> {
            lookUps.work(System.nanoTime());
            return lookUps.keyFailures() > 0;
        });
        redis.publish("analytics-events", "{\"sessionId\":\"" + SESSION + "\",\"eventId\":\"evt_b\"}");
        assertThat(awaitFindings(1)).hasSize(1);
        assertThat(lookUps.keyProblem()).contains("key");
        assertThat(lookUps.channelFailures()).isZero();

        lookUps.closed(Entries.key(SESSION));
        redis.aclSetuser(USER, new AclSetuserArgs().keyPattern("session:info:*"));
        Await.until("it is known although nothing is due", () -> {
            lookUps.work(System.nanoTime());
            return lookUps.keyProblem() == null;
        });
    }

    @Test
    void afterALongOutageAKeyIsAskedForOnceAndNotForEveryMissedTime() {
        lookUps.opened(1, utf8(SESSION));
        long laterNs = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        for (int turn = 0; turn < 20; turn++) {
            lookUps.work(laterNs + turn);
        }
        assertThat(asked()).isEqualTo(1);
        lookUps.work(laterNs + TimeUnit.SECONDS.toNanos(61));
        lookUps.work(laterNs + TimeUnit.SECONDS.toNanos(62));
        assertThat(asked()).isEqualTo(2);
        lookUps.work(laterNs + TimeUnit.HOURS.toNanos(1));
        lookUps.work(laterNs + TimeUnit.HOURS.toNanos(1) + 1);
        assertThat(asked()).isEqualTo(3);
    }

    @Test
    void aPauseAfterAFailureBeginsWhenTheFailureIsKnown() {
        LookUpState state = new LookUpState("anything");
        long begunNs = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        Await.until("a second is over", () -> System.nanoTime() - begunNs > TimeUnit.SECONDS.toNanos(1));
        state.failed(new RedisException("took a second to find out"));
        assertThat(state.ready(begunNs + TimeUnit.MILLISECONDS.toNanos(1_200))).isFalse();
        assertThat(state.ready(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(501)))
                .isTrue();
    }

    @Test
    void aSessionThatIsClosedIsNotAskedFor() {
        redis.set("session:info:" + SESSION, "{\"eventId\":\"evt_a\"}");
        lookUps.opened(1, utf8(SESSION));
        lookUps.closed(1);
        workFor(1_500);
        assertThat(inbox.peek()).isNull();
    }

    /** Looks up as a user with these rights, and a password, from now on. */
    private void user(AclSetuserArgs rights) {
        redis.aclSetuser(USER, rights.on().addPassword(USER));
        lookUps.stop();
        String uri = node.uri().replace("redis://", "redis://" + USER + ":" + USER + "@");
        lookUps = new EventLookUps(uri, Entries.HASH, inbox);
    }

    /** How often Redis was asked for values. */
    private long asked() {
        return redis.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_mget:"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*:calls=(\\d+).*", "$1")))
                .sum();
    }

    private void awaitListener() {
        Await.until("the channel is listened to", () -> {
            lookUps.work(System.nanoTime());
            return redis.pubsubNumsub("analytics-events").get("analytics-events") > 0;
        });
    }

    private List<LookUp> awaitFindings(int count) {
        List<LookUp> findings = new ArrayList<>();
        Await.until(count + " findings", () -> {
            lookUps.work(System.nanoTime());
            for (LookUp finding = inbox.peek(); finding != null; finding = inbox.peek()) {
                findings.add(finding);
                inbox.remove();
            }
            return findings.size() >= count;
        });
        return findings;
    }

    private void workFor(long ms) {
        long untilNs = System.nanoTime() + ms * 1_000_000;
        while (System.nanoTime() - untilNs < 0) {
            lookUps.work(System.nanoTime());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
