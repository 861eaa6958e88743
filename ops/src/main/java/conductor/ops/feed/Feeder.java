package conductor.ops.feed;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Times;
import conductor.ops.feed.StreamWriter.Tally;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Plays a recording onto the streams. With recorded time every stream counts its own ids within a millisecond, always
 * from the recording's start, so that feeding again gives every entry the id it has: what is at or below a stream's top
 * is there already and is passed over.
 */
final class Feeder {
    private final Recording recording;
    private final FeedOptions options;
    private final StreamWriter writer;
    private final FeedMarker marker;
    private final BooleanSupplier stop;
    private final EntryJson json;
    private final byte[][] streams = new byte[SourceId.COUNT][];
    private final long[] idMs = new long[SourceId.COUNT];
    private final long[] idSeq = new long[SourceId.COUNT];
    private long passedOver;

    Feeder(Recording recording, FeedOptions options, StreamWriter writer, FeedMarker marker, BooleanSupplier stop) {
        this.recording = recording;
        this.options = options;
        this.writer = writer;
        this.marker = marker;
        this.stop = stop;
        this.json = new EntryJson(recording.rows());
        Arrays.fill(idMs, -1);
        for (int source = 0; source < SourceId.COUNT; source++) {
            String stream = SourceId.stream(source);
            streams[source] = stream == null ? null : stream.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Which marks a feed writes. */
    static Playlist.Marks marks(FeedOptions options) {
        if (!options.recordedTime()) {
            return Playlist.Marks.NONE;
        }
        return options.speed() == 0 ? Playlist.Marks.WHERE_NEEDED : Playlist.Marks.EVERY_SECOND;
    }

    /** Plays to the end, or until it is to stop; silences that are left out go to {@code notes}. */
    FeedResult play(FeedProgress progress, Consumer<String> notes) {
        long startNs = System.nanoTime();
        Playlist playlist = new Playlist(recording, marks(options), options.tailMs());
        Pacer pacer = new Pacer(options.speed(), stop);
        long skippedMs = 0;
        writer.beginBundles();
        while (!stop.getAsBoolean() && playlist.advance()) {
            StreamId id = options.recordedTime() ? id(playlist) : null;
            if (id != null && id.compareTo(marker.top(source(playlist))) <= 0) {
                passedOver += playlist.isMark() ? 0 : 1;
                continue;
            }
            if (options.speed() > 0 && playlist.skippedMs() != skippedMs) {
                notes.accept("silence longer than the tail left out, going on at " + Times.utc(playlist.timeMs()));
                skippedMs = playlist.skippedMs();
            }
            if (pacer.untilDueNs(playlist.playMs()) > 0) {
                writer.flush();
                pacer.await(playlist.playMs());
                if (stop.getAsBoolean()) {
                    break;
                }
            }
            write(playlist, id);
            progress.at(playlist.position(), playlist.timeMs());
        }
        writer.drain();
        return result((System.nanoTime() - startNs) / 1e9);
    }

    private void write(Playlist playlist, StreamId id) {
        if (playlist.isMark()) {
            writer.add(Tally.MARK, streams[SourceId.TIME], id, PlatformEntries.mark(playlist.timeMs()));
            return;
        }
        int row = playlist.row();
        // A live publisher states the time at which it sends.
        long sentMs = id == null ? System.currentTimeMillis() : playlist.timeMs();
        Tally tally = recording.rows().isInferred(row) ? Tally.INFERRED : Tally.ROW;
        writer.add(tally, streams[source(playlist)], id, json.entry(row, sentMs));
    }

    private int source(Playlist playlist) {
        return playlist.isMark()
                ? SourceId.TIME
                : recording.rows().kind(playlist.row()).source();
    }

    private StreamId id(Playlist playlist) {
        int source = source(playlist);
        idSeq[source] = idMs[source] == playlist.timeMs() ? idSeq[source] + 1 : 0;
        idMs[source] = playlist.timeMs();
        return new StreamId(idMs[source], idSeq[source]);
    }

    private FeedResult result(double seconds) {
        return new FeedResult(
                recording.recorded(),
                writer.written(Tally.ROW),
                writer.written(Tally.INFERRED),
                writer.written(Tally.MARK),
                passedOver + writer.refused(Tally.ROW) + writer.refused(Tally.INFERRED),
                recording.sessions(),
                recording.firstMs(),
                recording.lastMs(),
                seconds,
                recording.bad(),
                stop.getAsBoolean());
    }
}
