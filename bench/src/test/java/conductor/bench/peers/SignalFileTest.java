package conductor.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Path path = folder.resolve("signals");
        try (SignalFileWriter out = new SignalFileWriter(path, 7, 2)) {
            out.add(1_772_446_500_001L, -3, Integer.MAX_VALUE, SignalFile.LEAVE);
            out.add(1_772_446_500_001L, 4, Integer.MIN_VALUE, SignalFile.CHAT);
        }
        SignalFile file = SignalFile.open(path);
        file.requireSound();
        assertThat(file.sessions()).isEqualTo(7);
        assertThat(file.size()).isEqualTo(2);
        assertThat(file.timeMs(0)).isEqualTo(1_772_446_500_001L);
        assertThat(file.session(0)).isEqualTo(-3);
        assertThat(file.user(0)).isEqualTo(Integer.MAX_VALUE);
        assertThat(file.type(0)).isEqualTo(SignalFile.LEAVE);
        assertThat(file.session(1)).isEqualTo(4);
        assertThat(file.user(1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(file.type(1)).isEqualTo(SignalFile.CHAT);
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        Path path = folder.resolve("signals");
        try (SignalFileWriter out = new SignalFileWriter(path, 2, 1)) {
            out.add(0x0102030405060708L, 0x11121314, 0x21222324, SignalFile.JOIN);
        }
        assertThat(Files.readAllBytes(path))
                .containsExactly(
                        0x53, 0x49, 0x47, 0x31, 0, 0, 0, 2, 0, 0, 0, 1, // header
                        1, 2, 3, 4, 5, 6, 7, 8, // time
                        0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x23, 0x24, 3);
    }

    @Test
    void otherFilesAndTornOnesAreRefused() throws IOException {
        Path path = folder.resolve("signals");
        SignalGenerator.write(path, 3, 10, 1);
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> SignalFile.open(path)).isInstanceOf(IOException.class);
        bytes[0]++;
        Files.write(path, bytes);
        assertThatThrownBy(() -> SignalFile.open(path)).isInstanceOf(IOException.class);
        Files.write(path, new byte[3]);
        assertThatThrownBy(() -> SignalFile.open(path)).isInstanceOf(IOException.class);
    }

    @Test
    void signalsThatEnginesCouldTakeDifferentlyAreRefused() throws IOException {
        assertUnsound("whole seconds", 2_000, SignalFile.CHAT);
        assertUnsound("neither fall", 999, SignalFile.CHAT);
        assertUnsound("unknown type", 1_002, SignalFile.TYPES);
    }

    private void assertUnsound(String why, long secondMs, int secondType) throws IOException {
        Path path = folder.resolve("unsound");
        try (SignalFileWriter out = new SignalFileWriter(path, 1, 2)) {
            out.add(1_001, 0, 0, SignalFile.CHAT);
            out.add(secondMs, 0, 0, secondType);
        }
        assertThatThrownBy(() -> SignalFile.open(path).requireSound()).hasMessageContaining(why);
    }

    @Test
    void whoAnnouncesMoreSignalsThanComeIsTold() throws IOException {
        SignalFileWriter out = new SignalFileWriter(folder.resolve("short"), 1, 2);
        out.add(1, 0, 0, SignalFile.CHAT);
        assertThatThrownBy(out::close).hasMessageContaining("missing");
    }

    @Test
    void theWorkloadIsAsItIsDescribed() throws IOException {
        Path path = folder.resolve("signals");
        SignalGenerator.write(path, 100, 100_000, 42);
        SignalFile file = SignalFile.open(path);
        file.requireSound();
        int[] types = new int[SignalFile.TYPES];
        int[] sessions = new int[100];
        for (int i = 0; i < file.size(); i++) {
            types[file.type(i)]++;
            sessions[file.session(i)]++;
        }
        Arrays.sort(sessions);
        assertThat(types[SignalFile.CHAT]).isBetween(54_000, 56_000);
        assertThat(types[SignalFile.LEAVE]).isBetween(3_700, 4_300);
        // By Zipf's law the largest has twice the signals of the next.
        assertThat((double) sessions[99] / sessions[98]).isBetween(1.9, 2.1);
        assertThat(file.timeMs(49_999) / 1_000).isEqualTo(SignalGenerator.START_MS / 1_000);
        assertThat(file.timeMs(50_000) / 1_000).isEqualTo(SignalGenerator.START_MS / 1_000 + 1);
    }

    @Test
    void theSameSeedGivesTheSameFile() throws IOException {
        SignalGenerator.write(folder.resolve("a"), 50, 1_000, 7);
        SignalGenerator.write(folder.resolve("b"), 50, 1_000, 7);
        SignalGenerator.write(folder.resolve("c"), 50, 1_000, 8);
        assertThat(folder.resolve("b")).hasSameBinaryContentAs(folder.resolve("a"));
        assertThat(Files.mismatch(folder.resolve("a"), folder.resolve("c"))).isNotEqualTo(-1);
    }
}
