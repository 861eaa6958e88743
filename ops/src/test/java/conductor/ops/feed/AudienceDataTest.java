package conductor.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import conductor.testkit.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The recordings that lie beside the project, where they do. */
class AudienceDataTest {
    @Test
    void allSixRecordingsAreReadWithoutABadRow() {
        List<String> notes = new ArrayList<>();
        Recording recording = Recording.load(Recordings.options(audience()), notes::add);
        assertThat(recording.recorded()).isEqualTo(457_942);
        assertThat(recording.sessions()).isEqualTo(1_794);
        assertThat(recording.bad().total()).isZero();
        assertThat(notes).hasSize(6);
        assertThat(notes)
                .filteredOn(note -> note.contains("minute clock"))
                .extracting(note -> note.split(":")[0])
                .containsExactly("meeting-irc.csv.gz", "ubuntu-irc.csv.gz");
        assertThat(notes)
                .filteredOn(note -> note.contains("presence inferred"))
                .extracting(note -> note.split(":")[0])
                .containsExactly(
                        "polis-votes.csv.gz", "twitch-vod.csv.gz", "zooniverse-votes.csv.gz", "zulip-streams.csv.gz");
    }

    @Test
    void everyRecordingIsInTheOrderOfTimeAfterItsTreatment() {
        Recording recording = Recordings.load(Recordings.options(audience()));
        long[] times = Arrays.stream(recording.order())
                .mapToLong(recording.rows()::timeMs)
                .toArray();
        assertThat(IntStream.range(1, times.length).filter(i -> times[i] < times[i - 1]))
                .isEmpty();
        assertThat(recording.order()).hasSize(recording.rows().size());
    }

    private static Path audience() {
        return SharedData.folder("audience").orElseGet(() -> abort("no ../shared/data/audience beside the project"));
    }
}
