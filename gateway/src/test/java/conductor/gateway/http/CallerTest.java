package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what. */
class CallerTest {
    @ParameterizedTest
    @CsvSource({
        "'', NONE",
        "read, NONE VIEWER",
        "ingest, NONE INGEST",
        "operate, NONE VIEWER ORGANISER",
        "admin, NONE INGEST VIEWER ORGANISER ADMIN",
        "read ingest, NONE INGEST VIEWER",
        "* event:manage, NONE",
        "Admin READ, NONE",
    })
    void aMachineMayWhatItsScopesSay(String scopes, String allowed) {
        Caller machine = new Caller(Caller.Kind.MACHINE, "m", rights(scopes));
        assertThat(allowed(machine, null)).isEqualTo(allowed);
        assertThat(allowed(machine, "e1")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "'', NONE, NONE, NONE",
        "*, NONE VIEWER ORGANISER ADMIN, NONE VIEWER ORGANISER ADMIN, NONE VIEWER ORGANISER ADMIN",
        "event:view, NONE VIEWER, NONE VIEWER, NONE VIEWER",
        "event:manage, NONE VIEWER ORGANISER, NONE VIEWER ORGANISER, NONE VIEWER ORGANISER",
        "event:view:e1, NONE, NONE VIEWER, NONE",
        "event:manage:e1, NONE, NONE VIEWER ORGANISER, NONE",
        "event:view:e2 event:manage:e1, NONE, NONE VIEWER ORGANISER, NONE VIEWER",
        "admin ingest read operate, NONE, NONE, NONE",
        "event:view: event:manage:, NONE, NONE, NONE",
        "event:views event:manage:e, NONE, NONE, NONE",
        "event:view:null, NONE, NONE, NONE",
    })
    void aPersonMayWhatThePermissionsSayOfTheEvent(String permissions, String nowhere, String inE1, String inE2) {
        Caller person = new Caller(Caller.Kind.PERSON, "p", rights(permissions));
        assertThat(allowed(person, null)).isEqualTo(nowhere);
        assertThat(allowed(person, "e1")).isEqualTo(inE1);
        assertThat(allowed(person, "e2")).isEqualTo(inE2);
    }

    @Test
    void whoeverReachesAnOpenGatewayMayDoEverything() {
        assertThat(allowed(Caller.LOCAL, null)).isEqualTo("NONE INGEST VIEWER ORGANISER ADMIN");
        assertThat(allowed(Caller.LOCAL, "e1")).isEqualTo("NONE INGEST VIEWER ORGANISER ADMIN");
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "*, true",
        "event:view:e1, true",
        "event:manage:e1, true",
        "event:manage, true",
        "read, false"
    })
    void aPersonWithoutAnyEventSeesNoList(String permissions, boolean some) {
        assertThat(new Caller(Caller.Kind.PERSON, "p", rights(permissions)).maySeeSome())
                .isEqualTo(some);
    }

    @ParameterizedTest
    @CsvSource({"ingest, false", "read, true", "operate, true", "admin, true", "event:view, false"})
    void aMachineSeesListsWithTheScopeForThem(String scopes, boolean some) {
        assertThat(new Caller(Caller.Kind.MACHINE, "m", rights(scopes)).maySeeSome())
                .isEqualTo(some);
    }

    private static Set<String> rights(String words) {
        return words.isEmpty() ? Set.of() : Set.of(words.split(" "));
    }

    private static String allowed(Caller caller, String eventId) {
        return Arrays.stream(Access.values())
                .filter(access -> caller.may(access, eventId))
                .map(Access::name)
                .collect(Collectors.joining(" "));
    }
}
