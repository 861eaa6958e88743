package conductor.gateway.edge;

import static conductor.gateway.edge.FeedRecords.at;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionBoardTest {
    private final SessionBoard board = new SessionBoard();
    private long second;
    private long place;

    @Test
    void aSessionOpensWithItsRecordOrItsFirstScoreAndWithNothingElse() {
        add("SESSION_OPENED", "s1", "e1", "");
        score("s2", "e1", 0.5);
        for (String type : new String[] {"DECISION", "REWARD", "STATUS", "ANOMALY", "MODE", "COMMAND_RESULT", "NEW"}) {
            add(type, "s3", "e1", "\"status\":\"MONITORING\",\"decision_id\":\"d-1\"");
        }
        add("SESSION_OPENED", null, "e1", "");
        score("", "e1", 0.5);
        assertThat(board.size()).isEqualTo(2);
        assertThat(board.session("s1").eventId()).isEqualTo("e1");
        assertThat(board.session("s2").summary()).containsEntry("score", 0.5).containsEntry("opened_at", null);
        assertThat(board.session("s3")).isNull();
    }

    @Test
    void whatComesOfASessionAfterItsEndDoesNotOpenItAgain() {
        add("SESSION_OPENED", "s1", "e1", "");
        add("DECISION", "s1", "e1", "\"decision_id\":\"d-1\",\"state\":\"EXECUTED\"");
        add("STATUS", "s1", "e1", "\"status\":\"IDLE\"");
        add("SESSION_CLOSED", "s1", "e1", "\"reason\":\"IDLE\"");
        add("REWARD", "s1", "e1", "\"decision_id\":\"d-1\",\"reward\":0.6");
        add("DECISION", "s1", "e1", "\"decision_id\":\"d-1\",\"state\":\"FAILED\"");
        add("STATUS", "s1", "e1", "\"status\":\"MONITORING\"");
        assertThat(board.size()).isZero();
        assertThat(board.sessions(card -> true)).isEmpty();
        add("SESSION_OPENED", "s1", "e2", "");
        assertThat(board.session("s1").eventId()).isEqualTo("e2");
        assertThat(board.session("s1").decision("d-1")).isNull();
    }

    @Test
    void anEndOfASessionThatIsNotOpenDoesNothing() {
        add("SESSION_OPENED", "s1", "e1", "");
        add("SESSION_CLOSED", "s2", "e1", "\"reason\":\"IDLE\"");
        add("SESSION_CLOSED", null, "e1", "\"reason\":\"IDLE\"");
        assertThat(board.size()).isEqualTo(1);
    }

    @Test
    void theResultOfACommandIsNoSignOfLifeOfItsSession() {
        add("SESSION_OPENED", "s1", "e1", "");
        String lastAt = at(second);
        add("COMMAND_RESULT", "s1", "e1", "\"command_id\":\"c-1\",\"ok\":true");
        assertThat(board.session("s1").summary()).containsEntry("last_at", lastAt);
    }

    @Test
    void pausesAreOfEventsOrOfEverythingUntilTheyEnd() {
        add("PAUSED", null, "e1", "\"values\":{\"until\":null},\"actor\":\"usr_9\"");
        add("PAUSED", null, null, "\"values\":{\"until\":null},\"actor\":\"usr_8\"");
        add("PAUSED", null, "e1", "\"values\":{\"until\":null},\"actor\":\"usr_7\"");
        assertThat(board.pauses()).extracting(pause -> pause.get("actor")).containsExactlyInAnyOrder("usr_7", "usr_8");
        add("RESUMED", null, "e1", "\"values\":{}");
        assertThat(board.pauses()).extracting(pause -> pause.get("actor")).containsExactly("usr_8");
        add("RESUMED", null, "e2", "\"values\":{}");
        assertThat(board.pauses()).hasSize(1);
        add("RESUMED", null, "unknown", "\"values\":{}");
        assertThat(board.pauses()).isEmpty();
    }

    @Test
    void theFeedIsSuspectForAsLongAsItIsSaid() {
        assertThat(board.suspect()).isFalse();
        add("SOURCE_SUSPECT", null, null, "\"values\":{\"suspect\":true,\"silent_sessions\":3}");
        assertThat(board.suspect()).isTrue();
        add("SOURCE_SUSPECT", null, null, "\"values\":{\"suspect\":false,\"silent_sessions\":0}");
        assertThat(board.suspect()).isFalse();
    }

    @Test
    void theNewestSettingsOfAnEventAreKept() {
        add("SETTINGS", null, "e1", "\"version\":1");
        add("SETTINGS", null, "e2", "\"version\":7");
        add("SETTINGS", null, "e1", "\"version\":2");
        assertThat(board.settings("e1")).containsEntry("version", 2L);
        assertThat(board.settings("e2")).containsEntry("version", 7L);
        assertThat(board.settings("e3")).isNull();
    }

    @Test
    void sessionsOfWhichNothingWasHeardAreRemoved() {
        score("s1", "e1", 0.5);
        score("s2", "e1", 0.5);
        second += 100;
        add("STATUS", "s1", "e1", "\"status\":\"MONITORING\"");
        score("s3", "e1", 0.5);
        board.prune(at(2));
        assertThat(board.size()).isEqualTo(3);
        board.prune(at(3));
        assertThat(board.sessions(card -> true))
                .extracting(SessionCard::sessionId)
                .containsExactlyInAnyOrder("s1", "s3");
        board.prune(at(1_000));
        assertThat(board.size()).isZero();
    }

    @Test
    void sessionsAreFoundByWhatIsWanted() {
        score("s1", "e1", 0.5);
        score("s2", "e2", 0.5);
        assertThat(board.sessions(card -> card.eventId().equals("e2")))
                .extracting(SessionCard::sessionId)
                .containsExactly("s2");
    }

    @Test
    void aScoreIsTheNewestUntilAnotherOfItsSessionCame() {
        FeedRecord first = score("s1", "e1", 0.5);
        long firstPlace = place;
        score("s2", "e1", 0.5);
        assertThat(board.isNewest(first, firstPlace)).isTrue();
        FeedRecord second1 = score("s1", "e1", 0.6);
        assertThat(board.isNewest(first, firstPlace)).isFalse();
        assertThat(board.isNewest(second1, place)).isTrue();
        add("SESSION_CLOSED", "s1", "e1", "");
        assertThat(board.isNewest(second1, place - 1)).isTrue();
    }

    @Test
    void aBoardThatIsClearedKnowsNothing() {
        score("s1", "e1", 0.5);
        add("PAUSED", null, "e1", "\"values\":{}");
        add("SETTINGS", null, "e1", "\"version\":1");
        add("SOURCE_SUSPECT", null, null, "\"values\":{\"suspect\":true}");
        board.clear();
        assertThat(board.size()).isZero();
        assertThat(board.pauses()).isEmpty();
        assertThat(board.settings("e1")).isNull();
        assertThat(board.suspect()).isFalse();
    }

    private FeedRecord score(String session, String event, double score) {
        return add(true, "SCORE", session, event, "\"score\":" + score);
    }

    private void add(String type, String session, String event, String members) {
        add(false, type, session, event, members);
    }

    private FeedRecord add(boolean isScore, String type, String session, String event, String members) {
        String at = at(++second);
        FeedRecord record = FeedRecords.read(
                isScore, FeedRecords.json(FeedRecords.ENGINE, second, type, at, session, event, members));
        board.apply(record, ++place);
        return record;
    }
}
