package conductor.bench.peers;

import java.nio.file.Path;
import java.util.List;

/** The engines that can be compared. */
final class PeerEngines {
    static final String CONDUCTOR = "conductor";
    static final String CONDUCTOR_JOURNAL = "conductor-journal";
    static final String PLAIN = "plain";
    static final String FLINK = "flink";
    static final String JET = "jet";

    static final List<String> ALL = List.of(CONDUCTOR, CONDUCTOR_JOURNAL, PLAIN, FLINK, JET);

    private PeerEngines() {}

    /** Whether an engine is a library that is not part of the product, see {@link PeerBuild}. */
    static boolean isForeign(String name) {
        return name.equals(FLINK) || name.equals(JET);
    }

    /**
     * A new engine.
     *
     * @param folder an empty folder for it.
     */
    static PeerEngine create(String name, Path folder) throws ReflectiveOperationException {
        return switch (name) {
            case CONDUCTOR -> new ConductorPeer(null);
            case CONDUCTOR_JOURNAL -> new ConductorPeer(folder);
            case PLAIN -> new PlainPeer();
            case FLINK -> foreign("conductor.bench.peers.flink.FlinkPeer");
            case JET -> foreign("conductor.bench.peers.jet.JetPeer");
            default -> throw new IllegalArgumentException("unknown engine " + name);
        };
    }

    /** Looked up by name: the module that has it is not on the class path of the bench. */
    private static PeerEngine foreign(String className) throws ReflectiveOperationException {
        return (PeerEngine) Class.forName(className).getConstructor().newInstance();
    }
}
