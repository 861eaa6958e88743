package conductor.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedPositionTest {
    @Test
    void itsTextIsReadAgain() {
        FeedPosition position = new FeedPosition("5e1f09c2", 10_422, 999_999_999_999_999_999L);
        assertThat(position).hasToString("5e1f09c2-10422-999999999999999999");
        assertThat(FeedPosition.parse(position.toString())).isEqualTo(position);
        assertThat(FeedPosition.parse("00000000-0-0")).isEqualTo(new FeedPosition("00000000", 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "-0-0",
                "5e1f09c2",
                "5e1f09c2-1",
                "5e1f09c2-1-",
                "5e1f09c2--1-1",
                "5e1f09c2-1--1",
                "5E1F09C2-1-1",
                "5e1f09c-1-1",
                "5e1f09c22-1-1",
                "5e1f09c2-1-1-1",
                "5e1f09c2-1-1 ",
                "5e1f09c2-1-1\n",
                "5e1f09c2-a-1",
                "5e1f09c2-1-0x1",
                "5e1f09c2-1000000000000000000-1",
                "5e1f09c2-1-99999999999999999999",
                "5e1f09c2-1.0-1",
                "g0000000-1-1"
            })
    void whatIsNoPositionIsNone(String text) {
        assertThat(FeedPosition.parse(text)).isNull();
    }

    @Test
    void thePositionBeforeEverythingIsNoTextOfAClient() {
        assertThat(FeedPosition.parse(FeedPosition.NONE.toString())).isNull();
    }

    @Test
    void decisionsAndScoresAreCountedApart() {
        FeedPosition position = new FeedPosition(FeedRecords.ENGINE, 5, 100);
        assertThat(position.includes(FeedRecords.decision(5))).isTrue();
        assertThat(position.includes(FeedRecords.decision(6))).isFalse();
        assertThat(position.includes(FeedRecords.score(100))).isTrue();
        assertThat(position.includes(FeedRecords.score(101))).isFalse();
        assertThat(position.behind(FeedRecords.decision(6))).isEqualTo(new FeedPosition(FeedRecords.ENGINE, 6, 100));
        assertThat(position.behind(FeedRecords.score(101))).isEqualTo(new FeedPosition(FeedRecords.ENGINE, 5, 101));
    }
}
