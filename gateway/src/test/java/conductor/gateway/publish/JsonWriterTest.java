package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.journal.json.JsonWriter;
import conductor.journal.json.UtcTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private final JsonWriter json = new JsonWriter();

    @Test
    void millionthsAreWrittenWithAtLeastOneAndAtMostSixPlaces() {
        assertThat(ppm(314_918)).isEqualTo("0.314918");
        assertThat(ppm(630_000)).isEqualTo("0.63");
        assertThat(ppm(1_000_000)).isEqualTo("1.0");
        assertThat(ppm(0)).isEqualTo("0.0");
        assertThat(ppm(1)).isEqualTo("0.000001");
        assertThat(ppm(-309_538)).isEqualTo("-0.309538");
        assertThat(ppm(-50_000)).isEqualTo("-0.05");
        assertThat(ppm(10_000_000)).isEqualTo("10.0");
        assertThat(ppm(9_209_699)).isEqualTo("9.209699");
    }

    @Test
    void everyNumberOfMillionthsReadsBackAsItself() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long ppm = random.nextLong(-20_000_000, 20_000_000);
            assertThat(Math.round(Double.parseDouble(ppm(ppm)) * 1e6)).isEqualTo(ppm);
        }
    }

    @Test
    void wholeNumbersOfAnySizeAreWrittenExactly() {
        for (long value : new long[] {0, 7, 10, -1, 4_294_967_296L, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(member(json.clear().beginObject().number("n", value))).isEqualTo(value);
        }
        assertThat(text(json.clear().beginObject().whole("n", 3).endObject())).isEqualTo("{\"n\":3.0}");
    }

    @Test
    void textsComeBackAsTheyWere() {
        String nasty = "a\"b\\c\n\t\u0001 é € 😀 </script>";
        assertThat(member(json.clear().beginObject().text("n", nasty))).isEqualTo(nasty);
        assertThat(member(json.clear().beginObject().text("n", (String) null))).isNull();
        byte[] escaped = new JsonWriter().part(nasty).toBytes();
        assertThat(member(json.clear().beginObject().text("n", escaped))).isEqualTo(nasty);
    }

    @Test
    void aLoneHalfOfASurrogatePairIsReplacedSoThatTheBytesStayUtf8() {
        assertThat(member(json.clear().beginObject().text("n", "a\ud83d"))).isEqualTo("a?");
    }

    @Test
    void commasStandBetweenMembersAndElementsAndNowhereElse() {
        json.clear().beginObject().beginArray("a").element("x").element("y").endArray();
        json.beginObject("o").endObject().nullValue("z").beginArray("e").endArray();
        json.beginArray("l")
                .beginObject()
                .bool("t", true)
                .endObject()
                .beginObject()
                .endObject();
        json.endArray().endObject();
        assertThat(text(json)).isEqualTo("{\"a\":[\"x\",\"y\"],\"o\":{},\"z\":null,\"e\":[],\"l\":[{\"t\":true},{}]}");
    }

    @Test
    void figuresInSentencesAreRoundedHalfUpToTwoPlaces() {
        assertThat(rounded(320_462)).isEqualTo("0.32");
        assertThat(rounded(625_000)).isEqualTo("0.63");
        assertThat(rounded(-309_538)).isEqualTo("-0.31");
        assertThat(rounded(-1)).isEqualTo("0.00");
        assertThat(rounded(1_000_000)).isEqualTo("1.00");
    }

    @Test
    void timesAreThoseOfTheCalendar() {
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
        Random random = new Random(2);
        for (int i = 0; i < 50_000; i++) {
            long ms = random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L);
            byte[] out = new byte[UtcTime.LENGTH];
            assertThat(UtcTime.write(ms, out, 0)).isEqualTo(UtcTime.LENGTH);
            assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo(format.format(Instant.ofEpochMilli(ms)));
        }
    }

    @Test
    void timesBeyondTheCalendarStayReadable() {
        byte[] out = new byte[UtcTime.LENGTH];
        UtcTime.write(Long.MAX_VALUE, out, 0);
        assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo("9999-12-31T23:59:59.999Z");
        UtcTime.write(Long.MIN_VALUE, out, 0);
        assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo("0000-01-01T00:00:00.000Z");
    }

    @Test
    void theBufferGrowsAsNeeded() {
        json.clear().beginObject().beginArray("a");
        for (int i = 0; i < 2_000; i++) {
            json.element("element " + i);
        }
        json.endArray().endObject();
        Map<String, Object> parsed = Json.parse(json.toBytes());
        assertThat((List<?>) parsed.get("a")).hasSize(2_000).last().isEqualTo("element 1999");
    }

    private String ppm(long ppm) {
        String text = text(json.clear().beginObject().ppm("n", ppm).endObject());
        return text.substring(5, text.length() - 1);
    }

    private String rounded(long ppm) {
        return (String) member(
                json.clear().beginObject().beginText("n").partRounded(ppm).endText());
    }

    private static Object member(JsonWriter open) {
        return Json.parse(open.endObject().toBytes()).get("n");
    }

    private static String text(JsonWriter json) {
        return new String(json.toBytes(), StandardCharsets.UTF_8);
    }
}
