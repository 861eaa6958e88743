package conductor.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs whose initdb begins a data folder and does not get any further, however late somebody comes to break it off. */
final class EndlessInitdb {
    private static final String SCRIPT = """
            #!/bin/sh
            for word; do
                case $word in --pgdata=*) mkdir -p "${word#--pgdata=}/base" ;; esac
            done
            sleep 3600
            """;

    private EndlessInitdb() {}

    /** Unpacks programs to this folder, which then serves as their cache. */
    static Path in(Path cache) throws IOException {
        PostgresBinary.unpacked(cache, cache.resolveSibling("otherwise"));
        try (Stream<Path> files = Files.find(cache, 3, (file, is) -> file.endsWith("bin/initdb"))) {
            Path initdb = files.findFirst().orElseThrow();
            // Of another length it would be unpacked again.
            Files.writeString(initdb, SCRIPT + "\n".repeat((int) Files.size(initdb) - SCRIPT.length()));
        }
        return cache;
    }
}
