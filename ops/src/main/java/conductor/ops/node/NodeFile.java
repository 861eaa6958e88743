package conductor.ops.node;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code node.json} in the data folder, by which every other command finds the running node. Written when the journal is the
 * node's, before it recovers, removed when it has stopped; after a crash it stays, so whoever reads it must ask the port too.
 *
 * @param pid process id.
 * @param httpHost address of health and status as another process on this machine reaches it.
 * @param httpPort its port.
 * @param redisUri the Redis in use; may hold a password, so only the owner may read the file.
 * @param database JDBC URL of the node's own PostgreSQL, or null where it has none or it is not up yet; holds a password.
 * @param startedAt RFC 3339 time.
 * @param engine engine id, 8 hex digits.
 */
public record NodeFile(
        long pid, String httpHost, int httpPort, String redisUri, String database, String startedAt, String engine) {
    private static final String NAME = "node.json";

    /**
     * The file of a data folder, or empty when there is none.
     *
     * @throws IOException when there is one that cannot be read, or there might be: {@link #unreadable} words it.
     */
    public static Optional<NodeFile> read(Path dataDir) throws IOException {
        String text;
        try {
            text = Files.readString(dataDir.resolve(NAME));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Map<String, Object> map = Json.read(text);
        if (map.get("pid") instanceof Number pid
                && map.get("http_port") instanceof Number port
                && map.get("http_host") instanceof String host
                && map.get("redis") instanceof String redis
                && map.get("started_at") instanceof String startedAt
                && map.get("engine") instanceof String engine) {
            String database = map.get("database") instanceof String url ? url : null;
            return Optional.of(
                    new NodeFile(pid.longValue(), host, port.intValue(), redis, database, startedAt, engine));
        }
        throw new IOException("it is not what a node writes");
    }

    /** The sentence for a node.json that cannot be read. */
    public static String unreadable(Path dataDir, IOException e) {
        String why = e instanceof FileSystemException ? e.getClass().getSimpleName() : e.getMessage();
        return "node.json in " + dataDir + " cannot be read (" + why
                + "), so it is not known whether a node runs there.";
    }

    /** Removes the file of a data folder. */
    public static void remove(Path dataDir) throws IOException {
        Files.deleteIfExists(dataDir.resolve(NAME));
    }

    /** The same node, with a PostgreSQL of its own. */
    public NodeFile withDatabase(String jdbcUrl) {
        return new NodeFile(pid, httpHost, httpPort, redisUri, jdbcUrl, startedAt, engine);
    }

    /** Where the node answers HTTP. */
    public String httpUrl() {
        return "http://" + (httpHost.contains(":") ? "[" + httpHost + "]" : httpHost) + ":" + httpPort;
    }

    /** Writes the file in one step: a reader sees the old one or the new one, never a half. */
    public void write(Path dataDir) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pid", pid);
        map.put("http_host", httpHost);
        map.put("http_port", httpPort);
        map.put("redis", redisUri);
        map.put("database", database);
        map.put("started_at", startedAt);
        map.put("engine", engine);
        Path temporary = dataDir.resolve(NAME + ".tmp");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, Json.write(map) + "\n");
        Files.move(temporary, dataDir.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }
}
