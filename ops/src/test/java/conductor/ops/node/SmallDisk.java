package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A small disk in memory (tmpfs), really mounted, which a test can fill from outside and empty again. */
final class SmallDisk implements AutoCloseable {
    private static final int MIB = 1 << 20;

    private final Path folder;
    private final Path filler;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
    }

    /** Mounts one; where that is not permitted the test fails in CI and is left out, loudly, elsewhere. */
    static SmallDisk mount(Path folder, int mib) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int code = run("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "tmpfs", folder.toString());
        if (code != 0) {
            String sentence = "a small disk cannot be mounted here; be root to run the tests of a full disk";
            if ("1".equals(System.getenv("CONDUCTOR_CI"))) {
                throw new AssertionError(sentence);
            }
            System.out.println("### SKIPPED: " + sentence + " ###");
            Assumptions.abort(sentence);
        }
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Leaves only so many MiB free. */
    void fillUntil(int freeMib) throws IOException {
        byte[] block = new byte[MIB];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (freeBytes() > (long) freeMib * MIB) {
                out.write(block, 0, (int) Math.min(block.length, freeBytes() - (long) freeMib * MIB));
            }
        }
    }

    /** Takes every byte that is left. */
    void fill() throws IOException {
        byte[] page = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(freeBytes()).as(full.toString()).isZero();
        }
    }

    /** Gives back what was filled. */
    void empty() throws IOException {
        Files.deleteIfExists(filler);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        assertThat(run("umount", "--lazy", folder.toString())).isZero();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
