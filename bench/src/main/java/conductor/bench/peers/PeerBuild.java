package conductor.bench.peers;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The engines that are not part of the product: {@code bench/peers}, which no other build looks at. Fetched and built
 * when one of them is first asked for, and again when its sources, or the bench, have changed.
 */
public final class PeerBuild {
    private static final long SAY_EVERY_SECONDS = 10;

    private final Path root;
    private final Consumer<String> progress;

    /**
     * @param root the source checkout.
     * @param progress told what is being done, in lines.
     */
    public PeerBuild(Path root, Consumer<String> progress) {
        this.root = root;
        this.progress = progress;
    }

    /** The checkout whose {@code target/conductor/lib} this class was loaded from, or null. */
    public static Path checkout() {
        Path root = benchClasses().resolve("../../../..").normalize();
        return Files.exists(root.resolve("bench/peers/pom.xml")) ? root : null;
    }

    /** The bench by itself, without the product's libraries: its jar, or its classes. */
    static Path benchClasses() {
        try {
            return Path.of(PeerBuild.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the jars are. */
    Path libraries() {
        return root.resolve("target/peers/lib");
    }

    /** What their processes must be told, a file for the JVM. */
    Path flags() {
        return root.resolve("bench/peers/flags");
    }

    /**
     * Builds if there is need.
     *
     * @throws IOException if it cannot be done; the message says what to do.
     */
    public void ensure() throws IOException, InterruptedException {
        if (root == null) {
            throw new IOException(
                    "Flink and Jet are built from a source checkout: run `./conductor bench peers` in one.");
        }
        if (isCurrent()) {
            return;
        }
        progress.accept(
                "building bench/peers; the first time Maven also fetches Flink and Hazelcast, about 100 MB ...");
        Path log = Files.createDirectories(root.resolve("target")).resolve("peers-build.log");
        Process maven = start(log);
        try {
            while (!maven.waitFor(SAY_EVERY_SECONDS, TimeUnit.SECONDS)) {
                progress.accept("still building; the output is in " + log);
            }
        } finally {
            maven.destroy();
        }
        if (maven.exitValue() != 0) {
            throw new IOException("The build of bench/peers failed; all of its output is in " + log
                    + ". To try by hand: mvn -f bench/peers -Dmaven.test.skip=true package");
        }
    }

    private Process start(Path log) throws IOException {
        ProcessBuilder maven = new ProcessBuilder(
                        List.of("mvn", "-B", "-q", "-f", "bench/peers/pom.xml", "-Dmaven.test.skip=true", "package"))
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            return maven.start();
        } catch (IOException e) {
            throw new IOException(
                    "Maven is needed to build bench/peers and was not found. Install it, or leave flink and jet out.",
                    e);
        }
    }

    private boolean isCurrent() throws IOException {
        Path built = root.resolve("target/peers/built");
        if (!Files.exists(built)) {
            return false;
        }
        FileTime at = Files.getLastModifiedTime(built);
        try (Stream<Path> sources = Files.walk(root.resolve("bench/peers"));
                Stream<Path> bench = Files.list(root.resolve("target/conductor/lib"))) {
            List<Path> all = Stream.concat(
                            sources.filter(file -> !file.startsWith(root.resolve("bench/peers/target"))),
                            bench.filter(file -> file.getFileName().toString().startsWith("conductor-bench-")))
                    .filter(Files::isRegularFile)
                    .toList();
            for (Path file : all) {
                if (Files.getLastModifiedTime(file).compareTo(at) > 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
