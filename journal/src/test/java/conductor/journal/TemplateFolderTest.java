package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.AnomalyClass;
import conductor.journal.json.TemplateSet;
import conductor.journal.json.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateFolderTest {
    private final TemplateSet set = new TemplateSet.Builder(Templates.BUILT_IN)
            .broadcast("MASS_EXIT", "en", "Stay.")
            .build();

    @TempDir
    Path dir;

    @Test
    void theShippedSetIsThereWithoutAnyFile() {
        TemplateFolder folder = new TemplateFolder(dir);

        assertThat(folder.of(0)).isSameAs(Templates.BUILT_IN);
        assertThat(folder.used()).isFalse();
    }

    @Test
    void aSetThatWasKeptIsFoundByTheNextStart() {
        new TemplateFolder(dir).keep(set);

        TemplateFolder folder = new TemplateFolder(dir);

        assertThat(folder.used()).isTrue();
        assertThat(folder.of(set.hash()).broadcast(AnomalyClass.MASS_EXIT, 3, 0))
                .isEqualTo("Stay.");
        assertThat(dir.resolve("templates/" + TemplateSet.name(set.hash()) + ".json"))
                .hasBinaryContent(set.canonical());
    }

    @Test
    void aSetThatIsMissingOrWasChangedIsAnErrorThatSaysWhereItBelongs() throws IOException {
        TemplateFolder folder = new TemplateFolder(dir);
        folder.keep(set);
        Path file = dir.resolve("templates/" + TemplateSet.name(set.hash()) + ".json");
        Files.writeString(file, Files.readString(file).replace("Stay.", "Go."));

        assertThatThrownBy(() -> new TemplateFolder(dir).of(set.hash()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("its content was changed");
        assertThatThrownBy(() -> folder.of(7)).hasMessageContaining("0000000000000007.json");
        assertThat(folder.of(set.hash())).isSameAs(set);
    }
}
