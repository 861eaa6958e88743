package conductor.gateway.content;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Prices by model id. The ids {@code primary} and {@code secondary} stand for whichever model has that role. Immutable. */
public final class PriceTable {
    private final Map<String, Pricing> prices;

    private PriceTable(Map<String, Pricing> prices) {
        this.prices = Map.copyOf(prices);
    }

    /**
     * Reads {@code id:in/out} or {@code id:in/out/cacheWrite/cacheRead}, separated by commas; without prices of its own the
     * cache costs what reading costs.
     *
     * @throws IllegalArgumentException with a sentence.
     */
    public static PriceTable parse(String text) {
        Map<String, Pricing> prices = new LinkedHashMap<>();
        for (String each : text.split(",")) {
            String entry = each.strip();
            if (!entry.isEmpty()) {
                int colon = entry.lastIndexOf(':');
                String id = entry.substring(0, Math.max(colon, 0)).strip();
                if (id.isEmpty() || prices.put(id, pricing(entry, entry.substring(colon + 1))) != null) {
                    throw wrong(entry);
                }
            }
        }
        return new PriceTable(prices);
    }

    private static Pricing pricing(String entry, String prices) {
        String[] parts = prices.split("/");
        try {
            long in = Long.parseLong(parts[0].strip());
            if (parts.length == 2) {
                return new Pricing(in, Long.parseLong(parts[1].strip()), in, in);
            }
            if (parts.length == 4) {
                return new Pricing(
                        in,
                        Long.parseLong(parts[1].strip()),
                        Long.parseLong(parts[2].strip()),
                        Long.parseLong(parts[3].strip()));
            }
        } catch (IllegalArgumentException e) {
            throw wrong(entry);
        }
        throw wrong(entry);
    }

    private static IllegalArgumentException wrong(String entry) {
        return new IllegalArgumentException(
                "has the entry \"" + entry
                        + "\"; an entry is id:in/out or id:in/out/cache-write/cache-read in micro-dollars per million tokens, each id once");
    }

    /** The price of a model in a role; empty = it must not be called. */
    public Optional<Pricing> of(String model, String role) {
        return Optional.ofNullable(prices.getOrDefault(model, prices.get(role)));
    }
}
