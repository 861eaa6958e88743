package conductor.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Arm;
import conductor.engine.core.ContentMethod;
import conductor.gateway.content.ContentStats.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cascade against a service of models on this machine. */
@Timeout(120)
class ModelCascadeTest {
    private static final long PATIENT_MS = 30_000;
    private static final long ENOUGH_MS = 60_000;
    private static final String PRIMARY_ONLY = "";

    /** Added to the machine's clock, so that waits need not be waited for. */
    private final AtomicLong aheadMs = new AtomicLong();

    private final ContentStats stats = new ContentStats();
    private ModelStub primary;
    private ModelCascade cascade;

    @BeforeEach
    void start() throws IOException {
        primary = new ModelStub();
    }

    @AfterEach
    void stop() {
        cascade.close();
        primary.close();
    }

    @Test
    void anAnswerByTheRulesBecomesContentWithItsCost() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        primary.answers(ModelStub.text("Here you are: {\"message\": \" Hello. \"}", 1_000, 300));

        ContentProvider.Made made = make();

        assertThat(made.method()).isEqualTo(ContentMethod.PRIMARY);
        assertThat(text(made)).isEqualTo("{\"message\":\"Hello.\"}");
        assertThat(made.costMicros()).isEqualTo(7_500);
        assertThat(stats.costMicros()).isEqualTo(7_500);
        assertThat(stats.results(Result.SUCCESS)).isEqualTo(1);
        assertThat(cascade.budgetUsed()).isEqualTo(7_500 / 20e6);
    }

    @Test
    void aCallNamesModelKeyAndLimitsAndTellsNoKeysOfOurs() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        primary.answers(ModelStub.message("Hello."));

        make();

        assertThat(primary.calls)
                .singleElement()
                .asString()
                .contains(
                        "\"model\":\"model-a\"",
                        "\"max_tokens\":500",
                        "\"temperature\":0.7",
                        "<data>",
                        "\\\"topic\\\":\\\"Java\\\"")
                .doesNotContain("4711", "77");
        assertThat(primary.headers)
                .contains("x-api-key: secret", "anthropic-version: 2023-06-01", "content-type: application/json")
                .anySatisfy(header -> assertThat(header).matches("idempotency-key: [0-9a-f-]{36}"));
    }

    @Test
    void whatIsAskedAgainHasTheSameIdempotencyKeyAndAnotherModelAnotherOne() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        String first = idempotencyKeyOfACall();
        assertThat(idempotencyKeyOfACall()).isEqualTo(first);
        cascade("model-b", "model-b:1/2");
        assertThat(idempotencyKeyOfACall()).isNotEqualTo(first);
    }

    private String idempotencyKeyOfACall() throws InterruptedException {
        primary.answers(ModelStub.message("Hello."));
        make();
        return primary.headers.stream()
                .filter(header -> header.startsWith("idempotency-key: "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void q5AModelWithoutPriceIsNotCalled() throws Exception {
        cascade("model-b", "model-c:1/2");
        primary.answers(ModelStub.message("Hello."));

        ContentProvider.Made made = make();

        assertThat(made.method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(made.content()).isEmpty();
        assertThat(made.costMicros()).isZero();
        assertThat(primary.calls).isEmpty();
        assertThat(stats.results(Result.UNPRICED_MODEL)).isEqualTo(2);
        assertThat(stats.costMicros()).isZero();
    }

    @Test
    void theSecondaryTakesOverAndBothCostsCount() throws Exception {
        cascade("model-b", PricingTest.SHIPPED);
        primary.answers(ModelStub.text("I would rather not.", 1_000, 300), ModelStub.message("Hello."));

        ContentProvider.Made made = make();

        assertThat(made.method()).isEqualTo(ContentMethod.SECONDARY);
        assertThat(made.costMicros()).isEqualTo(7_500 + 2_500);
        assertThat(primary.calls.get(1)).contains("\"model\":\"model-b\"");
        assertThat(stats.results(Result.AGAINST_THE_RULES)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"429,RATE_LIMITED", "529,OVERLOADED", "500,HTTP_ERROR", "401,HTTP_ERROR", "301,HTTP_ERROR"})
    void anotherStatusIsAFailureThatCostsNothing(int status, Result result) throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        primary.answers(ModelStub.status(status, "location", primary.url() + "/v1/messages"));

        ContentProvider.Made made = make();

        assertThat(made.method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(made.costMicros()).isZero();
        assertThat(stats.results(result)).isEqualTo(1);
        assertThat(primary.calls).hasSize(1);
    }

    @Test
    void whoIsToldWhenToComeAgainDoesNotComeBefore() throws Exception {
        cascade("model-b", PricingTest.SHIPPED);
        primary.answers(ModelStub.status(429, "Retry-After", "600"), ModelStub.message("Hello."));

        assertThat(make().method()).isEqualTo(ContentMethod.SECONDARY);
        assertThat(make().method()).isEqualTo(ContentMethod.SECONDARY);
        assertThat(stats.results(Result.RETRY_LATER)).isEqualTo(1);
        assertThat(cascade.breakers().get("primary").state()).isEqualTo(Breaker.State.CLOSED);

        aheadMs.addAndGet(600_000);
        assertThat(make().method()).isEqualTo(ContentMethod.PRIMARY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"content\":",
                "[]",
                "{}",
                "{\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{}\"}],\"usage\":{\"input_tokens\":-1,\"output_tokens\":1}}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"{}\"}]}"
            })
    void whatIsNotTheShapeOfAnAnswerIsAFailureThatMayHaveCostSomething(String body) throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        primary.answers(ModelStub.body(200, body));

        ContentProvider.Made made = make();

        assertThat(made.method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(made.costMicros()).isGreaterThan(500 * 15);
        assertThat(stats.results(Result.MALFORMED)).isEqualTo(1);
    }

    @Test
    void aBodyThatDripsEndsAtTheLimitOfTheWholeCall() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED, 500);
        primary.answers(ModelStub.drip());
        long beganNs = System.nanoTime();

        ContentProvider.Made made = make();

        assertThat(made.method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(stats.results(Result.TIMEOUT)).isEqualTo(1);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs)).isBetween(499L, PATIENT_MS);
    }

    @Test
    void aBodyThatBreaksOffIsAFailure() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        primary.answers(ModelStub.cut());

        assertThat(make().method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(stats.results(Result.CONNECTION)).isEqualTo(1);
    }

    @Test
    void aBodyThatIsTooLongIsAFailure() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        primary.answers(ModelStub.body(200, " ".repeat(MessagesClient.ANSWER_MAX + 1)));

        assertThat(make().method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(stats.results(Result.CONNECTION)).isEqualTo(1);
    }

    @Test
    void aServiceThatIsNotThereIsAFailure() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        primary.close();

        assertThat(make().method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(stats.results(Result.CONNECTION)).isEqualTo(1);
    }

    @Test
    void threeFailuresInARowOpenTheBreakerAndTwoSuccessesAMinuteLaterCloseIt() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        Breaker breaker = cascade.breakers().get("primary");
        primary.answers(
                ModelStub.status(529),
                ModelStub.status(500),
                ModelStub.text("not by the rules", 1, 1),
                ModelStub.message("Hello."));
        make();
        make();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
        make();
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);

        assertThat(make().method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(primary.calls).hasSize(3);
        assertThat(stats.results(Result.BREAKER_OPEN)).isEqualTo(1);

        aheadMs.addAndGet(60_000);
        assertThat(make().method()).isEqualTo(ContentMethod.PRIMARY);
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        make();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void whatCouldExceedALimitIsRefusedBeforeTheCall() throws Exception {
        cascade(PRIMARY_ONLY, "model-a:0/900000000");
        primary.answers(ModelStub.text("{\"message\":\"Hello.\"}", 1_000, 1_000));

        assertThat(make().costMicros()).isEqualTo(900_000);
        assertThat(make().method()).isEqualTo(ContentMethod.TEMPLATE);

        assertThat(primary.calls).hasSize(1);
        assertThat(stats.results(Result.OVER_BUDGET)).isEqualTo(1);
        cascade.closed(4_711);
        assertThat(make().method()).isEqualTo(ContentMethod.PRIMARY);
    }

    @Test
    void whoComesTooLateIsNotAsked() throws Exception {
        cascade(PRIMARY_ONLY, PricingTest.SHIPPED);
        primary.answers(ModelStub.message("Hello."));

        ContentProvider.Made made = cascade.make(PromptTest.request(Arm.BROADCAST), 0);

        assertThat(made.method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(primary.calls).isEmpty();
        assertThat(stats.results(Result.LATE)).isEqualTo(1);
    }

    private void cascade(String secondary, String prices) {
        cascade(secondary, prices, PATIENT_MS);
    }

    private void cascade(String secondary, String prices, long limitMs) {
        ModelConfig config = new ModelConfig(
                primary.url(),
                "secret",
                "model-a",
                Optional.of(secondary).filter(id -> !id.isEmpty()),
                PriceTable.parse(prices),
                20_000_000,
                1_000_000,
                "Java");
        cascade = new ModelCascade(
                config,
                stats,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + aheadMs.get(),
                () -> 0,
                limitMs,
                limitMs);
    }

    private ContentProvider.Made make() throws InterruptedException {
        return cascade.make(PromptTest.request(Arm.BROADCAST), ENOUGH_MS);
    }

    private static String text(ContentProvider.Made made) {
        return new String(made.content(), StandardCharsets.UTF_8);
    }
}
