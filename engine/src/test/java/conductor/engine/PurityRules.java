package conductor.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What keeps the engine a pure function of its journal, as rules over its byte code. Everything in the engine but the ring host
 * and the generated codecs is pure; the ring host may use threads, but no files, network, logs or chance. A rule has the
 * name of the class that breaks it in {@link conductor.engine.planted.Planted}.
 */
final class PurityRules {
    private static final DescribedPredicate<JavaClass> PURE = resideInAPackage("conductor.engine..")
            .and(not(resideInAnyPackage("conductor.engine.ring..", "conductor.engine.codec..")));
    private static final DescribedPredicate<JavaClass> RING = resideInAPackage("conductor.engine.ring..");

    private PurityRules() {}

    static Map<String, ArchRule> ofThePureEngine() {
        Map<String, ArchRule> rules = new TreeMap<>(ofTheRing(PURE));
        rules.putAll(ofTimeAndThreads());
        rules.putAll(ofOrderAndText());
        rules.put(
                "RoundsByPlatform",
                noAccess(Math.class, "exp", "expm1", "log", "log10", "log1p", "pow", "hypot", "cbrt"));
        rules.put("TurnsByPlatform", noAccess(Math.class, "sin", "cos", "tan", "asin", "acos", "atan", "atan2"));
        rules.put("BendsByPlatform", noAccess(Math.class, "sinh", "cosh", "tanh"));
        rules.put("Reflects", noUse(PURE, resideInAPackage("java.lang.reflect..")));
        rules.put("TakesHandles", noUse(PURE, named("java.lang.invoke.VarHandle", "java.lang.invoke.MethodHandles")));
        rules.put("LoadsByName", noAccess(Class.class, "forName", "getResourceAsStream", "getDeclaredMethods"));
        rules.put("LooksForServices", noUse(PURE, named("java.util.ServiceLoader", "java.util.ResourceBundle")));
        rules.put(
                "AsksTheSurroundings",
                noAccess(System.class, "getProperty", "getProperties", "getenv", "lineSeparator"));
        rules.put("AsksForIdentity", noAccess(System.class, "identityHashCode"));
        rules.put("UsesAnotherLibrary", noUse(PURE, describe("of another library", PurityRules::isOfAnotherLibrary)));
        return rules;
    }

    static Map<String, ArchRule> ofTheRing() {
        return ofTheRing(RING);
    }

    /** What the ring host is held to as well. */
    private static Map<String, ArchRule> ofTheRing(DescribedPredicate<JavaClass> where) {
        return Map.of(
                "DrawsLots",
                noUse(
                        where,
                        named(
                                        "java.util.Random",
                                        "java.util.SplittableRandom",
                                        "java.security.SecureRandom",
                                        "java.util.concurrent.ThreadLocalRandom",
                                        "java.util.UUID")
                                .or(resideInAPackage("java.util.random.."))),
                "DrawsLotsByMath",
                noAccess(where, Math.class, "random"),
                "ReadsFiles",
                noUse(where, resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..")),
                "OpensSockets",
                noUse(where, resideInAPackage("java.net..")),
                "StartsProcesses",
                noUse(where, named("java.lang.Process", "java.lang.ProcessBuilder")),
                "Logs",
                noUse(where, resideInAnyPackage("org.slf4j..", "java.util.logging..")),
                "Prints",
                noAccess(where, System.class, "out", "err", "getLogger"));
    }

    private static Map<String, ArchRule> ofTimeAndThreads() {
        return Map.of(
                "ReadsTheClock",
                noAccess(System.class, "currentTimeMillis", "nanoTime"),
                "UsesDates",
                noUse(PURE, resideInAPackage("java.time..")),
                "UsesOldDates",
                noUse(PURE, named("java.util.Date", "java.util.Calendar", "java.util.TimeZone")),
                "StartsThreads",
                noUse(PURE, named("java.lang.Thread", "java.lang.ThreadLocal", "java.lang.Runtime", "java.util.Timer")),
                "Locks",
                noUse(PURE, resideInAPackage("java.util.concurrent..")),
                "Waits",
                noAccess(Object.class, "wait", "notify", "notifyAll"),
                "Synchronizes",
                noMethods().that().areDeclaredInClassesThat(PURE).should().haveModifier(JavaModifier.SYNCHRONIZED),
                "SharesThroughAgrona",
                noUse(PURE, describe("of Agrona's concurrency, but buffers", PurityRules::isConcurrencyOfAgrona)));
    }

    private static Map<String, ArchRule> ofOrderAndText() {
        return Map.of(
                "IteratesOverHashes",
                noUse(
                        PURE,
                        named(
                                "java.util.HashMap",
                                "java.util.HashSet",
                                "java.util.Hashtable",
                                "java.util.IdentityHashMap",
                                "java.util.WeakHashMap")),
                "IteratesOverSaltedSets",
                noAccess(Set.class, "of", "copyOf"),
                "IteratesOverSaltedMaps",
                noAccess(Map.class, "of", "ofEntries", "copyOf"),
                "Formats",
                noAccess(String.class, "format", "formatted"),
                "ChangesCase",
                noAccess(String.class, "toLowerCase", "toUpperCase"),
                "KnowsLocales",
                noUse(PURE, named("java.util.Locale", "java.util.Formatter", "java.util.Scanner")),
                "FormatsText",
                noUse(PURE, resideInAPackage("java.text..")));
    }

    private static boolean isOfAnotherLibrary(JavaClass used) {
        String name = used.getBaseComponentType().getName();
        return !used.getBaseComponentType().isPrimitive()
                && !name.startsWith("java.")
                && !name.startsWith("org.agrona.")
                && !name.startsWith("conductor.engine.");
    }

    private static boolean isConcurrencyOfAgrona(JavaClass used) {
        return used.getPackageName().startsWith("org.agrona.concurrent")
                && !used.getSimpleName().endsWith("Buffer");
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return describe(
                "named " + String.join(", ", names), used -> Set.of(names).contains(used.getName()));
    }

    private static ArchRule noUse(DescribedPredicate<JavaClass> where, DescribedPredicate<? super JavaClass> what) {
        return noClasses().that(where).should().dependOnClassesThat(what);
    }

    private static ArchRule noAccess(Class<?> owner, String... members) {
        return noAccess(PURE, owner, members);
    }

    private static ArchRule noAccess(DescribedPredicate<JavaClass> where, Class<?> owner, String... members) {
        Set<String> names = Set.of(members);
        DescribedPredicate<JavaAccess<?>> access = describe(
                owner.getSimpleName() + "." + String.join("|", members),
                used -> used.getTargetOwner().isEquivalentTo(owner) && names.contains(used.getName()));
        return noClasses().that(where).should().accessTargetWhere(access);
    }
}
