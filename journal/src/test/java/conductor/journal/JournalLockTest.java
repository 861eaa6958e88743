package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLockTest {
    @TempDir
    Path dataDir;

    @Test
    void aSecondNodeInTheSameProcessIsRefusedAndTheFirstKeepsItsLock() {
        try (JournalDirectory first = JournalDirectory.open(dataDir, Samples.config())) {
            for (int attempt = 0; attempt < 2; attempt++) {
                JournalLockedException e = catchThrowableOfType(
                        JournalLockedException.class, () -> JournalDirectory.open(dataDir, Samples.config()));
                assertThat(e).hasMessageContaining("this process").hasMessageContaining("--data-dir");
            }
            assertThat(first.signalMarks().sequence()).isZero();
            assertThat(ChildJvm.run(Opener.class, List.of(), dataDir.toString()))
                    .contains("refused", "process " + ProcessHandle.current().pid());
        }
        JournalDirectory.open(dataDir, Samples.config()).close();
    }

    @Test
    void aSecondProcessIsRefusedByNameAndTheLockIsFreeOnceTheHolderIsKilled() throws Exception {
        Process holder = ChildJvm.start(Opener.class, List.of(), dataDir.toString(), "hold");
        try (BufferedReader out = holder.inputReader()) {
            assertThat(out.readLine()).isEqualTo("opened");
            JournalLockedException e = catchThrowableOfType(
                    JournalLockedException.class, () -> JournalDirectory.open(dataDir, Samples.config()));
            assertThat(e.code()).isEqualTo("journal-locked");
            assertThat(e)
                    .hasMessageContaining("process " + holder.pid())
                    .hasMessageContaining(
                            "started at " + holder.info().startInstant().orElseThrow());
            try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir)) {
                assertThat(tool.signalMarks().sequence()).isZero();
            }
        } finally {
            holder.destroyForcibly();
        }
        assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
        JournalDirectory.open(dataDir, Samples.config()).close();
    }

    @Test
    void aNoteOfADeadHolderWhoseProcessNumberIsInUseAgainKeepsNobodyOut() throws IOException {
        JournalDirectory.open(dataDir, Samples.config()).close();
        Process other = ChildJvm.start(
                Opener.class, List.of(), dataDir.resolve("elsewhere").toString(), "hold");
        try (BufferedReader out = other.inputReader()) {
            assertThat(out.readLine()).isEqualTo("opened");
            Files.writeString(
                    dataDir.resolve("journal/lock"), "pid=" + other.pid() + "\nstarted_at=2026-01-01T00:00:00Z\n");
            try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
                assertThat(directory.signalMarks().sequence()).isZero();
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void theLockFileNamesTheHolderWhileItIsHeld() throws IOException {
        Path file = dataDir.resolve("journal/lock");
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            assertThat(directory.folder()).isEqualTo(file.getParent());
            // Reading it here drops the lock of this process, which no longer matters to this test.
            assertThat(Files.readString(file))
                    .contains("pid=" + ProcessHandle.current().pid())
                    .contains("started_at=");
        }
        assertThat(Files.size(file)).isZero();
    }

    /** Opens a journal and says how that went; with a second argument it keeps it open until it is killed. */
    static final class Opener {
        public static void main(String[] arguments) throws IOException {
            try (JournalDirectory directory = JournalDirectory.open(Path.of(arguments[0]), Samples.config())) {
                System.out.println("opened");
                while (arguments.length > 1 && directory.signalMarks().sequence() >= 0) {
                    System.in.read();
                }
            } catch (JournalLockedException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
