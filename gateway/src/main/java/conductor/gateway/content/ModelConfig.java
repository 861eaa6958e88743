package conductor.gateway.content;

import java.util.Optional;

/**
 * The models that content may be asked from.
 *
 * @param baseUrl where the Messages API is.
 * @param apiKey the secret that it is asked with.
 * @param primary id of the model that is asked first.
 * @param secondary id of the one that is asked when the first brings nothing.
 * @param prices what they cost; a model that has no price is not called.
 * @param hourMaxMicros most that all calls of an hour may cost, in micro-dollars.
 * @param sessionMaxMicros most that all calls for a session may cost.
 * @param topic what events are about, told to the models; may be empty.
 */
public record ModelConfig(
        String baseUrl,
        String apiKey,
        String primary,
        Optional<String> secondary,
        PriceTable prices,
        long hourMaxMicros,
        long sessionMaxMicros,
        String topic) {
    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "ModelConfig[" + primary + ", " + secondary.orElse("no secondary") + "]";
    }
}
