package conductor.bench.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real launcher in a project of straw: its java prints its arguments, its mvn makes an empty layout. */
class LauncherTest {
    @TempDir
    Path project;

    @TempDir
    Path tools;

    @BeforeEach
    void makeProjectAndTools() throws IOException {
        for (String file : List.of("conductor", "ops/jvm/find-jdk", "ops/jvm/flags", "ops/jvm/flags-25")) {
            Path copy = project.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(ProjectFolder.ROOT.resolve(file), copy);
        }
        script(tools.resolve("mvn"), """
                echo "$@" >>mvn.log
                if [ -e broken ]; then echo '[ERROR] no semicolon'; exit 1; fi
                mkdir -p target/conductor/lib && touch target/conductor/built
                """);
        jdk("25");
    }

    @Test
    void onJdk25EveryFlagIsGiven() throws Exception {
        assertThat(run("version").out())
                .containsAll(expanded("flags"))
                .containsAll(expanded("flags-25"))
                .endsWith("conductor.ops.cli.Main", "version");
    }

    @Test
    void onJdk17TheFlagsThatItDoesNotKnowAreLeftOut() throws Exception {
        jdk("17.0.15");

        assertThat(run("version").out())
                .containsAll(expanded("flags"))
                .doesNotContainAnyElementsOf(expanded("flags-25"));
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        assertThat(run("feed", "two words", "", "*").out())
                .endsWith("conductor.ops.cli.Main", "feed", "two words", "", "*");
    }

    @Test
    void javaOptionsOfTheUserReplaceTheMemoryChosenHere() throws Exception {
        assertThat(run("--data-dir", "here", "run").out()).anySatisfy(LauncherTest::isHalfOfTheMemoryWithinLimits);

        assertThat(run(Map.of("CONDUCTOR_JAVA_OPTS", "-Xmx7g -XX:+UseParallelGC"), "run")
                        .out())
                .contains("-Xmx7g", "-XX:+UseParallelGC")
                .noneMatch(word -> word.startsWith("-Xmx") && !word.equals("-Xmx7g"));
    }

    @Test
    void aNodeReadsItsClassesFromAnArchiveWhereTheJdkCanKeepOne() throws Exception {
        String archive = "-XX:SharedArchiveFile=" + project.resolve("target/conductor/classes.jsa");

        assertThat(run("run").out()).contains("-XX:+AutoCreateSharedArchive", archive);
        assertThat(run("status").out()).doesNotContain(archive);
        jdk("17.0.15");
        assertThat(run("run").out()).doesNotContain("-XX:+AutoCreateSharedArchive", archive);
    }

    private static void isHalfOfTheMemoryWithinLimits(String word) {
        assertThat(word).matches("-Xmx\\d+m");
        assertThat(Integer.parseInt(word.substring("-Xmx".length(), word.length() - 1)))
                .isBetween(1_024, 8_192);
    }

    @Test
    void itBuildsOnceAndAgainWhenASourceIsNewer() throws Exception {
        Files.createFile(project.resolve("pom.xml"));

        assertThat(run("version").err()).contains("building");
        assertThat(run("version").err()).isEmpty();
        assertThat(Files.readAllLines(project.resolve("mvn.log"))).hasSize(1);

        Path source =
                Files.createDirectories(project.resolve("engine/src/main")).resolve("Engine.java");
        Files.createFile(source);
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run("version").err()).contains("building");
        assertThat(Files.readAllLines(project.resolve("mvn.log"))).hasSize(2);
    }

    @Test
    void aFailedBuildShowsItsErrorsAndRunsNothing() throws Exception {
        Files.createFile(project.resolve("pom.xml"));
        Files.createFile(project.resolve("broken"));

        Result result = run("version");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("[ERROR] no semicolon", "build.log");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void withoutABuildItSaysHowToBuild() throws Exception {
        Result result = run(Map.of("CONDUCTOR_NO_BUILD", "1"), "version");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("mvn -q -DskipTests package");
    }

    private record Result(int code, List<String> out, String err) {}

    private Result run(String... arguments) throws Exception {
        if (!Files.exists(project.resolve("pom.xml"))) {
            Files.createDirectories(project.resolve("target/conductor/lib"));
        }
        return run(Map.of(), arguments);
    }

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", project.resolve("conductor").toString()));
        command.addAll(Arrays.asList(arguments));
        Path out = tools.resolve("out");
        Path err = tools.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CONDUCTOR_"));
        builder.environment().put("JAVA_HOME", tools.toString());
        builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the launcher ends")
                .isTrue();
        return new Result(process.exitValue(), Files.readAllLines(out), Files.readString(err));
    }

    private List<String> expanded(String file) {
        return List.of("@" + project.toAbsolutePath().resolve("ops/jvm").resolve(file));
    }

    private void jdk(String version) throws IOException {
        Files.writeString(tools.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(Files.createDirectories(tools.resolve("bin")).resolve("java"), "printf '%s\\n' \"$@\"\n");
        script(tools.resolve("bin/javac"), "exit 1\n");
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
