package conductor.bench;

import conductor.gateway.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor bench startup}: from the first instruction of a node's process until it reads. */
@Command(
        name = "startup",
        mixinStandardHelpOptions = true,
        description = {
            "How long a node takes from the start of its process until it reads, and where the time goes; with classes from jars, from"
                    + " the JDK's archive, from the archive that the launcher uses, and from the ahead-of-time cache of JDK 25.",
            "cold: a new data folder and servers that know nothing; warm: the next start on it. The system's cache of files is left"
                    + " as it is."
        })
final class StartupCommand implements Callable<Integer> {
    /** Whose servers. */
    enum Servers {
        /** Redis and PostgreSQL run before the node starts. */
        EXTERNAL,
        /** The node starts its own. */
        EMBEDDED
    }

    @Option(
            names = "--runs",
            defaultValue = "3",
            description = "Cold and warm starts each (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--variants",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES} (default: all that this JDK has).")
    private List<StartVariant> variants = List.of();

    @Option(
            names = "--servers",
            split = ",",
            defaultValue = "external,embedded",
            description =
                    "external: all variants beside servers that run; embedded: the last of app_cds and jdk_cds that there is,"
                            + " with the node's own servers (default: ${DEFAULT-VALUE}).")
    private List<Servers> servers;

    @Option(names = "--without-database", description = "The node does without a PostgreSQL.")
    private boolean withoutDatabase;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (runs < 1) {
            throw new ParameterException(spec.commandLine(), "--runs is more than 0");
        }
        List<StartVariant> chosen = variants.isEmpty() ? List.of(StartVariant.values()) : variants;
        List<StartVariant> available =
                chosen.stream().filter(StartVariant::available).toList();
        double load = Machine.load();
        Path folder = Files.createTempDirectory("conductor-bench");
        List<Map<String, Object>> kinds = new ArrayList<>();
        try {
            StartupRun run =
                    new StartupRun(folder, runs, !withoutDatabase, line -> System.err.println("startup: " + line));
            if (servers.contains(Servers.EXTERNAL)) {
                run.besideServers(available)
                        .forEach((variant, starts) -> kinds.add(map(variant, Servers.EXTERNAL, starts)));
            }
            if (servers.contains(Servers.EMBEDDED)) {
                StartVariant shipped = StartVariant.APP_CDS.available() ? StartVariant.APP_CDS : StartVariant.JDK_CDS;
                kinds.add(map(shipped, Servers.EMBEDDED, run.withOwnServers(shipped)));
            }
        } finally {
            Folders.delete(folder);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bench", "startup");
        map.put("runs", runs);
        Machine.describe(map, load);
        map.put(
                "not_available",
                chosen.stream()
                        .filter(variant -> !variant.available())
                        .map(StartupCommand::lower)
                        .toList());
        map.put("starts", kinds);
        System.out.println(output.json() ? Json.write(map) : table(kinds, load));
        return 0;
    }

    private static Map<String, Object> map(StartVariant variant, Servers of, StartupRun.Starts starts) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("variant", lower(variant));
        map.put("servers", lower(of));
        put(map, "cold_", starts.cold());
        put(map, "warm_", starts.warm());
        return map;
    }

    private static void put(Map<String, Object> map, String prefix, List<StartupRun.Start> starts) {
        StartupRun.Start best = StartupRun.Starts.best(starts);
        map.put(prefix + "ms", best.ready().ms());
        map.put(prefix + "median_ms", StartupRun.Starts.medianMs(starts));
        map.put(prefix + "cpu_ms", best.ready().cpuMs());
        map.put(prefix + "parts_ms", best.ready().parts());
        map.put(prefix + "class_load_ms", best.classes().loadMs());
        map.put(prefix + "classes", best.classes().classes());
        map.put(prefix + "classes_archived", best.classes().archived());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String table(List<Map<String, Object>> kinds, double load) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-10s %-9s %-5s %8s %8s %8s %11s %9s %9s  %s",
                "variant",
                "servers",
                "",
                "best ms",
                "median",
                "CPU ms",
                "classes ms",
                "classes",
                "archived",
                "parts of the best, ms"));
        for (Map<String, Object> kind : kinds) {
            for (String prefix : List.of("cold_", "warm_")) {
                text.append(String.format(
                        Locale.ROOT,
                        "%n%-10s %-9s %-5s %8s %8s %8s %11s %9s %9s  %s",
                        kind.get("variant"),
                        kind.get("servers"),
                        prefix.replace("_", ""),
                        kind.get(prefix + "ms"),
                        kind.get(prefix + "median_ms"),
                        kind.get(prefix + "cpu_ms"),
                        kind.get(prefix + "class_load_ms"),
                        kind.get(prefix + "classes"),
                        kind.get(prefix + "classes_archived"),
                        kind.get(prefix + "parts_ms")));
            }
        }
        return text.append(String.format(Locale.ROOT, "%n%s", Machine.line(load)))
                .toString();
    }
}
