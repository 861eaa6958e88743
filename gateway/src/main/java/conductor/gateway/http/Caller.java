package conductor.gateway.http;

import java.util.Set;

/**
 * Who asks.
 *
 * @param kind a person of the platform, a machine with a token of ours, or whoever reaches an open gateway on loopback.
 * @param id the person's {@code sub}, the token's id.
 * @param rights permissions of a person, scopes of a machine.
 */
public record Caller(Kind kind, String id, Set<String> rights) {
    /** The caller of an open gateway. */
    static final Caller LOCAL = new Caller(Kind.LOCAL, "local", Set.of());

    /** What a caller is. */
    public enum Kind {
        PERSON,
        MACHINE,
        LOCAL
    }

    /**
     * Whether a caller may use a route: people by the permissions in their token, machines by their scopes.
     *
     * @param eventId the event that it is about; null where there is none, or none is known: then an unscoped permission is needed.
     */
    public boolean may(Access access, String eventId) {
        return switch (kind) {
            case LOCAL -> true;
            case MACHINE -> machineMay(access);
            case PERSON -> personMay(access, eventId);
        };
    }

    private boolean machineMay(Access access) {
        return switch (access) {
            case NONE -> true;
            case INGEST -> rights.contains("ingest") || rights.contains("admin");
            case VIEWER -> rights.contains("read") || rights.contains("operate") || rights.contains("admin");
            case ORGANISER -> rights.contains("operate") || rights.contains("admin");
            case ADMIN -> rights.contains("admin");
        };
    }

    private boolean personMay(Access access, String eventId) {
        boolean organiser = rights.contains("*") || has("event:manage", eventId);
        return switch (access) {
            case NONE -> true;
            case VIEWER -> organiser || has("event:view", eventId);
            case ORGANISER -> organiser;
            case ADMIN -> rights.contains("*");
            case INGEST -> false;
        };
    }

    private boolean has(String permission, String eventId) {
        return rights.contains(permission) || eventId != null && rights.contains(permission + ":" + eventId);
    }

    /** Whether the caller may see some event, so that a list of all of them is worth its while. */
    boolean maySeeSome() {
        return may(Access.VIEWER, null)
                || kind == Kind.PERSON
                        && rights.stream()
                                .anyMatch(
                                        right -> right.startsWith("event:view:") || right.startsWith("event:manage:"));
    }
}
