package conductor.gateway.command;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SettingsChangeRecordEncoder;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** SET_SETTINGS: some columns of an event's settings, or all of them back to their defaults. */
final class SettingsKind implements CommandKind {
    private static final byte[] UNKNOWN = "unknown".getBytes(StandardCharsets.US_ASCII);
    private static final long VERSION_MAX = Long.MAX_VALUE / 2;
    private static final long ANY_VERSION = -1;

    @Override
    public Command read(CommandFields fields) throws RefusedCommand {
        byte[] event = fields.id(Commands.EVENT);
        if (Arrays.equals(event, UNKNOWN)) {
            throw new RefusedCommand(Commands.EVENT + " must name an event; \"unknown\" stands for none.");
        }
        boolean reset = fields.flag(Commands.RESET);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Signal.PAYLOAD_CAPACITY]);
        SettingsChangeRecordEncoder record =
                new SettingsChangeRecordEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        record.expectedVersion(fields.whole(Commands.EXPECTED_VERSION, 0, VERSION_MAX, ANY_VERSION));
        record.reset((short) (reset ? 1 : 0));
        SettingsColumns columns = new SettingsColumns(record);
        columns.read(fields.object(Commands.SETTINGS));
        if (columns.bits() == 0 != reset) {
            throw new RefusedCommand(
                    "Either " + Commands.SETTINGS + " must set a column, or " + Commands.RESET + " must be true.");
        }
        byte[] id = fields.utf8(Commands.ID);
        byte[] actor = fields.utf8(Commands.ACTOR);
        record.columns(columns.bits())
                .putCommandId(id, 0, id.length)
                .putActor(actor, 0, actor.length)
                .putEvent(event, 0, event.length)
                .putEmails(columns.emails(), 0, columns.emails().length);
        int length = MessageHeaderEncoder.ENCODED_LENGTH + record.encodedLength();
        byte[] payload = Arrays.copyOf(buffer.byteArray(), length);
        return new Command(SignalType.SET_SETTINGS, 0, event, Command.NONE, payload);
    }
}
