package conductor.ops.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    @TempDir
    Path dir;

    @Test
    void theVariablesOfTheProcessWinOverThoseOfADotEnvFileWhichSayWhereTheyStand() throws IOException {
        Path file = write("# comment\n\nexport PORT=1\nREDIS_URL = redis://file:1 # mine\n");
        Environment environment = Environment.of(Map.of("REDIS_URL", "redis://process:1", "PORT", " "))
                .with(dir, Set.of());

        assertThat(environment.value("REDIS_URL")).contains("redis://process:1");
        assertThat(environment.variables())
                .contains(new Environment.Variable("PORT", "1", "env PORT in " + file + ":3"));
        assertThat(environment.problems()).isEmpty();
    }

    @Test
    void quotesAreTakenOffAndAHashWithoutABlankBeforeItBelongsToTheValue() throws IOException {
        write("A='x # y'\nB=\"a b\" # c\nC=x#y\nD=#nothing\nE=\n");

        Environment environment = Environment.of(Map.of()).with(dir, Set.of());

        assertThat(environment.variables().stream().map(v -> v.name() + "=" + v.value()))
                .containsExactly("A=x # y", "B=a b", "C=x#y");
    }

    @Test
    void aLineThatIsNoneIsAProblemWithItsPositionButWithoutItsText() throws IOException {
        Path file = write("A=1\nsecret words\nB='open\n");

        List<String> problems = Environment.of(Map.of()).with(dir, Set.of()).problems();

        assertThat(problems)
                .containsExactly(
                        "The line " + file + ":2 is not NAME=value.", "The line " + file + ":3 is not NAME=value.");
    }

    @Test
    void aNameThatIsRefusedThereIsAProblem() throws IOException {
        write("DATA=x\n");
        Environment environment = Environment.of(Map.of()).with(dir, Set.of("DATA"));

        assertThat(environment.value("DATA")).isEmpty();
        assertThat(environment.problems()).singleElement().asString().contains("env DATA in", "no effect");
    }

    @Test
    void aSecretMayStandInAFileThatNameFileNames() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "redis://u:p@h:1\n");
        Environment environment = Environment.of(Map.of("REDIS_URL_FILE", secret.toString(), "OTHER_FILE", "none"))
                .withFilesOf(Set.of("REDIS_URL"));

        assertThat(environment.value("REDIS_URL")).contains("redis://u:p@h:1");
        assertThat(environment.variables())
                .contains(new Environment.Variable("REDIS_URL", "redis://u:p@h:1", "env REDIS_URL_FILE, " + secret));
        assertThat(environment.value("OTHER")).isEmpty();
        assertThat(environment.problems()).isEmpty();
    }

    @Test
    void aSecretFileThatIsMissingEmptyOrBesideTheVariableItselfIsAProblem() throws IOException {
        String empty = Files.writeString(dir.resolve("empty"), "\n").toString();
        Environment environment = Environment.of(Map.of(
                        "A_FILE", dir.resolve("none").toString(), "B_FILE", empty, "C_FILE", empty, "C", "secret"))
                .withFilesOf(List.of("A", "B", "C"));

        assertThat(environment.problems())
                .containsExactly(
                        "The file " + dir.resolve("none")
                                + " that env A_FILE names cannot be read (NoSuchFileException).",
                        "The file " + empty + " that env B_FILE names is empty.",
                        "env C and env C_FILE are both set. Leave one of them out.");
        assertThat(environment.value("A")).isEmpty();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(dir.resolve(".env"), text);
    }
}
