package conductor.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricingTest {
    static final String SHIPPED = "primary:3000000/15000000/3750000/300000,secondary:1000000/5000000";

    private final PriceTable table = PriceTable.parse(SHIPPED);
    private final Pricing primary = table.of("some-model", "primary").orElseThrow();

    @Test
    void q1AThousandTokensInAndThreeHundredOutOfThePrimaryCost7500() {
        assertThat(primary.cost(new Pricing.Usage(1_000, 300, 0, 0))).isEqualTo(7_500);
    }

    @Test
    void q3TokensReadFromTheCacheCostATenth() {
        assertThat(primary.cost(new Pricing.Usage(200, 300, 0, 800))).isEqualTo(5_340);
    }

    @Test
    void aCostIsRoundedHalfUpOnce() {
        Pricing half = new Pricing(500_000, 250_000, 0, 0);

        assertThat(half.cost(new Pricing.Usage(1, 0, 0, 0))).isEqualTo(1);
        assertThat(half.cost(new Pricing.Usage(0, 1, 0, 0))).isZero();
        assertThat(half.cost(new Pricing.Usage(1, 1, 0, 0))).isEqualTo(1);
        assertThat(half.cost(new Pricing.Usage(2, 2, 0, 0))).isEqualTo(2);
    }

    @Test
    void aModelsOwnPriceGoesBeforeThatOfItsRoleAndWithoutEitherItHasNone() {
        PriceTable own = PriceTable.parse("model-a:1/2, secondary:3/4/5/6");

        assertThat(own.of("model-a", "primary")).contains(new Pricing(1, 2, 1, 1));
        assertThat(own.of("model-b", "secondary")).contains(new Pricing(3, 4, 5, 6));
        assertThat(own.of("model-b", "primary")).isEmpty();
        assertThat(PriceTable.parse("").of("model-a", "primary")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:", "a:1", "a:1/2/3", "a:1/x", "a:-1/2", ":1/2", "a:1/2,a:1/2", "a:1/99999999999"})
    void whatIsNoPriceIsAnErrorThatShowsTheShape(String text) {
        assertThatThrownBy(() -> PriceTable.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an entry is id:in/out");
    }

    @Test
    void tokensThatNobodyCanHaveUsedAreRefused() {
        assertThatThrownBy(() -> new Pricing.Usage(-1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pricing.Usage(0, Long.MAX_VALUE, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
