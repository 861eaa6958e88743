package conductor.gateway.edge;

import static conductor.gateway.edge.Told.utf8;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OnceKeyTest {
    @Test
    void aKeyIsThatOfItsCallerAndOfNobodyElse() {
        Set<String> names = new HashSet<>();
        for (List<String> one : List.of(
                List.of("a", "bc"), List.of("ab", "c"), List.of("", "abc"), List.of("abc", ""), List.of("1", ":abc"))) {
            names.add(name(OnceKey.of(one.get(0), one.get(1), utf8("x"))));
        }
        assertThat(names).hasSize(5);
        assertThat(name(OnceKey.of("a", "bc", utf8("y")))).isIn(names);
    }

    @Test
    void whatAClientGaveIsNotInTheNameNorInWhatIsKept() {
        OnceKey key = OnceKey.of("token-7", "order\r\n*1 ü", utf8("content"));
        assertThat(name(key)).matches("conductor:once:[0-9a-f]{32}");
        assertThat(new String(key.value(3), US_ASCII)).matches("[0-9a-f]{32} 3");
    }

    @Test
    void whatWasKeptIsKnownAgainWithItsCount() {
        OnceKey first = OnceKey.of("a", "k", utf8("content"));
        OnceKey again = OnceKey.of("a", "k", utf8("content"));
        assertThat(again.known(first.value(256))).isEqualTo(new Written(256, true));
    }

    @Test
    void whatWasKeptOfAnotherContentIsNotKnown() {
        OnceKey key = OnceKey.of("a", "k", utf8("content"));
        assertThat(key.known(OnceKey.of("a", "k", utf8("Content")).value(1))).isNull();
        assertThat(key.known(utf8("no value of ours"))).isNull();
        assertThat(key.known(new byte[0])).isNull();
    }

    private static String name(OnceKey key) {
        return new String(key.redisKey(), US_ASCII);
    }
}
