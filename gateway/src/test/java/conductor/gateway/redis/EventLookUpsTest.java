package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.RedisUnderTest;
import conductor.gateway.lookup.LookUp;
import conductor.gateway.lookup.LookUpInbox;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Look-ups of a session's event (audience.md 1.4, ranks 2 and 1) against a real Redis. */
class EventLookUpsTest {
    private static final String SESSION = "ses_0a1b2c3d4e5f";

    @TempDir
    Path folder;

    private RedisNode node;
    private final LookUpInbox inbox = new LookUpInbox(16);
    private EventLookUps lookUps;
    private RedisCommands<String, String> redis;

    @BeforeEach
    void connect() throws Exception {
        node = new RedisNode(RedisUnderTest.EMBEDDED, folder);
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
        lookUps.opened(1, utf8(SESSION));
        long beganNs = System.nanoTime();
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
        workFor(2_500);
        node.start();
        node.commands().set("session:info:" + SESSION, "{\"eventId\":\"evt_a\"}");
        assertThat(awaitFindings(1)).hasSize(1);
        assertThat(lookUps.failures()).isPositive();
    }

    @Test
    void aSessionThatIsClosedIsNotAskedFor() {
        redis.set("session:info:" + SESSION, "{\"eventId\":\"evt_a\"}");
        lookUps.opened(1, utf8(SESSION));
        lookUps.closed(1);
        workFor(1_500);
        assertThat(inbox.peek()).isNull();
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
