package conductor.bench;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Ways in which a virtual machine may come to its classes. */
enum StartVariant {
    /** Every class is read from its jar and checked. */
    NO_CDS {
        @Override
        List<String> flags(Path archive) {
            return List.of("-Xshare:off");
        }
    },
    /** The JDK's own classes come from the archive that it brings. */
    JDK_CDS {
        @Override
        List<String> flags(Path archive) {
            return List.of("-Xshare:auto");
        }
    },
    /** All classes come from an archive that an earlier stop has written; what the launcher asks for. */
    APP_CDS {
        @Override
        List<String> flags(Path archive) {
            return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive, CDS_QUIET, AOT_QUIET);
        }
    },
    /** Classes come linked, and with the profiles of an earlier run, from the ahead-of-time cache of JDK 25. */
    AOT_CACHE {
        @Override
        List<String> flags(Path archive) {
            return List.of("-XX:AOTCache=" + archive, CDS_QUIET, AOT_QUIET);
        }

        @Override
        List<String> trainingFlags(Path archive) {
            return List.of("-XX:AOTCacheOutput=" + archive, CDS_QUIET, AOT_QUIET);
        }
    };

    private static final int ARCHIVES_SINCE = 25;
    private static final String CDS_QUIET = "-Xlog:cds=off";
    private static final String AOT_QUIET = "-Xlog:aot=off";

    abstract List<String> flags(Path archive);

    /** Flags of the run that leaves the archive when it stops. */
    List<String> trainingFlags(Path archive) {
        return flags(archive);
    }

    boolean needsArchive() {
        return this == APP_CDS || this == AOT_CACHE;
    }

    /** Whether this JDK knows it, and the classes are where it can take them from: in jars. */
    boolean available() {
        boolean jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .allMatch(entry -> entry.endsWith(".jar"));
        return !needsArchive() || (jars && Runtime.version().feature() >= ARCHIVES_SINCE);
    }
}
