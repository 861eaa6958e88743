package conductor.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBookTest {
    private static final String OLD = "0123456789abcdefghijABCDEFGHIJ_-0123456789a";
    private static final String NEW = "9876543210abcdefghijABCDEFGHIJ_-0123456789a";
    private static final String EXPIRY = "2026-03-02T10:15:00Z";
    private static final Instant BEFORE = Instant.parse("2026-03-02T10:14:59.999Z");
    private static final Instant AT = Instant.parse(EXPIRY);
    private static final Instant LONG_AFTER = Instant.parse("2046-03-02T10:15:00Z");

    @Test
    void aSecretIsValidUnderTheIdOfItsToken() {
        TokenBook book = book(token("a1", secret(OLD, null)), token("b2", secret(NEW, null)));
        assertThat(book.size()).isEqualTo(2);
        assertThat(book.check("cnd_a1_" + OLD, LONG_AFTER).id()).isEqualTo("a1");
        assertThat(book.check("cnd_b2_" + NEW, LONG_AFTER).id()).isEqualTo("b2");
    }

    @Test
    void anotherSecretOrAnUnknownIdIsNotValid() {
        TokenBook book = book(token("a1", secret(OLD, null)), token("b2", secret(NEW, null)), token("c3"));
        for (String text : List.of(
                "cnd_a1_" + NEW,
                "cnd_b2_" + OLD,
                "cnd_a1_" + OLD.substring(1),
                "cnd_a1_" + OLD + "0",
                "cnd_a1_" + OLD.toLowerCase(Locale.ROOT),
                "cnd_zz_" + OLD,
                "cnd_c3_" + OLD,
                "cnd_a1_" + TokenBook.hashOf(OLD))) {
            assertThat(book.check(text, BEFORE)).as(text).isNull();
        }
        assertThat(TokenBook.EMPTY.check("cnd_a1_" + OLD, BEFORE)).isNull();
    }

    @Test
    void aSecretEndsAtItsExpiry() {
        TokenBook book = book(token("a1", secret(OLD, EXPIRY)));
        assertThat(book.check("cnd_a1_" + OLD, BEFORE)).isNotNull();
        assertThat(book.check("cnd_a1_" + OLD, AT)).isNull();
        assertThat(book.check("cnd_a1_" + OLD, LONG_AFTER)).isNull();
    }

    @Test
    void ofATokenThatIsRotatedBothSecretsAreValidUntilTheOldOneExpires() {
        TokenBook book = book(token("a1", secret(NEW, null), secret(OLD, EXPIRY)));
        assertThat(book.check("cnd_a1_" + OLD, BEFORE)).isNotNull();
        assertThat(book.check("cnd_a1_" + NEW, BEFORE)).isNotNull();
        assertThat(book.check("cnd_a1_" + OLD, AT)).isNull();
        assertThat(book.check("cnd_a1_" + NEW, AT)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cnd_",
                "cnd__",
                "cnd_a1",
                "cnd_a1_",
                "cnd_a1_short",
                "CND_a1_0123456789abcdefghij",
                "Bearer",
                "cnd_A1_0123456789abcdefghij",
                "cnd_a1_0123456789abcdefghi\n",
                "cnd_a1_0123456789abcdefghi=",
                " cnd_a1_0123456789abcdefghij",
                "cnd_a1_0123456789abcdefghij ",
                "xcnd_a1_0123456789abcdefghij"
            })
    void whatHasNotTheShapeOfATokenIsNotValid(String text) {
        TokenBook book = book(
                token("a1", secret("0123456789abcdefghij", null), secret(text, null)),
                token("", secret(text, null), secret("", null)));
        assertThat(book.check("cnd_a1_0123456789abcdefghij", BEFORE)).isNotNull();
        assertThat(book.check(text, BEFORE)).isNull();
    }

    /** Interleaved, so that whatever else the machine does meets both; the best of some rounds, as it still may meet one more. */
    @Test
    void theTimeDoesNotTellWhetherAnIdIsKnown() {
        TokenBook book = book(token("a1", secret(OLD, null)), token("b2", secret(NEW, EXPIRY)));
        String unknown = "cnd_zz_" + OLD;
        String wrong = "cnd_a1_" + NEW;
        double nearest = Double.MAX_VALUE;
        for (int round = 0; round < 20 && nearest > 0.05; round++) {
            long unknownNs = 0;
            long wrongNs = 0;
            for (int i = 0; i < 10_000; i++) {
                long startNs = System.nanoTime();
                boolean one = book.check(unknown, BEFORE) == null;
                long middleNs = System.nanoTime();
                boolean other = book.check(wrong, BEFORE) == null;
                wrongNs += System.nanoTime() - middleNs;
                unknownNs += middleNs - startNs;
                assertThat(one && other).isTrue();
            }
            nearest = Math.min(nearest, Math.abs((double) unknownNs / wrongNs - 1));
        }
        assertThat(nearest).isLessThanOrEqualTo(0.05);
    }

    @Test
    void whatIsFarTooLongIsNotValidAndDoesNoHarm() {
        TokenBook book = book(token("a1", secret("x".repeat(100), null), secret("x".repeat(101), null)));
        assertThat(book.check("cnd_a1_" + "x".repeat(100), BEFORE)).isNotNull();
        assertThat(book.check("cnd_a1_" + "x".repeat(101), BEFORE)).isNull();
        assertThat(book.check("cnd_".repeat(1_000_000), BEFORE)).isNull();
    }

    @Test
    void whatIsStoredIsReadAgainAndHoldsNoSecret() throws IOException {
        ApiToken token = token("a1", secret(NEW, null), secret(OLD, EXPIRY));
        String json = token.toJson();
        assertThat(ApiToken.parse("a1", json)).isEqualTo(token);
        assertThat(json).doesNotContain(NEW, OLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "{\"scopes\":[\"read\"]}", "{\"secrets\":[],\"scopes\":\"admin\"}", "{\"scopes\""
            })
    void whatIsNoTokenIsNotRead(String json) {
        assertThatThrownBy(() -> ApiToken.parse("a1", json)).isInstanceOf(IOException.class);
    }

    private static ApiToken.Secret secret(String secret, String expiresAt) {
        return new ApiToken.Secret(TokenBook.hashOf(secret), expiresAt);
    }

    private static ApiToken token(String id, ApiToken.Secret... secrets) {
        return new ApiToken(id, "for tests", Set.of("read", "ingest"), "*", List.of(secrets), "2026-03-01T00:00:00Z");
    }

    private static TokenBook book(ApiToken... tokens) {
        Map<String, ApiToken> byId = new HashMap<>();
        Arrays.stream(tokens).forEach(token -> byId.put(token.id(), token));
        return new TokenBook(byId);
    }
}
