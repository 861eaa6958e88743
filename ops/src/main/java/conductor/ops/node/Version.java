package conductor.ops.node;

import conductor.engine.codec.SignalRecordDecoder;
import conductor.engine.core.EngineConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** What is running: the product's version and the versions of what it reads and writes. */
public final class Version {
    private static final Properties BUILD = load();
    private static final String TEXT = BUILD.getProperty("version");

    private Version() {}

    /** The product's version, for example {@code 0.1.0}. */
    public static String text() {
        return TEXT;
    }

    /** Abbreviated hash of the commit that was built, or {@code unknown}. */
    public static String commit() {
        return BUILD.getProperty("commit");
    }

    /** Members of {@code version -o json} and {@code GET /version}. */
    public static Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("version", TEXT);
        map.put("commit", commit());
        map.put("logic_version", EngineConfig.LOGIC_VERSION);
        map.put("record_schema", SignalRecordDecoder.SCHEMA_VERSION);
        map.put("java", Runtime.version().toString());
        map.put("java_vendor", System.getProperty("java.vendor"));
        map.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return map;
    }

    private static Properties load() {
        try (InputStream in = Version.class.getResourceAsStream("/conductor/ops/version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
