package conductor.bench.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which module may know which, and who may know a library, as rules over the byte code of the whole product. A rule has the
 * name of the class that breaks it in the test packages named {@code planted}.
 */
final class ModuleRules {
    private ModuleRules() {}

    static Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new TreeMap<>();
        rules.put(
                "conductor.engine.planted.EngineSeesJournal",
                from("conductor.engine..").to("conductor.journal..", "conductor.gateway..", "conductor.ops.."));
        rules.put(
                "conductor.journal.planted.JournalSeesGateway",
                from("conductor.journal..").to("conductor.gateway..", "conductor.ops.."));
        rules.put(
                "conductor.gateway.planted.GatewaySeesOps",
                from("conductor.gateway..").to("conductor.ops.."));
        rules.put(
                "conductor.ops.planted.OpsSeesBench",
                from("conductor.engine..", "conductor.journal..", "conductor.gateway..", "conductor.ops..")
                        .to("conductor.bench.."));
        rules.put(
                "conductor.ops.planted.OpsSpeaksToRedis",
                only(
                                "conductor.gateway.redis..",
                                "conductor.gateway.publish..",
                                "conductor.gateway.owner..",
                                "conductor.gateway.edge..",
                                "conductor.ops.feed..",
                                "conductor.ops.simulate..",
                                "conductor.ops.embedded..")
                        .use("io.lettuce.."));
        rules.put(
                "conductor.gateway.planted.GatewayServes",
                only("conductor.ops.http..", "conductor.gateway.http..").use("io.vertx.."));
        rules.put(
                "conductor.gateway.planted.GatewayMapsFiles",
                only("conductor.journal..").use("net.openhft.."));
        rules.put(
                "conductor.ops.planted.OpsSendsMail",
                only("conductor.gateway.mail..").use("jakarta.mail..", "org.eclipse.angus.."));
        rules.put("conductor.ops.planted.OpsSerializes", noJavaSerialization());
        rules.put("conductor.journal.planted.JournalReadsByMethod", noMethodReaders());
        return rules;
    }

    private static ArchRule noJavaSerialization() {
        return noClasses()
                .that(resideInAPackage("conductor.."))
                .should()
                .dependOnClassesThat(describe(
                        "of Java serialization",
                        used -> used.getPackageName().equals("java.io")
                                && used.getSimpleName().matches("Object(In|Out)put.*|Externalizable")));
    }

    /** Chronicle's method readers make classes by name and allocate; records are plain bytes. */
    private static ArchRule noMethodReaders() {
        return noClasses()
                .that(resideInAPackage("conductor.."))
                .should()
                .accessTargetWhere(describe(
                        "Chronicle's method readers and writers",
                        (JavaAccess<?> used) ->
                                used.getTargetOwner().getPackageName().startsWith("net.openhft")
                                        && used.getName().matches("method(Reader|Writer).*")));
    }

    private static From from(String... packages) {
        return targets -> noClasses()
                .that(resideInAnyPackage(packages))
                .should()
                .dependOnClassesThat(resideInAnyPackage(targets));
    }

    /** The bench, which measures libraries by themselves, is free. */
    private static Only only(String... packages) {
        return libraries -> noClasses()
                .that(resideInAPackage("conductor..")
                        .and(not(resideInAPackage("conductor.bench..")))
                        .and(not(resideInAnyPackage(packages))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries));
    }

    private interface From {
        ArchRule to(String... targets);
    }

    private interface Only {
        ArchRule use(String... libraries);
    }
}
