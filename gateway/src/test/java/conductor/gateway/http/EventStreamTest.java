package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.edge.FeedPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The event stream of a real HTTP server, from records in a real Redis. */
@Tag("one-jdk")
class EventStreamTest {
    private static final String EVENT = "evt_1";
    private static final int SMALL_BUFFER = 4_096;
    /** Makes a record much larger than what anybody between the two keeps. */
    private static final String PADDING = "x".repeat(16_000);

    private static final int MANY = 2_000;

    private static GatewayRig rig;
    private static Gateway gateway;

    private final List<EventReader> readers = new ArrayList<>();
    private String session;
    private String token;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        rig = new GatewayRig(folder);
        gateway = rig.gateway();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @BeforeEach
    void openASession() {
        session = "ses_" + UUID.randomUUID();
        token = rig.organiser();
        rig.engine().open(session, EVENT);
        rig.awaitRead();
    }

    @AfterEach
    void closeReaders() {
        readers.forEach(EventReader::close);
    }

    private EventReader read(Gateway from, String query, String lastEventId) {
        EventReader reader = from.stream(query, token, lastEventId);
        readers.add(reader);
        return reader;
    }

    private EventReader read(String query, String lastEventId) {
        return read(gateway, query, lastEventId);
    }

    private long score(double score) {
        return rig.engine().score(session, EVENT, score, Map.of());
    }

    private long decide(String state) {
        return rig.engine().propose(session, EVENT, "d-5e1f09c2-1", state);
    }

    /** Records as a text each, as they are told apart. */
    private static List<String> names(List<EventReader.Event> events) {
        return events.stream()
                .map(event -> (event.type().equals("SCORE") ? "score " : "decision ") + event.seq())
                .toList();
    }

    private static List<String> sessionIds(EventReader.Event state) {
        return ((List<?>) state.data().get("sessions"))
                .stream()
                        .map(one -> String.valueOf(((Map<?, ?>) one).get("session_id")))
                        .toList();
    }

    private static void assertThatIdsRise(List<EventReader.Event> events) {
        FeedPosition before = null;
        for (EventReader.Event event : events) {
            FeedPosition id = FeedPosition.parse(event.id());
            assertThat(id).as(event.id()).isNotNull();
            if (before != null) {
                assertThat(id.decisions()).as(id + " behind " + before).isGreaterThanOrEqualTo(before.decisions());
                assertThat(id.scores()).as(id + " behind " + before).isGreaterThanOrEqualTo(before.scores());
            }
            before = id;
        }
    }

    @Test
    void aNewClientGetsTheStateAndThenEveryRecord() {
        score(0.5);
        rig.awaitRead();
        EventReader reader = read("", null);
        assertThat(reader.status()).isEqualTo(200);
        assertThat(reader.header("Content-Type")).startsWith("text/event-stream");
        assertThat(reader.header("Cache-Control")).isEqualTo("no-store");
        EventReader.Event state = reader.awaitReset();
        assertThat(reader.events().get(0)).isEqualTo(state);
        assertThat(state.data()).containsEntry("engine", Engine.ID).containsKeys("now", "pauses", "suspect");
        assertThat(sessionIds(state)).contains(session);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add("score " + score(i / 100.0));
            written.add("decision " + decide("PROPOSED"));
        }
        reader.awaitSeq(false, rig.engine().decisions());
        reader.awaitSeq(true, rig.engine().scores());
        assertThat(names(reader.records())).containsExactlyInAnyOrderElementsOf(written);
        assertThatIdsRise(reader.events());
        assertThat(reader.resets()).hasSize(1);
        assertThat(reader.records().get(0).data())
                .containsEntry("session_id", session)
                .containsEntry("v", 1L);
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedAndNothingTwice() {
        EventReader first = read("", null);
        first.awaitReset();
        for (int i = 0; i < 20; i++) {
            score(0.5);
            decide("PROPOSED");
        }
        first.awaitSeq(false, rig.engine().decisions());
        first.awaitSeq(true, rig.engine().scores());
        List<EventReader.Event> told = first.events();
        for (int at : List.of(0, 1, 13, told.size() - 1)) {
            EventReader second = read("", told.get(at).id());
            List<String> expected = names(told.subList(at + 1, told.size()));
            Await.until("everything missed is there", () -> second.events().size() >= expected.size());
            long next = score(0.6);
            second.awaitSeq(true, next);
            told = withRecord(told, first.awaitSeq(true, next));
            assertThat(second.resets()).isEmpty();
            assertThat(names(second.records())).containsExactlyElementsOf(names(told.subList(at + 1, told.size())));
            assertThatIdsRise(second.events());
        }
    }

    private static List<EventReader.Event> withRecord(List<EventReader.Event> told, EventReader.Event more) {
        List<EventReader.Event> all = new ArrayList<>(told);
        all.add(more);
        return all;
    }

    @Test
    void theIdMayStandInTheAddressAsWell() {
        EventReader first = read("", null);
        String id = first.awaitReset().id();
        long missed = decide("PROPOSED");
        first.awaitSeq(false, missed);
        EventReader second = read("?last_event_id=" + id, null);
        second.awaitSeq(false, missed);
        assertThat(names(second.events())).containsExactly("decision " + missed);
    }

    @Test
    void aClientGoesOnAtAnotherGatewayWithoutGapAndWithoutRepetition() {
        EventReader first = read("", null);
        first.awaitReset();
        for (int i = 0; i < 30; i++) {
            score(0.5);
            decide("PROPOSED");
        }
        first.awaitSeq(false, rig.engine().decisions());
        first.awaitSeq(true, rig.engine().scores());
        List<EventReader.Event> told = first.events();
        try (Gateway other = rig.another()) {
            rig.awaitRead(other);
            for (int at : List.of(1, 30, told.size() - 1)) {
                EventReader second = read(other, "", told.get(at).id());
                long last = decide("PROPOSED");
                first.awaitSeq(false, last);
                second.awaitSeq(false, last);
                told = first.events();
                assertThat(second.resets()).isEmpty();
                assertThat(names(second.records()))
                        .containsExactlyInAnyOrderElementsOf(names(told.subList(at + 1, told.size())));
                assertThatIdsRise(second.events());
            }
        }
    }

    /** A gateway that begins sorts by time what another one has had in the order in which it came. */
    @Test
    void idsOfAGatewayThatHasAnotherOrderMeanTheSame() {
        EventReader first = read("", null);
        first.awaitReset();
        for (int i = 0; i < 10; i++) {
            first.awaitSeq(false, decide("PROPOSED"));
        }
        EventReader.Event known = first.events().get(first.events().size() - 1);
        for (int i = 0; i < 10; i++) {
            first.awaitSeq(true, rig.engine().scoreOfBefore(session, EVENT, 0.5));
        }
        first.awaitSeq(false, decide("APPROVED"));
        try (Gateway other = rig.another()) {
            rig.awaitRead(other);
            EventReader second = read(other, "", known.id());
            second.awaitSeq(false, rig.engine().decisions());
            second.awaitSeq(true, rig.engine().scores());
            assertThat(names(second.records())).hasSize(11).doesNotHaveDuplicates();
            List<EventReader.Event> all = new ArrayList<>(List.of(known));
            all.addAll(second.records());
            assertThatIdsRise(all);
            for (Gateway third : List.of(gateway, other)) {
                EventReader back = read(third, "", second.records().get(4).id());
                long last = decide("PROPOSED");
                back.awaitSeq(false, last);
                second.awaitSeq(false, last);
                List<EventReader.Event> told = second.records();
                assertThat(names(back.events()))
                        .containsExactlyInAnyOrderElementsOf(names(told.subList(5, told.size())));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5e1f09c2-999999999-0",
                "5e1f09c2-0-999999999",
                "ffffffff-1-1",
                "nonsense",
                "-0-0",
                "5e1f09c2--1-2"
            })
    void anIdThatNobodyGaveBeginsAnew(String id) {
        EventReader reader = read("", id);
        EventReader.Event state = reader.awaitReset();
        assertThat(sessionIds(state)).contains(session);
        long next = decide("PROPOSED");
        reader.awaitSeq(false, next);
        assertThat(names(reader.records())).containsExactly("decision " + next);
    }

    @Test
    void aClientIsToldOfTheSessionThatItAsksForOnly() {
        String other = "ses_" + UUID.randomUUID();
        rig.engine().open(other, EVENT);
        rig.awaitRead();
        EventReader reader = read("?session_id=" + session, null);
        EventReader.Event state = reader.awaitReset();
        assertThat(sessionIds(state)).containsExactly(session);
        rig.engine().score(other, EVENT, 0.9, Map.of());
        rig.engine().propose(other, EVENT, "d-5e1f09c2-2", "PROPOSED");
        long last = score(0.4);
        reader.awaitSeq(true, last);
        assertThat(reader.records()).extracting(EventReader.Event::session).containsOnly(session);
        String id = reader.records().get(0).id();
        rig.engine().score(other, EVENT, 0.8, Map.of());
        EventReader back = read("?session_id=" + session, id);
        long next = score(0.3);
        back.awaitSeq(true, next);
        assertThat(names(back.events())).containsExactly("score " + next);
    }

    @Test
    void aClientIsToldOfTheEventThatItAsksForOnly() {
        String event = "evt_" + UUID.randomUUID();
        String other = "ses_" + UUID.randomUUID();
        rig.engine().open(other, event);
        rig.awaitRead();
        EventReader reader = read("?event_id=" + event, null);
        assertThat(sessionIds(reader.awaitReset())).containsExactly(other);
        score(0.4);
        decide("PROPOSED");
        reader.awaitSeq(true, rig.engine().score(other, event, 0.9, Map.of()));
        assertThat(reader.records()).extracting(EventReader.Event::session).containsOnly(other);
    }

    @Test
    void allClientsAreToldTheSame() {
        List<EventReader> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(read("", null));
        }
        all.forEach(EventReader::awaitReset);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            written.add("decision " + decide("PROPOSED"));
        }
        for (EventReader reader : all) {
            reader.awaitSeq(false, rig.engine().decisions());
            assertThat(names(reader.records())).containsExactlyElementsOf(written);
        }
        assertThat(gateway.metric("conductor_sse_clients")).isGreaterThanOrEqualTo(20);
    }

    @Test
    void whoHasGoneIsForgotten() {
        EventReader reader = read("", null);
        reader.awaitReset();
        double with = gateway.metric("conductor_sse_clients");
        reader.close();
        Await.until("it is forgotten", () -> {
            decide("PROPOSED");
            return gateway.metric("conductor_sse_clients") < with;
        });
    }

    /** Opens a stream and reads nothing of it. */
    private RawConnection openSlowly(String query) {
        RawConnection connection = new RawConnection(gateway.port(), "127.0.0.1", SMALL_BUFFER);
        connection.send("GET /api/v1/stream" + query + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\n\r\n");
        return connection;
    }

    @Test
    void whoDoesNotReadIsLetGoAndTheOthersGoOn() {
        EventReader other = read("", null);
        other.awaitReset();
        double before = gateway.metric("conductor_sse_disconnects_total");
        long first = rig.engine().decisions() + 1;
        try (RawConnection slow = openSlowly("")) {
            Await.until("it is there", () -> gateway.metric("conductor_sse_clients") >= 2);
            for (int i = 0; i < MANY; i++) {
                rig.engine().decide("NOTIFICATION", session, EVENT, Map.of("padding", PADDING));
            }
            Await.until("it is let go", () -> gateway.metric("conductor_sse_disconnects_total") > before);
            long last = decide("PROPOSED");
            other.awaitSeq(false, last);
            assertThat(names(other.records()).stream()
                            .filter(name -> name.startsWith("decision "))
                            .count())
                    .isEqualTo(last - first + 1);
            assertThat(slow.drain()).isLessThan((long) MANY * PADDING.length() / 2);
        }
    }

    @Test
    void aSlowClientGetsTheNewestScoreAndNotAllOfThem() throws IOException {
        double before = gateway.metric("conductor_sse_conflated_total");
        double clients = gateway.metric("conductor_sse_clients");
        try (RawConnection slow = openSlowly("?session_id=" + session)) {
            Await.until("it is there", () -> gateway.metric("conductor_sse_clients") > clients);
            for (int i = 0; i < MANY; i++) {
                rig.engine().score(session, EVENT, 0.5, Map.of("padding", PADDING));
            }
            long decision = decide("PROPOSED");
            long newest = score(0.75);
            rig.awaitRead();
            List<Long> scores = new ArrayList<>();
            boolean decided = false;
            for (String line = slow.line(); line != null; line = slow.line()) {
                if (line.startsWith("data: ") && line.contains("\"seq\":")) {
                    long seq = Long.parseLong(line.replaceFirst(".*\"seq\":(\\d+).*", "$1"));
                    decided |= line.contains("\"type\":\"DECISION\"") && seq == decision;
                    if (line.contains("\"type\":\"SCORE\"")) {
                        scores.add(seq);
                    }
                    if (!scores.isEmpty() && scores.get(scores.size() - 1) == newest) {
                        break;
                    }
                }
            }
            assertThat(decided).isTrue();
            assertThat(scores).isSorted().hasSizeLessThan(MANY).endsWith(newest);
            assertThat(new HashSet<>(scores)).hasSameSizeAs(scores);
            assertThat(gateway.metric("conductor_sse_conflated_total")).isGreaterThan(before);
        }
    }

    @Test
    void whenTheStreamsAreOthersEverybodyBeginsAnew(@TempDir Path folder) throws IOException {
        try (GatewayRig own = new GatewayRig(folder)) {
            own.engine().open("ses_old", EVENT);
            own.engine().open("ses_old_too", EVENT);
            own.awaitRead();
            try (EventReader reader = own.gateway().stream("", own.organiser(), null)) {
                assertThat(sessionIds(reader.awaitReset())).contains("ses_old");
                own.connection().sync().del(Engine.DECISIONS, Engine.SCORES);
                new Engine(own.connection().sync()).open("ses_new", EVENT);
                Await.until(
                        "the new state is there",
                        () -> reader.resets().stream()
                                .anyMatch(state -> sessionIds(state).equals(List.of("ses_new"))));
            }
        }
    }
}
