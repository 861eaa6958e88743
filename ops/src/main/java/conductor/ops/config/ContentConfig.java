package conductor.ops.config;

import conductor.gateway.content.ModelConfig;
import conductor.gateway.content.PriceTable;
import conductor.journal.json.TemplateSet;
import conductor.journal.json.Templates;
import java.util.Optional;

/**
 * Where content of interventions comes from.
 *
 * @param templates the shipped templates, with the operator's own behind them.
 * @param models the language models; empty unless one is asked for, and it and its key are known.
 * @param waitMs how long an automatic decision waits for a model.
 * @param concurrency decisions for which models are asked at once.
 * @param gap what is missing for models that are asked for, as a sentence; null if nothing is.
 */
public record ContentConfig(
        TemplateSet templates, Optional<ModelConfig> models, int waitMs, int concurrency, String gap) {
    private static final int MOST_MICROS = 1_000_000_000;
    private static final int TOPIC_MAX = 200;

    static ContentConfig bind(SettingReader read) {
        boolean asked = read.choice("content.provider", "none", "anthropic") == 1;
        ModelConfig models = models(read);
        String gap = asked ? gap(models) : null;
        return new ContentConfig(
                read.read(
                        "content.templates-file",
                        file -> file.isEmpty()
                                ? Templates.BUILT_IN
                                : TemplatesFile.read("content.templates-file", file)),
                asked && gap == null ? Optional.of(models) : Optional.empty(),
                read.number("content.wait-ms", 1_000, 30_000),
                read.number("content.concurrency", 1, 32),
                gap);
    }

    private static ModelConfig models(SettingReader read) {
        return new ModelConfig(
                baseUrl(read),
                apiKey(read),
                read.text("content.primary-model"),
                Optional.of(read.text("content.secondary-model")).filter(id -> !id.isEmpty()),
                prices(read),
                read.number("content.max-cost-per-hour-micros", 0, MOST_MICROS),
                read.number("content.max-cost-per-session-micros", 0, MOST_MICROS),
                topic(read));
    }

    private static String gap(ModelConfig models) {
        if (models.primary().isEmpty()) {
            return "No model is asked for content although content.provider = anthropic: set content.primary-model.";
        }
        return models.apiKey().isEmpty()
                ? "No model is asked for content although content.provider = anthropic: there is no key."
                        + " Set ANTHROPIC_API_KEY, or ANTHROPIC_API_KEY_FILE to a file that holds it."
                : null;
    }

    private static String apiKey(SettingReader read) {
        return read.read("content.api-key", text -> {
            if (!text.matches("[!-~]*")) {
                throw read.wrong("content.api-key", "must be one word of plain letters, digits and signs");
            }
            return text;
        });
    }

    private static String baseUrl(SettingReader read) {
        return read.read("content.base-url", text -> {
            if (!text.matches("https?://[\\w.:\\[\\]-]+(/[\\w./~-]*)?")) {
                throw read.wrong("content.base-url", "must begin with https:// or http:// and have no user or query");
            }
            return text;
        });
    }

    private static PriceTable prices(SettingReader read) {
        return read.read("content.prices", text -> {
            try {
                return PriceTable.parse(text);
            } catch (IllegalArgumentException e) {
                throw read.wrong("content.prices", e.getMessage());
            }
        });
    }

    private static String topic(SettingReader read) {
        return read.read("content.topic", text -> {
            if (text.codePointCount(0, text.length()) > TOPIC_MAX
                    || text.chars().anyMatch(Character::isISOControl)) {
                throw read.wrong("content.topic", "must be one line of at most " + TOPIC_MAX + " characters");
            }
            return text;
        });
    }
}
