package conductor.engine.zone;

import conductor.engine.codec.CalendarRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.ZoneRecordEncoder;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.support.Stage;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** ZONE and CALENDAR signals as a node makes them, of the zones that the JDK knows. */
public final class Zones {
    private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");
    private static final LocalTime NEVER = LocalTime.MIDNIGHT;

    private Zones() {}

    /** The offsets of a zone from 1970 to 2100. */
    public static Signal zone(String name) {
        ZoneRules rules = ZoneId.of(name).getRules();
        UnsafeBuffer words = new UnsafeBuffer(new byte[ZoneTable.TRANSITIONS_MAX * Long.BYTES]);
        int length = put(words, 0, 0, rules.getOffset(Instant.EPOCH));
        ZoneOffsetTransition next = rules.nextTransition(Instant.EPOCH);
        while (next != null && next.getInstant().isBefore(END)) {
            length = put(words, length, next.toEpochSecond(), next.getOffsetAfter());
            next = rules.nextTransition(next.getInstant());
        }
        Signal s = new Signal().clear();
        s.type = SignalType.ZONE;
        s.subjectKey = Stage.key(name);
        ZoneRecordEncoder record = new ZoneRecordEncoder().wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder());
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        record.putZone(bytes, 0, bytes.length)
                .putVersion(new byte[] {'t'}, 0, 1)
                .putTransitions(words, 0, length);
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + record.encodedLength();
        return s;
    }

    private static int put(UnsafeBuffer words, int at, long second, ZoneOffset offset) {
        words.putLong(at, ZoneTable.transition(second, offset.getTotalSeconds()), ByteOrder.LITTLE_ENDIAN);
        return at + Long.BYTES;
    }

    /** @param week from and to of Monday to Sunday, null = closed. */
    public static Signal calendar(String scope, String zone, List<LocalTime[]> week, LocalDate... closed) {
        Signal s = new Signal().clear();
        s.type = SignalType.CALENDAR;
        s.scopeKey = Stage.key(scope);
        s.value1 = Stage.key(zone);
        CalendarRecordEncoder record =
                new CalendarRecordEncoder().wrapAndApplyHeader(s.payload, 0, new MessageHeaderEncoder());
        for (int day = 0; day < week.size(); day++) {
            LocalTime[] hours = week.get(day);
            record.fromMinute(day, hours == null ? 0 : minute(hours[0]));
            record.toMinute(day, hours == null ? 0 : hours[1].equals(NEVER) ? 1_440 : minute(hours[1]));
        }
        record.reserved(0);
        UnsafeBuffer days = new UnsafeBuffer(new byte[closed.length * Integer.BYTES]);
        for (int i = 0; i < closed.length; i++) {
            days.putInt(i * Integer.BYTES, (int) closed[i].toEpochDay(), ByteOrder.LITTLE_ENDIAN);
        }
        byte[] bytes = scope.getBytes(StandardCharsets.UTF_8);
        record.putScope(bytes, 0, bytes.length).putClosedDays(days, 0, days.capacity());
        s.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + record.encodedLength();
        return s;
    }

    private static int minute(LocalTime time) {
        return time.getHour() * 60 + time.getMinute();
    }
}
