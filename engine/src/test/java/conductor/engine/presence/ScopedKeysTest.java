package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.KeyHash;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ScopedKeysTest {
    private static final KeyHash HASH = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    private final ScopedKeys keys = new ScopedKeys(HASH);

    @Test
    void keysAreHashesOfScopeSeparatorAndId() {
        assertThat(keys.scope(utf8("org_7"))).isEqualTo(hash("org_7"));
        assertThat(keys.id(utf8("org_7"), utf8("a1"))).isEqualTo(hash("org_7\0a1"));
        assertThat(keys.skill(utf8("org_7"), utf8("a1"))).isEqualTo(hash("org_7\u0001a1"));
    }

    @Test
    void theLongestIdsHaveKeysAndNothingOfThemIsLeftInTheNext() {
        String longest = "é".repeat(127) + "x";
        assertThat(keys.id(utf8(longest), utf8(longest))).isEqualTo(hash(longest + "\0" + longest));
        assertThat(keys.scope(utf8("s"))).isEqualTo(hash("s"));
        assertThat(keys.id(utf8("s"), utf8("a"))).isEqualTo(hash("s\0a"));
    }

    @Test
    void theBorderBetweenScopeAndIdCounts() {
        assertThat(keys.id(utf8("org_7"), utf8("1a"))).isNotEqualTo(keys.id(utf8("org_71"), utf8("a")));
    }

    private static long hash(String text) {
        byte[] bytes = utf8(text);
        return HASH.hash(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
