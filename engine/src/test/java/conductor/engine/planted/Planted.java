package conductor.engine.planted;

import com.lmax.disruptor.RingBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.DecimalFormat;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/** What the engine must never do, one class a rule, so that a rule that has gone blind is noticed. */
final class Planted {
    private Planted() {}

    static final class ReadsTheClock {
        final long now = System.nanoTime();
    }

    static final class UsesDates {
        Instant at;
    }

    static final class UsesOldDates {
        Date at;
    }

    static final class StartsThreads {
        final String name = Thread.currentThread().getName();
    }

    static final class Locks {
        final Object lock = new ReentrantLock();
    }

    static final class Waits {
        void wake() {
            notifyAll();
        }
    }

    static final class Synchronizes {
        synchronized void enter() {}
    }

    static final class SharesThroughAgrona {
        ManyToOneConcurrentArrayQueue<String> queue;
    }

    static final class DrawsLots {
        final int lot = new SecureRandom().nextInt();
    }

    static final class DrawsLotsByMath {
        final double lot = Math.random();
    }

    static final class ReadsFiles {
        Path path;
    }

    static final class OpensSockets {
        java.net.Socket socket;
    }

    static final class StartsProcesses {
        ProcessBuilder process;
    }

    static final class Logs {
        java.util.logging.Logger log;
    }

    static final class Prints {
        void print() {
            System.out.println();
        }
    }

    static final class RoundsByPlatform {
        final double grown = Math.exp(1);
    }

    static final class TurnsByPlatform {
        final double turned = Math.cos(1);
    }

    static final class BendsByPlatform {
        final double bent = Math.tanh(1);
    }

    static final class IteratesOverHashes {
        final Map<String, String> map = new HashMap<>();
    }

    static final class IteratesOverSaltedSets {
        final Set<String> set = Set.of("a", "b");
    }

    static final class IteratesOverSaltedMaps {
        final Map<String, String> map = Map.of("a", "b");
    }

    static final class Formats {
        final String text = String.format("%d", 1);
    }

    static final class ChangesCase {
        String lower(String text) {
            return text.toLowerCase();
        }
    }

    static final class KnowsLocales {
        Locale locale;
    }

    static final class FormatsText {
        DecimalFormat format;
    }

    static final class Reflects {
        final Object array = Array.newInstance(Object.class, 1);
    }

    static final class TakesHandles {
        final Object lookup = MethodHandles.lookup();
    }

    static final class LoadsByName {
        Class<?> load(String name) throws ClassNotFoundException {
            return Class.forName(name);
        }
    }

    static final class LooksForServices {
        ServiceLoader<String> services;
    }

    static final class AsksTheSurroundings {
        final String home = System.getProperty("user.home");
    }

    static final class AsksForIdentity {
        final int identity = System.identityHashCode(this);
    }

    static final class UsesAnotherLibrary {
        RingBuffer<String> ring;
    }
}
