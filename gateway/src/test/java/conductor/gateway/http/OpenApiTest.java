package conductor.gateway.http;

import static conductor.gateway.http.OpenApiDocument.examples;
import static conductor.gateway.http.OpenApiDocument.list;
import static conductor.gateway.http.OpenApiDocument.object;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.DecisionType;
import conductor.gateway.edge.CloudEvent;
import conductor.gateway.edge.DecisionFeed;
import conductor.gateway.edge.EdgeLink;
import conductor.gateway.edge.SignalJson;
import conductor.gateway.edge.SignalWriter;
import conductor.gateway.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The OpenAPI document and docs/api.md say what the table of routes and the table of refusals say, no more and no less. */
class OpenApiTest {
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final String PROBLEM = "#/components/schemas/Problem";
    /** Their 503 is the state of a probe, for whom a status is enough. */
    private static final Set<String> PROBES = Set.of("GET /health/ready 503", "GET /readyz 503", "GET /startupz 503");

    private static final Map<String, Route> ROUTES = new TreeMap<>();
    private static final OpenApiDocument DOCUMENT = OpenApiDocument.load();

    /** The table as a server has it; nothing is started, and nothing is asked of Redis. */
    @BeforeAll
    static void makeTheTable() {
        Vertx vertx = Vertx.vertx();
        try (EdgeLink link = new EdgeLink("redis://localhost:1")) {
            GatewayConfig config = new GatewayConfig(
                    "127.0.0.1",
                    0,
                    Optional.empty(),
                    false,
                    Set.of(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    100,
                    1_000,
                    500);
            DecisionFeed feed = new DecisionFeed(link);
            SessionRoutes sessions = new SessionRoutes(feed);
            CommandRoutes commands = new CommandRoutes(null, sessions);
            GatewayMetrics metrics = new GatewayMetrics();
            List<Route> table = Routes.of(
                    new SignalRoutes(new SignalWriter(link, 100), new RateLimits(System::nanoTime), config),
                    sessions,
                    commands,
                    new SettingsRoutes(null, sessions, null, commands),
                    new HistoryRoutes(null, feed),
                    new StreamRoute(null, feed, request -> Future.succeededFuture(Caller.LOCAL), upgraded -> {}),
                    new LoginRoutes(config),
                    new HealthRoutes(null, Map.of(), metrics),
                    new OperationsRoutes(vertx, feed, metrics, Optional::empty),
                    new PageRoutes());
            table.forEach(route -> ROUTES.put(route.method() + " " + path(route), route));
            assertThat(ROUTES).hasSameSizeAs(table);
        } finally {
            vertx.close();
        }
    }

    @Test
    void everyRouteIsDescribed() {
        assertThat(DOCUMENT.operations().keySet()).containsAll(ROUTES.keySet());
    }

    @Test
    void everyOperationIsARoute() {
        assertThat(ROUTES.keySet()).containsAll(DOCUMENT.operations().keySet());
    }

    @Test
    void anOperationNamesAccessSubjectAndRateOfItsRoute() {
        eachOperation((name, operation, route) -> {
            assertThat(operation.get("x-access")).as(name).isEqualTo(word(route.access()));
            assertThat(operation.get("x-subject")).as(name).isEqualTo(word(route.subject()));
            assertThat(operation.get("x-rate-class")).as(name).isEqualTo(word(route.rate()));
        });
    }

    @Test
    void anOperationDeclaresTheParametersOfItsPath() {
        eachOperation((name, operation, route) -> {
            List<String> inPath = new ArrayList<>();
            Matcher matcher = PATH_PARAMETER.matcher(path(route));
            while (matcher.find()) {
                inPath.add(matcher.group(1));
            }
            assertThat(DOCUMENT.parameters(operation, "path")).as(name).containsExactlyInAnyOrderElementsOf(inPath);
        });
    }

    @Test
    void anOperationIsOpenWhereItsRouteIsAndCanBeRefusedWhereItIsNot() {
        eachOperation((name, operation, route) -> {
            boolean open = route.access() == Access.NONE;
            assertThat(operation.containsKey("security")).as(name).isEqualTo(open);
            assertThat(list(operation.get("security"))).as(name).isEmpty();
            assertThat(statuses(operation).containsAll(Set.of("401", "403")))
                    .as(name)
                    .isEqualTo(!open);
            assertThat(statuses(operation).contains("429")).as(name).isEqualTo(route.rate() != RateClass.NONE);
        });
    }

    @Test
    void anOperationTakesABodyOnlyWhereItsRouteReadsOneAndSaysThatItMayBeTooLarge() {
        eachOperation((name, operation, route) -> {
            boolean reads = route.bodyMax() > 0;
            assertThat(reads || !operation.containsKey("requestBody")).as(name).isTrue();
            assertThat(statuses(operation).contains("413")).as(name).isEqualTo(reads);
            assertThat(statuses(operation).contains("415")).as(name).isEqualTo(operation.containsKey("requestBody"));
        });
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        List<Object> ids = new ArrayList<>();
        eachOperation((name, operation, route) -> ids.add(operation.get("operationId")));

        assertThat(ids).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(DOCUMENT.references())
                .isNotEmpty()
                .allSatisfy(ref -> assertThat(DOCUMENT.at(ref)).as(ref).isNotNull());
    }

    @Test
    void everyRefusalIsAProblem() {
        DOCUMENT.eachRefusal((name, response) -> {
            if (!PROBES.contains(name)) {
                Map<String, Object> content = object(response.get("content"));
                assertThat(content).as(name).containsOnlyKeys("application/problem+json");
                assertThat(object(problems(response).get("schema"))).as(name).containsEntry("$ref", PROBLEM);
            }
        });
    }

    @Test
    void everyCodeOfARefusalHasItsStatus() {
        DOCUMENT.eachRefusal((name, response) -> {
            if (!PROBES.contains(name) && !name.endsWith(" default")) {
                List<?> codes = list(response.get("x-codes"));
                assertThat(codes)
                        .as(name)
                        .isNotEmpty()
                        .allSatisfy(code -> assertThat(name)
                                .endsWith(" "
                                        + ProblemCode.valueOf(String.valueOf(code))
                                                .status()));
            }
        });
    }

    @Test
    void everyExampleOfARefusalIsWhatIsAnswered() {
        DOCUMENT.eachRefusal((name, response) -> {
            for (Object one : examples(problems(response))) {
                Map<String, Object> example = object(one);
                String code = String.valueOf(example.get("code"));
                Map<String, Object> answered = Problem.of(
                                ProblemCode.valueOf(code), String.valueOf(example.get("detail")))
                        .members(String.valueOf(example.get("instance")));
                answered.put("errors", example.get("errors"));
                assertThat(example).as(name).isEqualTo(answered);
                if (!name.endsWith(" default")) {
                    assertThat(list(response.get("x-codes")).contains(code))
                            .as(name)
                            .isTrue();
                }
            }
        });
    }

    @Test
    void aRefusalThatMayPassSaysWhenToTryAgain() {
        DOCUMENT.eachRefusal((name, response) -> {
            if (name.endsWith(" 429") || name.endsWith(" 503") && !PROBES.contains(name)) {
                assertThat(object(response.get("headers"))).as(name).containsKey("Retry-After");
            }
        });
    }

    @Test
    void theDocumentHasEveryCode() {
        List<Object> codes = new ArrayList<>(list(DOCUMENT.schema("ProblemCode").get("enum")));

        assertThat(codes).containsExactly((Object[]) names());
    }

    @Test
    void docsApiExplainsEveryCodeWithItsStatus() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "api.md"));
        List<String> rows = text.lines().filter(line -> line.startsWith("| `")).toList();

        assertThat(ProblemCode.values())
                .allSatisfy(code -> assertThat(rows)
                        .as(code.name())
                        .filteredOn(row -> row.startsWith("| `" + code.name() + "` | " + code.status() + " | "))
                        .hasSize(1));
    }

    @Test
    void docsApiNamesEveryRouteOfTheApi() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "api.md"));

        assertThat(ROUTES.values())
                .allSatisfy(route -> assertThat(text)
                        .contains("`" + route.method() + " " + route.path().replace("*", "…")));
    }

    @Test
    void theStreamHasAnEventForEveryTypeOfRecord() {
        List<String> types = new ArrayList<>(List.of("reset", "alive"));
        for (int type = 1; type < 256; type++) {
            // Answers to commands and to messages have one name.
            if (!DecisionType.name(type).startsWith("TYPE_") && !types.contains(DecisionType.name(type))) {
                types.add(DecisionType.name(type));
            }
        }
        Map<String, Object> events =
                object(DOCUMENT.operations().get("GET /api/v1/stream").get("x-events"));

        assertThat(types).hasSizeGreaterThan(20);
        assertThat(events.keySet()).containsExactlyInAnyOrderElementsOf(types);
    }

    @Test
    void everyExampleOfASignalIsTaken() throws Exception {
        Map<String, Object> content =
                object(object(DOCUMENT.operations().get("POST /api/v1/signals").get("requestBody"))
                        .get("content"));
        int taken = 0;
        for (Object signal : examples(object(content.get("application/json")))) {
            assertTaken(Json.write(object(signal)));
            taken++;
        }
        for (Object lines : examples(object(content.get("application/x-ndjson")))) {
            for (String line : String.valueOf(lines).lines().toList()) {
                assertTaken(line);
                taken++;
            }
        }
        List<Object> events = new ArrayList<>(examples(object(content.get("application/cloudevents+json"))));
        examples(object(content.get("application/cloudevents-batch+json")))
                .forEach(batch -> events.addAll(list(batch)));
        for (Object event : events) {
            assertThat(CloudEvent.read(utf8(Json.write(object(event)))).signal())
                    .isNotNull();
            taken++;
        }
        assertThat(taken).isGreaterThan(7);
        assertThat(content).hasSize(4);
    }

    private static void assertTaken(String json) throws Exception {
        byte[] bytes = utf8(json);
        assertThat(new SignalJson().read(bytes, 0, bytes.length, null)).isNotNull();
    }

    /** Looks at one operation beside its route. */
    private interface Look {
        void at(String name, Map<String, Object> operation, Route route);
    }

    private static void eachOperation(Look look) {
        Map<String, Map<String, Object>> operations = DOCUMENT.operations();
        assertThat(operations).isNotEmpty();
        operations.forEach((name, operation) -> {
            assertThat(ROUTES).containsKey(name);
            look.at(name, operation, ROUTES.get(name));
        });
    }

    /** The document has no sign for the rest of a path. */
    private static String path(Route route) {
        return route.path().replace("*", "{file}");
    }

    private static Set<String> statuses(Map<String, Object> operation) {
        return DOCUMENT.responses(operation).keySet();
    }

    private static Map<String, Object> problems(Map<String, Object> response) {
        return object(object(response.get("content")).get("application/problem+json"));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String[] names() {
        ProblemCode[] codes = ProblemCode.values();
        String[] names = new String[codes.length];
        for (int i = 0; i < codes.length; i++) {
            names[i] = codes[i].name();
        }
        return names;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
