package conductor.gateway.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import conductor.engine.core.SignalType;

/** Signals as tests write and compare them. */
final class Told {
    private Told() {}

    static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    static EdgeSignal reaction(String session, String user) {
        return new EdgeSignal(SignalType.REACTION, utf8(session), utf8(user), null, null);
    }

    /** All that a signal says, as {@code type session actor event poll}. */
    static String text(EdgeSignal signal) {
        return String.join(
                " ",
                SignalType.name(signal.type()),
                id(signal.session()),
                id(signal.actor()),
                id(signal.event()),
                id(signal.poll()));
    }

    private static String id(byte[] id) {
        return id == null ? "-" : new String(id, UTF_8);
    }

    /** Reads one signal. */
    static EdgeSignal read(String json) throws BadSignalException {
        return read(json, null);
    }

    static EdgeSignal read(String json, String type) throws BadSignalException {
        return read(utf8(json), type);
    }

    static EdgeSignal read(byte[] json, String type) throws BadSignalException {
        return new SignalJson().read(json, 0, json.length, type);
    }

    /** What is wrong, as {@code REASON pointer}. */
    static String fault(String json) {
        return fault(utf8(json));
    }

    static String fault(byte[] json) {
        return fault(() -> read(json, null));
    }

    static String fault(Reading reading) {
        try {
            reading.run();
        } catch (BadSignalException e) {
            return text(e);
        }
        throw new AssertionError("nothing was found wrong");
    }

    static String text(BadSignalException e) {
        return (e.reason() + " " + e.pointer()).strip();
    }

    /** Something that is to be refused. */
    interface Reading {
        void run() throws BadSignalException;
    }
}
