package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers and texts of a state come back from a file as they were, and take few bytes. */
class StateFileTest {
    private static final int VALUES = 300_000;

    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void nameAFile() {
        file = dir.resolve("state");
    }

    @Test
    void numbersOfEveryLengthAndRunsOfZerosComeBackAsTheyWere() throws IOException {
        write(out -> {
            SplittableRandom random = new SplittableRandom(7);
            out.beginSection(1, 3);
            for (int i = 0; i < VALUES; i++) {
                out.putLong(value(random));
            }
            out.endSection();
        });
        read(in -> {
            SplittableRandom random = new SplittableRandom(7);
            assertThat(in.beginSection(1)).isEqualTo(3);
            for (int i = 0; i < VALUES; i++) {
                long expected = value(random);
                if (in.getLong() != expected) {
                    throw new AssertionError("number " + i + " is not " + expected);
                }
            }
            in.endSection();
            assertThat(in.atEnd()).isTrue();
        });
    }

    /** Zeros in runs of up to 400, and numbers of 1 to 64 bits of either sign. */
    private static long value(SplittableRandom random) {
        return random.nextInt(3) > 0 ? 0 : random.nextLong() >> random.nextInt(64);
    }

    @Test
    void theEdgesOfEveryLengthComeBackAsTheyWere() throws IOException {
        write(out -> {
            out.beginSection(1, 1);
            for (int bits = 0; bits < 64; bits++) {
                for (int near = -1; near <= 1; near++) {
                    out.putLong((1L << bits) + near);
                    out.putLong(-(1L << bits) + near);
                }
            }
            out.endSection();
        });
        read(in -> {
            in.beginSection(1);
            for (int bits = 0; bits < 64; bits++) {
                for (int near = -1; near <= 1; near++) {
                    assertThat(in.getLong()).isEqualTo((1L << bits) + near);
                    assertThat(in.getLong()).isEqualTo(-(1L << bits) + near);
                }
            }
            in.endSection();
        });
    }

    @Test
    void textsBetweenZerosComeBackAsTheyWere() throws IOException {
        UnsafeBuffer text = new UnsafeBuffer(new byte[] {1, 2, 3, 0, 0});
        write(out -> {
            out.beginSection(1, 1);
            out.putLong(0);
            out.putBytes(text, 0, 0);
            out.putBytes(text, 0, 5);
            out.putLong(0);
            out.endSection();
        });
        read(in -> {
            UnsafeBuffer found = new UnsafeBuffer(new byte[5]);
            in.beginSection(1);
            assertThat(in.getLong()).isZero();
            assertThat(in.getBytes(found, 0, 5)).isZero();
            assertThat(in.getBytes(found, 0, 5)).isEqualTo(5);
            assertThat(found.byteArray()).isEqualTo(text.byteArray());
            assertThat(in.getLong()).isZero();
            in.endSection();
        });
    }

    @Test
    void zerosAndSmallNumbersTakeFewBytes() throws IOException {
        write(out -> {
            out.beginSection(1, 1);
            for (int i = 0; i < 9_600; i++) {
                out.putLong(0);
            }
            for (int i = 1; i <= 100; i++) {
                out.putLong(i);
            }
            out.endSection();
        });

        assertThat(Files.size(file)).isEqualTo(2 + 100 + 100 + 3);
    }

    @Test
    void aSectionThatIsNotReadToItsEndIsAnError() throws IOException {
        write(out -> {
            out.beginSection(1, 1);
            out.putLong(0);
            out.putLong(0);
            out.endSection();
        });
        read(in -> {
            in.beginSection(1);
            assertThat(in.getLong()).isZero();
            assertThatThrownBy(in::endSection).isInstanceOf(IllegalStateException.class);
        });
    }

    private interface Use<T> {
        void with(T part) throws IOException;
    }

    private void write(Use<StateFileWriter> use) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            StateFileWriter out = new StateFileWriter(channel);
            use.with(out);
            out.finish();
        }
    }

    private void read(Use<StateFileReader> use) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            use.with(new StateFileReader(channel));
        }
    }
}
