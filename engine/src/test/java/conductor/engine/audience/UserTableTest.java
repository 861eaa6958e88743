package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UserTableTest {
    private static final int SESSIONS = 6;
    private static final int USERS = 40;
    private static final long START_SEC = 1_772_446_500;

    private final SessionTable sessions = new SessionTable(SESSIONS, new long[AudienceCounters.COUNT]);
    private final UserTable users = new UserTable(1_000, sessions);
    private final int[] slot = new int[SESSIONS];
    private long second = START_SEC;

    /** What a row should know. */
    private static final class Person {
        private int connections;
        private long action;
        private long leave;
        private long queued;
    }

    @Test
    void itKnowsWhatASimpleModelKnowsAndForgetsAMinuteLater() {
        for (int seed = 0; seed < 20; seed++) {
            new UserTableTest().followsAModel(new Random(seed));
        }
    }

    private void followsAModel(Random random) {
        Map<Long, Person> model = new HashMap<>();
        openAll();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(12) == 0) {
                second += random.nextInt(20);
                forget(model);
            }
            int session = random.nextInt(SESSIONS);
            long key = Hashing.pair(session + 1, random.nextInt(USERS));
            sessions.moveWindow(slot[session], second);
            doSomething(random.nextInt(3), slot[session], key, model);
            if (i % 100 == 0) {
                agree(model);
            }
        }
        agree(model);
    }

    private void doSomething(int what, int session, long key, Map<Long, Person> model) {
        Person person = model.get(key);
        int row = users.find(key);
        assertThat(row != RowTable.NONE).isEqualTo(person != null);
        if (what == 0) {
            row = users.ensure(session, key);
            Person acting = model.computeIfAbsent(key, k -> new Person());
            sessions.add(session, second, SessionTable.ACTIVE, users.act(session, row, second));
            acting.queued = acting.queued == 0 ? second : acting.queued;
            acting.action = second;
        } else if (what == 1) {
            Person joining = model.computeIfAbsent(key, k -> new Person());
            row = users.ensure(session, key);
            if (users.connect(session, row)) {
                users.withdrawLeave(session, row, second);
                joining.leave = 0;
            }
            joining.connections = Math.min(UserTable.MAX_CONNECTIONS, joining.connections + 1);
        } else if (person != null && person.connections > 0 && --person.connections >= 0) {
            if (users.disconnect(session, row)) {
                users.leave(session, row, second);
                person.leave = second;
                person.queued = person.queued == 0 ? second : person.queued;
            }
        }
    }

    /** Timers take everything out whose minute has passed; the model does so in no order. */
    private void forget(Map<Long, Person> model) {
        users.reclaim(second, Integer.MAX_VALUE);
        long start = second - SessionTable.WINDOW_SEC;
        model.values().stream().filter(p -> p.queued != 0 && p.queued <= start).forEach(p -> {
            p.action = p.action > start ? p.action : 0;
            p.leave = p.leave > start ? p.leave : 0;
            p.queued = p.action + p.leave == 0 ? 0 : second;
        });
        model.values().removeIf(p -> p.queued == 0 && p.connections == 0);
    }

    private void agree(Map<Long, Person> model) {
        assertThat(users.size()).isEqualTo(model.size());
        assertThat(users.hash()).isEqualTo(users.recomputeHash());
        model.forEach(
                (key, person) -> assertThat(users.connections(users.find(key))).isEqualTo(person.connections));
        for (int session = 0; session < SESSIONS; session++) {
            sessions.moveWindow(slot[session], second);
        }
        long active = model.values().stream()
                .filter(p -> p.action > second - SessionTable.WINDOW_SEC)
                .count();
        long leavers = model.values().stream()
                .filter(p -> p.leave > second - SessionTable.WINDOW_SEC)
                .count();
        assertThat(sum(SessionTable.ACTIVE)).isEqualTo(active);
        assertThat(sum(SessionTable.LEAVERS)).isEqualTo(leavers);
    }

    private long sum(int field) {
        long sum = 0;
        for (int session : slot) {
            sum += sessions.count(session, field);
        }
        return sum;
    }

    @Test
    void aSessionThatGoesTakesItsUsersAlongAsOftenAsItComesBack() {
        openAll();
        long others = Hashing.pair(99, 1);
        users.connect(slot[1], users.ensure(slot[1], others));
        long hash = users.hash();
        // More often than there are generations of a slot, with one user who is never found again and one who is.
        for (int round = 0; round < 600; round++) {
            long stays = Hashing.pair(7, 7);
            long goes = Hashing.pair(7, 1_000 + round);
            users.connect(slot[0], users.ensure(slot[0], stays));
            users.connect(slot[0], users.ensure(slot[0], goes));
            assertThat(users.size()).isEqualTo(3);
            assertThat(users.connections(users.find(stays))).isEqualTo(1);
            users.freeAll(slot[0]);
            assertThat(users.find(stays)).isEqualTo(RowTable.NONE);
            assertThat(users.find(goes)).isEqualTo(RowTable.NONE);
            assertThat(users.find(Hashing.pair(7, 1_000 + round / 2))).isEqualTo(RowTable.NONE);
            assertThat(users.size()).isEqualTo(1);
            assertThat(users.hash()).isEqualTo(hash).isEqualTo(users.recomputeHash());
        }
        assertThat(users.connections(users.find(others))).isEqualTo(1);
    }

    @Test
    void aSignalTakesTwoOutOfTheQueueAndTimersComeFiveSecondsLater() {
        openAll();
        for (int user = 0; user < 5; user++) {
            users.act(slot[0], users.ensure(slot[0], Hashing.pair(1, user)), second);
        }
        assertThat(users.nextDueMs()).isEqualTo((second + 65) * 1000);
        users.reclaim(second + 59, UserTable.RECLAIMED_BY_SIGNAL);
        assertThat(users.size()).isEqualTo(5);
        users.reclaim(second + 60, UserTable.RECLAIMED_BY_SIGNAL);
        assertThat(users.size()).isEqualTo(3);
        users.reclaim(second + 65, UserTable.RECLAIMED_BY_TIMER);
        assertThat(users.size()).isZero();
        assertThat(users.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(users.hash()).isZero();
    }

    @Test
    void howeverLongASilenceIsNobodyIsTakenForOneWhoActedJustNow() {
        openAll();
        // Stamps go round in 8,190 seconds.
        for (long later : new long[] {60, 4_095, 8_130, 8_189, 8_190, 8_191, 8_249, 16_380, 32_760}) {
            users.act(slot[0], users.ensure(slot[0], Hashing.pair(1, 1)), second);
            users.connect(slot[0], users.ensure(slot[0], Hashing.pair(1, 2)));
            users.disconnect(slot[0], users.find(Hashing.pair(1, 2)));
            users.leave(slot[0], users.find(Hashing.pair(1, 2)), second);
            assertThat(users.size()).isEqualTo(2);
            second += later;
            users.reclaim(second, UserTable.RECLAIMED_BY_SIGNAL);
            assertThat(users.size()).as("after %d s", later).isZero();
            assertThat(users.nextDueMs()).isEqualTo(Long.MAX_VALUE);
            assertThat(users.hash()).isZero().isEqualTo(users.recomputeHash());
            sessions.moveWindow(slot[0], second);
        }
    }

    @Test
    void aCountTooLargeForItsBucketIsCountedAsThatAndTheWindowStaysWhole() {
        long[] counters = new long[AudienceCounters.COUNT];
        SessionTable table = new SessionTable(1, counters);
        int session = table.allocate(5);
        table.moveWindow(session, second);
        for (int i = 0; i < Buckets.MAX + 3; i++) {
            table.addAction(session, second, SessionTable.CHAT, 1);
        }
        table.addAction(session, second, SessionTable.REACTIONS, 0);
        assertThat(table.count(session, SessionTable.CHAT)).isEqualTo(Buckets.MAX);
        assertThat(table.count(session, SessionTable.ACTIVE)).isEqualTo(Buckets.MAX);
        assertThat(table.count(session, SessionTable.REACTIONS)).isEqualTo(1);
        assertThat(counters[AudienceCounters.COUNTS_SATURATED]).isEqualTo(6);
        table.moveWindow(session, second + SessionTable.WINDOW_SEC);
        for (int field = SessionTable.CHAT; field <= SessionTable.ACTIVE; field++) {
            assertThat(table.count(session, field)).isZero();
        }
    }

    private void openAll() {
        for (int session = 0; session < SESSIONS; session++) {
            slot[session] = sessions.allocate(Hashing.pair(500, session));
            sessions.moveWindow(slot[session], second);
        }
    }
}
