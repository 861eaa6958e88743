package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class MessageWordTest {
    @Test
    void wordsHaveTheNumbersOfTheJournal() {
        assertNumbered(MessageWord::role, MessageWord::roleName, "agent", "supervisor", "admin");
        assertNumbered(MessageWord::intent, MessageWord::intentName, "AVAILABLE", "BREAK");
        assertNumbered(
                MessageWord::offerResult,
                MessageWord::offerResultName,
                "answered",
                "busy",
                "no_answer",
                "failed",
                "cancelled");
        assertNumbered(MessageWord::verdict, MessageWord::verdictName, "approve", "reject");
        assertNumbered(MessageWord::abandoner, MessageWord::abandonerName, "caller", "upstream");
        assertNumbered(WorkKind::parse, WorkKind::name, "call", "approval", "escalation");
    }

    @Test
    void constantsAreTheNumbersOfTheirWords() {
        assertThat(MessageWord.role("admin")).isEqualTo(MessageWord.ADMIN);
        assertThat(MessageWord.intent("BREAK")).isEqualTo(MessageWord.BREAK);
        assertThat(MessageWord.offerResult("cancelled")).isEqualTo(MessageWord.CANCELLED);
        assertThat(MessageWord.verdict("reject")).isEqualTo(MessageWord.REJECT);
        assertThat(MessageWord.abandoner("upstream")).isEqualTo(MessageWord.UPSTREAM);
        assertThat(WorkKind.parse("escalation")).isEqualTo(WorkKind.ESCALATION);
    }

    private static void assertNumbered(ToIntFunction<String> number, IntFunction<String> name, String... words) {
        for (int i = 0; i < words.length; i++) {
            assertThat(number.applyAsInt(words[i])).isEqualTo(i + 1);
            assertThat(name.apply(i + 1)).isEqualTo(words[i]);
        }
        for (String other : new String[] {"", "Agent", "available", "ANSWERED", "null", null}) {
            assertThat(number.applyAsInt(other)).isZero();
        }
        assertThat(name.apply(0)).isNull();
        assertThat(name.apply(-1)).isNull();
        assertThat(name.apply(words.length + 1)).isNull();
    }
}
