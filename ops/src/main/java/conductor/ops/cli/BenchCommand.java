package conductor.ops.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code conductor bench ...}: hands everything after its name to the benchmark module, if that is on the class path. Looked up
 * by name because nothing may depend on the benchmarks.
 */
@Command(
        name = "bench",
        description = "Measures: floors, throughput, latency. Needs the bench module on the class path.")
final class BenchCommand implements Callable<Integer> {
    private static final String MAIN_CLASS = "conductor.bench.BenchMain";

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "ARGS", description = "What to measure; `conductor bench help` lists it.")
    private List<String> arguments = new ArrayList<>();

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<String> all = spec.root().commandLine().getParseResult().originalArgs();
        List<String> own = all.subList(all.indexOf(spec.name()) + 1, all.size());
        try {
            Class.forName(MAIN_CLASS).getMethod("main", String[].class).invoke(null, (Object)
                    own.toArray(new String[0]));
            return ExitCode.OK;
        } catch (ClassNotFoundException e) {
            throw new CommandFailure(
                    ExitCode.FAILURE,
                    "The benchmarks are not on the class path. Run `./conductor bench` from a source checkout, which builds "
                            + "the module `bench`, or add its jar to the class path.");
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
