package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each stage may run on a thread of its own: no object that can change is reached from two of them. */
class StagesShareNothingTest {
    private static final List<String> STAGES = List.of("scoring", "detection", "decisioning");

    private final Engine engine = new Engine(EngineConfig.defaults(1), decision -> {});

    @Test
    void noObjectThatCanChangeIsReachedFromTwoStages() {
        for (int a = 0; a < STAGES.size(); a++) {
            Set<Object> reached = reachedFrom(STAGES.get(a));
            assertThat(reached).as(STAGES.get(a)).hasSizeGreaterThan(5);
            for (int b = a + 1; b < STAGES.size(); b++) {
                List<Object> shared = new ArrayList<>(reachedFrom(STAGES.get(b)));
                shared.removeIf(object -> !reached.contains(object));
                assertThat(shared).as(STAGES.get(a) + " and " + STAGES.get(b)).isEmpty();
            }
        }
    }

    @Test
    void aSharedObjectWouldBeFound() {
        assertThat(reachedFrom("decisioning")).contains(valueOf(engine, "names"), valueOf(engine, "out"));
        assertThat(reachedFrom("scoring")).doesNotContain(valueOf(engine, "names"));
    }

    private Set<Object> reachedFrom(String stage) {
        Set<Object> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(valueOf(engine, stage)));
        while (!open.isEmpty()) {
            Object object = open.pop();
            if (canChange(object) && reached.add(object)) {
                open.addAll(heldBy(object));
            }
        }
        return reached;
    }

    private static boolean canChange(Object object) {
        return !(object instanceof String
                || object instanceof Record
                || object instanceof Enum
                || object instanceof Class);
    }

    private static List<Object> heldBy(Object object) {
        List<Object> held = new ArrayList<>();
        if (object instanceof Object[] array) {
            for (Object element : array) {
                if (element != null) {
                    held.add(element);
                }
            }
        }
        for (Class<?> type = object.getClass(); isOurs(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !isConstant(field)) {
                    Object value = value(object, field);
                    if (value != null) {
                        held.add(value);
                    }
                }
            }
        }
        return held;
    }

    /** A static that is neither final nor of a type that cannot change would be shared by all: it is followed. */
    private static boolean isConstant(Field field) {
        return Modifier.isStatic(field.getModifiers())
                && Modifier.isFinal(field.getModifiers())
                && !field.getType().isArray();
    }

    private static boolean isOurs(Class<?> type) {
        return type != null && type.getName().startsWith("conductor.engine");
    }

    private static Object valueOf(Object object, String name) {
        try {
            return value(object, object.getClass().getDeclaredField(name));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(Object object, Field field) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
