package conductor.ops.embedded;

import java.nio.file.Path;

/** Stands for a node: starts the embedded Redis of a folder, says so, and lives until it is killed. */
final class NodeThatIsKilled {
    private NodeThatIsKilled() {}

    public static void main(String[] args) throws Exception {
        EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]));
        System.out.println("READY " + redis.pid());
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
