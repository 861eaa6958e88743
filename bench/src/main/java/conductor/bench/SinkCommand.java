package conductor.bench;

import conductor.gateway.json.Json;
import conductor.ops.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conductor bench sink}: rows a second into PostgreSQL by the sink's binary COPY, beside batched INSERTs. */
@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        description = {
            "Rows a second into engagement_metrics by the sink's binary COPY, beside batched INSERTs that the driver rewrites"
                    + " (reWriteBatchedInserts), in turns against the same server.",
            "Measured on the table as it is and without its keys and indexes; the best round of each counts."
        })
final class SinkCommand implements Callable<Integer> {
    @Option(
            names = "--url",
            description =
                    "PostgreSQL in which a schema may be created and dropped (default: an embedded one, thrown away).")
    private String url;

    @Option(names = "--rows", defaultValue = "100000", description = "Rows a round (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--batch", defaultValue = "20000", description = "Rows a transaction (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds of each after one that does not count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() throws Exception {
        List<Map<String, Object>> runs = new ArrayList<>();
        if (url != null) {
            measure(url, runs);
        } else {
            Path folder = Files.createTempDirectory("conductor-bench");
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
                measure(postgres.jdbcUrl(), runs);
            } finally {
                Folders.delete(folder);
            }
        }
        System.out.println(output.json() ? json(runs) : table(runs));
        return 0;
    }

    private void measure(String server, List<Map<String, Object>> runs) throws SQLException {
        try (SinkBench bench = new SinkBench(server, rows, batch)) {
            System.err.println("measuring the table as it is ...");
            runs.add(measure(bench, "as migrated"));
            System.err.println("measuring without keys and indexes ...");
            bench.withoutKeys();
            runs.add(measure(bench, "without keys"));
        }
    }

    private Map<String, Object> measure(SinkBench bench, String table) throws SQLException {
        double copy = 0;
        double insert = 0;
        for (int round = -1; round < rounds; round++) {
            double copied = bench.copy();
            double inserted = bench.insert();
            if (round >= 0) {
                copy = Math.max(copy, copied);
                insert = Math.max(insert, inserted);
            }
        }
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("table", table);
        run.put("copy_rows_per_s", Math.round(copy));
        run.put("batched_insert_rows_per_s", Math.round(insert));
        run.put("ratio_to_batched_inserts", Math.round(copy / insert * 100) / 100.0);
        return run;
    }

    /** The whole object; the figures at its top are those of the table as it is. */
    private String json(List<Map<String, Object>> runs) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", "sink");
        for (String member : List.of("copy_rows_per_s", "batched_insert_rows_per_s", "ratio_to_batched_inserts")) {
            all.put(member, runs.get(0).get(member));
        }
        all.put("cores", Runtime.getRuntime().availableProcessors());
        all.put("java", System.getProperty("java.version"));
        all.put("rows_per_round", rows);
        all.put("rows_per_transaction", batch);
        all.put("rounds", rounds);
        all.put("runs", runs);
        return Json.write(all);
    }

    private static String table(List<Map<String, Object>> runs) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-14s %14s %14s %8s", "table", "copy rows/s", "insert rows/s", "ratio"));
        for (Map<String, Object> run : runs) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-14s %,14d %,14d %8.2f",
                    run.get("table"),
                    run.get("copy_rows_per_s"),
                    run.get("batched_insert_rows_per_s"),
                    run.get("ratio_to_batched_inserts")));
        }
        return text.toString();
    }
}
