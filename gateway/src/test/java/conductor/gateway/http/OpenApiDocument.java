package conductor.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document as the gateway serves it, read for tests. */
final class OpenApiDocument {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

    private final Map<String, Object> root;

    private OpenApiDocument(Map<String, Object> root) {
        this.root = root;
    }

    /** Reads the resource; a member that stands there twice is an error. */
    static OpenApiDocument load() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        String text = new String(HealthRoutes.resource("openapi.yaml"), StandardCharsets.UTF_8);
        return new OpenApiDocument(object(new Yaml(new SafeConstructor(options)).load(text)));
    }

    /**
     * A value that must be an object.
     *
     * @param value may be null: then it is an empty one.
     */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    /** A value that must be a list; null is an empty one. */
    static List<?> list(Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    /** Operations by method and path, as {@code GET /health}. */
    Map<String, Map<String, Object>> operations() {
        Map<String, Map<String, Object>> all = new TreeMap<>();
        object(root.get("paths"))
                .forEach((path, item) -> object(item).forEach((name, operation) -> {
                    if (METHODS.contains(name)) {
                        all.put(name.toUpperCase(Locale.ROOT) + " " + path, object(operation));
                    }
                }));
        return all;
    }

    /** A schema by its name. */
    Map<String, Object> schema(String name) {
        return object(at("#/components/schemas/" + name));
    }

    /** What a value says, or what it refers to. */
    Map<String, Object> resolved(Object value) {
        Map<String, Object> said = object(value);
        return said.get("$ref") instanceof String ref && said.size() == 1 ? resolved(at(ref)) : said;
    }

    /** What stands at {@code #/a/b}; null if nothing does. */
    Object at(String ref) {
        Object place = ref.startsWith("#/") ? root : null;
        for (String step : ref.substring(Math.min(2, ref.length())).split("/")) {
            String name = step.replace("~1", "/").replace("~0", "~");
            place = place instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return place;
    }

    /** All references, wherever they stand. */
    List<String> references() {
        List<String> all = new ArrayList<>();
        collect(root, all);
        return all;
    }

    private static void collect(Object value, List<String> all) {
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> {
                if ("$ref".equals(name)) {
                    all.add(String.valueOf(member));
                } else {
                    collect(member, all);
                }
            });
        } else if (value instanceof List<?> elements) {
            elements.forEach(element -> collect(element, all));
        }
    }

    /** Answers of an operation by status, as they are meant. */
    Map<String, Map<String, Object>> responses(Map<String, Object> operation) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        object(operation.get("responses")).forEach((status, response) -> all.put(status, resolved(response)));
        return all;
    }

    /** Names of an operation's parameters that stand in a place ({@code path}, {@code query}, {@code header}). */
    List<String> parameters(Map<String, Object> operation, String in) {
        List<String> names = new ArrayList<>();
        for (Object parameter : list(operation.get("parameters"))) {
            Map<String, Object> said = resolved(parameter);
            if (in.equals(said.get("in"))) {
                names.add(String.valueOf(said.get("name")));
            }
        }
        return names;
    }

    /** Tells each refusal: operation with status, and what is answered. */
    void eachRefusal(BiConsumer<String, Map<String, Object>> visitor) {
        operations()
                .forEach((name, operation) -> responses(operation).forEach((status, response) -> {
                    if (status.equals("default") || status.startsWith("4") || status.startsWith("5")) {
                        visitor.accept(name + " " + status, response);
                    }
                }));
    }

    /** The examples of a media type. */
    static List<Object> examples(Map<String, Object> media) {
        List<Object> all = new ArrayList<>();
        if (media.containsKey("example")) {
            all.add(media.get("example"));
        }
        object(media.get("examples"))
                .values()
                .forEach(example -> all.add(object(example).get("value")));
        return all;
    }
}
