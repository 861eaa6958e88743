package conductor.bench.kill;

import java.lang.management.ManagementFactory;
import java.util.List;

/** What this process was told that a node must be told as well: access to private parts of the class library, and no phoning home. */
public final class JvmFlags {
    /** The tests give the flag to older ones, too, which are told to pass over what they do not know. */
    private static final boolean KNOWS_UNSAFE_ACCESS = Runtime.version().feature() >= 25;

    private JvmFlags() {}

    /** The flags, as this process has them. */
    public static List<String> ofThisProcess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-")
                        || flag.startsWith("--enable-native-access")
                        || (flag.startsWith("--sun-misc-unsafe-memory-access") && KNOWS_UNSAFE_ACCESS)
                        || flag.startsWith("-Dchronicle.")
                        || flag.startsWith("-Dfile.encoding"))
                .toList();
    }
}
