package conductor.bench.kill;

import java.lang.management.ManagementFactory;
import java.util.List;

/** What this process was told that a node must be told as well: access to private parts of the class library, and no phoning home. */
public final class JvmFlags {
    private JvmFlags() {}

    /** The flags. */
    public static List<String> ofThisProcess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-")
                        || flag.startsWith("--enable-native-access")
                        || flag.startsWith("-Dchronicle.")
                        || flag.startsWith("-Dfile.encoding"))
                .toList();
    }
}
