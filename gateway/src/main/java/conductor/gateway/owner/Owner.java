package conductor.gateway.owner;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A node that writes the output streams, as the key {@link Fence#KEY} names it.
 *
 * @param engine its engine id, 8 hex digits.
 * @param epoch counts the owners: of two nodes that both believe to be the owner the higher one is.
 * @param token text that no other start of any node has; empty once the node has stopped in order.
 * @param place names its journal folder so that no other folder has the same name while both are in use, or is empty when it cannot
 *     be named. Who holds the lock of that folder knows that whoever was there before is dead.
 * @param host name of its machine, for people.
 * @param pid its process there, for people.
 * @param dataDir its data folder there, for people.
 * @param since when it started, for people.
 * @param defaults the settings that an event without any has there, a JSON object; gateways show them.
 */
public record Owner(
        String engine,
        long epoch,
        String token,
        String place,
        String host,
        long pid,
        String dataDir,
        String since,
        String defaults) {
    /** Member with the settings of events without any. */
    public static final String DEFAULTS = "defaults";

    Owner withEpoch(long number) {
        return new Owner(engine, number, token, place, host, pid, dataDir, since, defaults);
    }

    /** As it stands in the key when it has stopped in order. */
    Owner withoutToken() {
        return new Owner(engine, epoch, "", place, host, pid, dataDir, since, defaults);
    }

    boolean hasLetGo() {
        return token.isEmpty();
    }

    boolean isAt(Owner other) {
        return !place.isEmpty() && place.equals(other.place);
    }

    /** The members of the key. */
    Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("engine", engine);
        members.put("epoch", Long.toString(epoch));
        members.put(Fence.TOKEN, token);
        members.put("place", place);
        members.put("host", host);
        members.put("pid", Long.toString(pid));
        members.put("data_dir", dataDir);
        members.put("since", since);
        members.put(DEFAULTS, defaults);
        return members;
    }

    /** The owner that the key's members name, or null when there is no key. What a person wrote there counts as epoch 0. */
    static Owner of(Map<String, String> members) {
        if (members.isEmpty()) {
            return null;
        }
        return new Owner(
                members.getOrDefault("engine", "unknown"),
                number(members.get("epoch")),
                members.getOrDefault(Fence.TOKEN, ""),
                members.getOrDefault("place", ""),
                members.getOrDefault("host", "unknown"),
                number(members.get("pid")),
                members.getOrDefault("data_dir", "unknown"),
                members.getOrDefault("since", "unknown"),
                members.getOrDefault(DEFAULTS, "{}"));
    }

    private static long number(String digits) {
        return digits != null && digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
    }

    /** For people: which node this is and where. */
    public String text() {
        return "engine " + engine + " (epoch " + epoch + ", process " + pid + " on " + host + ", data folder " + dataDir
                + ", since " + since + ")";
    }
}
