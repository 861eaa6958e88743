package conductor.journal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.AnomalyClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateSetTest {
    private static final long GERMAN = TemplateSet.word("de");
    private static final TemplateSet.Poll POLL = new TemplateSet.Poll("Wie geht es?", 60, List.of("Gut", "Schlecht"));

    @Test
    void theShippedSetHasNoHashAndIsEnglishThroughout() {
        assertThat(Templates.BUILT_IN.hash()).isZero();
        assertThat(Templates.BUILT_IN.languages()).containsExactly("en");
    }

    @Test
    void entriesOfOnesOwnStandBehindTheShippedOnes() {
        TemplateSet set = shipped().poll("opinion", "en", POLL).build();

        assertThat(set.poll(AnomalyClass.GRADUAL_DECLINE, 3, 0)).isEqualTo(POLL);
        assertThat(set.poll(AnomalyClass.GRADUAL_DECLINE, 4, 0))
                .isEqualTo(Templates.BUILT_IN.poll(AnomalyClass.GRADUAL_DECLINE, 0, 0));
        assertThat(set.polls(AnomalyClass.LOW_ENGAGEMENT))
                .isEqualTo(Templates.BUILT_IN.polls(AnomalyClass.LOW_ENGAGEMENT));
        assertThat(set.hash()).isNotZero();
    }

    @Test
    void withALanguageOnlyItsEntriesCountAndItServesItsRegions() {
        TemplateSet set = shipped()
                .broadcast("MASS_EXIT", "DE", "Eins")
                .broadcast("MASS_EXIT", "de", "Zwei")
                .build();

        assertThat(set.broadcast(AnomalyClass.MASS_EXIT, 4, GERMAN)).isEqualTo("Eins");
        assertThat(set.broadcast(AnomalyClass.MASS_EXIT, 5, TemplateSet.word("de-AT")))
                .isEqualTo("Zwei");
        assertThat(set.broadcast(AnomalyClass.MASS_EXIT, 4, TemplateSet.word("en")))
                .isEqualTo(Templates.BUILT_IN.broadcast(AnomalyClass.MASS_EXIT, 1, 0));
        assertThat(set.broadcast(AnomalyClass.MASS_EXIT, 3, 0)).isEqualTo("Eins");
    }

    @Test
    void aLanguageWithoutEntriesDrawsFromAll() {
        assertThat(Templates.BUILT_IN.poll(AnomalyClass.SUDDEN_DROP, 2, TemplateSet.word("fr")))
                .isEqualTo(Templates.BUILT_IN.poll(AnomalyClass.SUDDEN_DROP, 2, 0));
    }

    @Test
    void aLanguageIsThereOnlyWhenEveryListHasAnEntryInIt() {
        TemplateSet.Builder set = shipped();
        TemplateSet.POLL_SETS.forEach(list -> set.poll(list, "de", POLL));
        for (String name : TemplateSet.CLASSES) {
            set.broadcast(name, "de", "Hallo")
                    .notification(name, "de", new TemplateSet.Notification("T", "B", "A", "low"));
        }
        assertThat(set.build().languages()).containsExactly("en");

        for (String name : TemplateSet.CLASSES) {
            set.challenge(name, "de", new TemplateSet.Challenge("QA_SPRINT", 5, 3, 2, 1, "N", "D"));
        }
        assertThat(set.build().languages()).containsExactly("de", "en");
    }

    @Test
    void aSetIsReadBackWithTheSameHashAndAnotherContentHasAnother() throws IOException {
        TemplateSet set = shipped()
                .poll("pulse", "de", POLL)
                .notification("SUDDEN_DROP", "de", new TemplateSet.Notification("T", "{session} \"x\"", "", "high"))
                .build();
        TemplateSet other = shipped().poll("pulse", "en", POLL).build();

        TemplateSet again = TemplateSet.parse(set.canonical());

        assertThat(again.hash()).isEqualTo(set.hash()).isNotEqualTo(other.hash());
        assertThat(again.canonical()).isEqualTo(set.canonical());
        assertThat(again.notification(AnomalyClass.SUDDEN_DROP, 1, 0).body()).isEqualTo("{session} \"x\"");
        assertThat(again.challenge(AnomalyClass.MASS_EXIT, 0, 0))
                .isEqualTo(Templates.BUILT_IN.challenge(AnomalyClass.MASS_EXIT, 0, 0));
    }

    @Test
    void whatIsNoSetIsRefused() {
        for (String text : new String[] {"{}", "[]", "{\"polls\":{\"other\":[{}]}}", "{\"polls\":1}"}) {
            assertThatThrownBy(() -> TemplateSet.parse(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLanguageAsAWordHasItsFirstLetterLowest() {
        assertThat(TemplateSet.word("en")).isEqualTo('e' | 'n' << 8);
        assertThat(TemplateSet.language(TemplateSet.word("zh-Hans1"))).isEqualTo("zh-hans1");
        assertThat(TemplateSet.language(0)).isEmpty();
    }

    private static TemplateSet.Builder shipped() {
        return new TemplateSet.Builder(Templates.BUILT_IN);
    }
}
