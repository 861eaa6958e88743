package conductor.gateway.redis;

import conductor.gateway.command.Command;
import conductor.gateway.command.Commands;
import conductor.gateway.json.FieldValues;

/**
 * A command of a person (audience.md 2.7). One that cannot be read or answered is a dead letter; one that asks for something
 * that is not there becomes a COMMAND_REFUSED, so that whoever sent it gets a result.
 */
final class CommandParser extends MessageParser {
    private static final int TYPE_MAX = 50;

    private final int id = fields.index(Commands.ID);
    private final int type = fields.index(Commands.TYPE);
    private final int actor = fields.index(Commands.ACTOR);
    private final Commands commands;

    CommandParser(KeyMemo keys, String engineName) {
        super(keys, Commands.fieldNames());
        this.commands = new Commands(fields, engineName);
    }

    @Override
    void map(FieldValues found, ParsedEntry entry) {
        if (!requireId(found, id, entry)
                || !requireText(found, type, TYPE_MAX, entry)
                || !requireId(found, actor, entry)) {
            return;
        }
        Command command = commands.read(found);
        entry.signal.type = command.type();
        entry.signal.value1 = command.value1();
        entry.signal.value3 = command.value3();
        entry.signal.value2 = key(found, id);
        if (command.event().length > 0) {
            entry.signal.scopeKey = key(command.event());
            entry.scope.set(command.event());
        }
        if (command.session().length > 0) {
            entry.signal.subjectKey = key(command.session());
            entry.subject.set(command.session());
        }
        entry.signal.payload.putBytes(0, command.payload());
        entry.signal.payloadLength = command.payload().length;
    }
}
