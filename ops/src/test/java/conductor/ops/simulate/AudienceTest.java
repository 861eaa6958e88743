package conductor.ops.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.simulate.Act.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The made-up audience keeps to its script, to what it is told of interventions, and to its seed. */
class AudienceTest {
    private static final DayScript SCRIPT = ScriptReader.shipped();
    private static final String HALL = "ses_hall";

    @Test
    void theSameSeedGivesTheSameActsAndAnotherSeedOthers() {
        List<Act> acts = play(1, 600);

        assertThat(play(1, 600)).isEqualTo(acts);
        assertThat(play(2, 600)).isNotEqualTo(acts);
    }

    @Test
    void actsOfASecondLieInItAndInTheOrderOfTime() {
        Audience audience = new Audience(SCRIPT, 1_000, 3);
        for (int s = SCRIPT.fromS(); s < SCRIPT.fromS() + 600; s++) {
            List<Act> acts = audience.second(s);
            int endMs = s * 1_000;
            assertThat(acts).isSortedAccordingTo(Act.ORDER);
            assertThat(acts).allSatisfy(act -> assertThat(act.dayMs()).isBetween(endMs - 999, endMs));
        }
    }

    @Test
    void theHostOpensEachRoomAtAWholeSecondSoThatItIsEvaluatedAtWholeSeconds() {
        List<Act> first = new Audience(SCRIPT, 1_000, 3).second(SCRIPT.fromS());

        assertThat(first).extracting(Act::kind).containsOnly(Kind.JOIN);
        assertThat(first).extracting(Act::session).containsExactlyInAnyOrder(HALL, "ses_workshop");
        assertThat(first).extracting(Act::dayMs).containsOnly(SCRIPT.fromS() * 1_000);
    }

    @Test
    void nobodyComesTwiceOrGoesOrActsWithoutHavingCome() {
        Set<String> there = new HashSet<>();
        for (Act act : play(4, 3_600)) {
            String who = act.session() + " " + act.user();
            switch (act.kind()) {
                case JOIN -> assertThat(there.add(who)).as("%s", act).isTrue();
                case LEAVE -> assertThat(there.remove(who)).as("%s", act).isTrue();
                case CHAT, REACTION -> assertThat(there).as("%s", act).contains(who);
                default -> {
                    // Votes may come from somebody who has left meanwhile.
                }
            }
        }
        assertThat(there).hasSizeGreaterThan(900);
    }

    @Test
    void reactionsComeAsOftenAsThePhaseSaysOnAverage() {
        Audience audience = new Audience(SCRIPT, 1_000, 5);
        int reactions = 0;
        double people = 0;
        for (int s = SCRIPT.fromS(); s < SCRIPT.fromS() + 3_000; s++) {
            List<Act> acts = audience.second(s);
            if (s >= SCRIPT.fromS() + 1_800) {
                people += audience.rooms().get(HALL).there() / 1_200.0;
                reactions += (int) acts.stream()
                        .filter(act -> act.session().equals(HALL) && act.kind() == Kind.REACTION)
                        .count();
            }
        }
        // 0.7 a person and minute for 20 minutes: about 11,000, so a tenth is ten standard deviations.
        assertThat(reactions / (people * 20)).isBetween(0.63, 0.77);
    }

    @Test
    void aPollThatIsCarriedOutIsVotedOnByTheShareThatTheScriptStatesOnceEach() {
        Audience audience = new Audience(SCRIPT, 1_000, 6);
        int s = SCRIPT.fromS();
        while (s < SCRIPT.fromS() + 1_000) {
            audience.second(s++);
        }
        int there = audience.rooms().get(HALL).there();
        audience.respond(HALL, SCRIPT.effects().get("poll"), "cmp_agent_1", 4, s);
        List<String> voters = new ArrayList<>();
        Set<String> options = new HashSet<>();
        for (int end = s + 300; s < end; s++) {
            audience.second(s).stream()
                    .filter(act -> "cmp_agent_1".equals(act.poll()))
                    .forEach(act -> {
                        voters.add(act.user());
                        options.add(act.option());
                    });
        }

        assertThat(voters).doesNotHaveDuplicates();
        assertThat(voters.size() / (double) there).isBetween(0.5, 0.7);
        assertThat(options).hasSize(4);
    }

    @Test
    void aPollOfASpeakerEndsWithItsCloseAndNoVoteComesAfterIt() {
        List<Act> ofPoll = play(7, 1_800).stream()
                .filter(act -> act.poll() != null && act.session().equals(HALL))
                .toList();

        assertThat(ofPoll).filteredOn(act -> act.kind() == Kind.VOTE).hasSizeGreaterThan(300);
        assertThat(ofPoll).filteredOn(act -> act.kind() == Kind.POLL_CLOSED).hasSize(1);
        assertThat(ofPoll.get(ofPoll.size() - 1).kind()).isEqualTo(Kind.POLL_CLOSED);
    }

    @Test
    void theScriptNamesAnEffectForEveryTypeOfInterventionAndOnlyRoomsThatThereAre() {
        assertThat(SCRIPT.effects()).containsOnlyKeys("poll", "broadcast", "notification", "gamification");
        Set<String> rooms = Set.of(HALL, "ses_workshop");
        assertThat(SCRIPT.rooms()).extracting(DayScript.RoomPlan::session).allMatch(rooms::contains);
        assertThat(SCRIPT.polls()).extracting(DayScript.HostPoll::session).allMatch(rooms::contains);
        assertThat(SCRIPT.expected()).extracting(DayScript.Expectation::session).allMatch(rooms::contains);
        assertThat(SCRIPT.fromS() % 5).isZero();
        assertThat(SCRIPT.rooms())
                .allSatisfy(room -> assertThat(room.phases().get(0).atS()).isEqualTo(SCRIPT.fromS()));
        assertThat(SCRIPT.errorAt(SCRIPT.fromS())).isNull();
    }

    @Test
    void nobodyRespondsInASessionThatIsNoneOfTheDay() {
        Audience audience = new Audience(SCRIPT, 100, 8);
        audience.respond("ses_elsewhere", SCRIPT.effects().get("poll"), "cmp_x", 2, SCRIPT.fromS());

        assertThat(audience.second(SCRIPT.fromS() + 1)).noneMatch(act -> "cmp_x".equals(act.poll()));
    }

    private static List<Act> play(long seed, int seconds) {
        Audience audience = new Audience(SCRIPT, 1_000, seed);
        List<Act> acts = new ArrayList<>();
        for (int s = SCRIPT.fromS(); s < SCRIPT.fromS() + seconds; s++) {
            acts.addAll(audience.second(s));
        }
        return acts;
    }
}
