package conductor.gateway;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/** The servers that tests run against: what a node brings with it, and what a platform may have. */
public enum RedisUnderTest {
    /** Redis 6.2, of the embedded-redis library. */
    EMBEDDED,
    /** The one that {@code CONDUCTOR_TEST_REDIS_SERVER} names, 7.0 or newer. */
    NAMED;

    private static final String VARIABLE = "CONDUCTOR_TEST_REDIS_SERVER";
    private static boolean said;

    /** The server's program, unpacked into {@code folder} where it has to be. */
    public File program(Path folder) throws IOException {
        return this == EMBEDDED
                ? ExecutableProvider.newJarResourceProvider(folder.toFile()).get()
                : new File(System.getenv(VARIABLE));
    }

    /** Whether it is there to be tested. Where it is not, that is said aloud, and is an error when {@code CONDUCTOR_CI} is 1. */
    synchronized boolean isThere() {
        String name = System.getenv(VARIABLE);
        if (this == EMBEDDED || name != null && Files.isExecutable(Path.of(name))) {
            return true;
        }
        String sentence = VARIABLE + (name == null ? " is not set" : "=" + name + " cannot be executed")
                + "; see ops/testbed/testbed";
        if ("1".equals(System.getenv("CONDUCTOR_CI"))) {
            throw new AssertionError(sentence);
        }
        if (!said) {
            said = true;
            System.out.println("### SKIPPED: every test against Redis 7, as " + sentence + " ###");
        }
        return false;
    }
}
