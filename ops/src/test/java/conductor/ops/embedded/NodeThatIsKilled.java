package conductor.ops.embedded;

import java.nio.file.Path;

/** Stands for a node: starts the embedded server of a folder, says so, and lives until it is killed. */
final class NodeThatIsKilled {
    private NodeThatIsKilled() {}

    /** @param args {@code redis} or {@code postgres}, the folder, and for PostgreSQL the folder of its programs. */
    public static void main(String[] args) throws Exception {
        long pid = args[0].equals("redis")
                ? EmbeddedRedis.start(Path.of(args[1])).pid()
                : EmbeddedPostgres.start(Path.of(args[1]), Path.of(args[2])).pid();
        System.out.println("READY " + pid);
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
