package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Dead letters that several people look after at once. */
@Tag("one-jdk")
@OnEveryRedis
class DeadLetterStoreTest {
    private static final String CHATS = SourceId.stream(SourceId.CHAT);
    private static final int LETTERS = 200;

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path folder;

    private RedisNode redis;

    @BeforeEach
    void startRedis() throws Exception {
        redis = new RedisNode(kind, folder);
    }

    @AfterEach
    void stopRedis() throws Exception {
        redis.close();
    }

    @Test
    void anEntryIsPutBackOnceHoweverOftenItIsAskedFor() throws Exception {
        String entry = redis.commands().xadd(CHATS, "data", "[]");
        String letter = letter();
        try (DeadLetterStore store = DeadLetterStore.open(redis.uri())) {
            assertThat(store.putBack(letter, CHATS, entry)).isPresent();
            assertThat(store.putBack(letter, CHATS, entry)).isEmpty();
        }
        assertThat(redis.commands().xlen(CHATS)).isEqualTo(2);
        assertThat(redis.commands().xlen(SourceChores.DEAD_LETTER_STREAM)).isZero();
    }

    @Test
    void allLettersComeOnceAndOldestFirstThoughTheyAreRemovedAndFurtherOnesCome() throws Exception {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            written.add(letter());
        }
        List<String> seen = new ArrayList<>();
        try (DeadLetterStore store = DeadLetterStore.open(redis.uri())) {
            store.oldestFirst(letter -> {
                seen.add(letter.id());
                store.remove(letter.id());
                letter();
            });
        }
        assertThat(seen).isEqualTo(written);
        assertThat(redis.commands().xlen(SourceChores.DEAD_LETTER_STREAM)).isEqualTo(1_100);
    }

    @Test
    void twoPeopleWhoPutTheSameLettersBackAtOnceDoubleNoEntryWhileTheNodeWritesFurtherOnes() throws Exception {
        List<String[]> letters = new ArrayList<>();
        for (int i = 0; i < LETTERS; i++) {
            letters.add(new String[] {letter(), redis.commands().xadd(CHATS, "data", "[" + i + "]")});
        }
        ExecutorService people = Executors.newFixedThreadPool(3);
        try {
            Future<Integer> one = people.submit(putBackAll(letters));
            Future<Integer> other = people.submit(putBackAll(letters));
            Future<?> node = people.submit(() -> {
                while (!one.isDone() || !other.isDone()) {
                    letter();
                }
            });
            node.get();
            assertThat(one.get() + other.get()).isEqualTo(LETTERS);
        } finally {
            people.shutdownNow();
        }
        assertThat(redis.commands().xlen(CHATS)).isEqualTo(2 * LETTERS);
    }

    private Callable<Integer> putBackAll(List<String[]> letters) {
        return () -> {
            int done = 0;
            try (DeadLetterStore store = DeadLetterStore.open(redis.uri())) {
                for (String[] letter : letters) {
                    done += store.putBack(letter[0], CHATS, letter[1]).isPresent() ? 1 : 0;
                }
            }
            return done;
        };
    }

    private String letter() {
        return redis.commands().xadd(SourceChores.DEAD_LETTER_STREAM, Map.of("data", "{}"));
    }
}
