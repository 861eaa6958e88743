package conductor.engine.zone;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import conductor.engine.support.Stage;
import conductor.engine.support.StateBytes;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneTableTest {
    private final ZoneTable zones = new ZoneTable(3);

    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/London", "America/St_Johns", "Asia/Kathmandu", "UTC", "Africa/Casablanca", "Pacific/Apia"
            })
    void localTimeIsThatOfTheRulesOfTheZone(String name) {
        assertThat(zones.apply(Zones.zone(name))).isTrue();
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long epochMs = random.nextLong(Instant.parse("2099-12-31T00:00:00Z").toEpochMilli());
            long offsetMs =
                    zone.getRules().getOffset(Instant.ofEpochMilli(epochMs)).getTotalSeconds() * 1_000L;
            assertThat(zones.localMs(Stage.key(name), epochMs)).isEqualTo(epochMs + offsetMs);
        }
    }

    @Test
    void offsetsThatDoNotRiseOrAreCutOffAreRefused() {
        Signal good = Zones.zone("Europe/London");
        assertThat(ZoneTable.isValid(good)).isTrue();
        for (int length = 0; length < good.payloadLength; length++) {
            Signal cut = Zones.zone("Europe/London");
            cut.payloadLength = length;
            assertThat(ZoneTable.isValid(cut)).as("cut to %d bytes", length).isFalse();
        }
        Signal twice = Zones.zone("Europe/London");
        int last = twice.payloadLength - Long.BYTES;
        twice.payload.putLong(last, twice.payload.getLong(last - Long.BYTES));
        assertThat(ZoneTable.isValid(twice)).isFalse();
    }

    @Test
    void aFullTableTakesNoFurtherZoneButNewOffsetsOfAKnownOne() {
        assertThat(zones.apply(Zones.zone("Europe/London"))).isTrue();
        assertThat(zones.apply(Zones.zone("Europe/Paris"))).isTrue();
        assertThat(zones.apply(Zones.zone("UTC"))).isTrue();
        assertThat(zones.apply(Zones.zone("Asia/Tokyo"))).isFalse();
        assertThat(zones.apply(Zones.zone("Europe/London"))).isTrue();
        assertThat(zones.hash()).isEqualTo(zones.recomputeHash());

        StateBytes state = new StateBytes();
        state.beginSection(1, 1);
        zones.write(state);
        state.endSection();
        ZoneTable restored = new ZoneTable(3);
        conductor.engine.core.StateReader reader = state.reader();
        reader.beginSection(1, 1);
        restored.read(reader);
        assertThat(restored.hash()).isEqualTo(zones.hash());
    }
}
