package conductor.ops.feed;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is fed and how.
 *
 * @param paths files and folders, in this order.
 * @param recordedTime whether entries keep their recorded time as stream ids.
 * @param speed recorded seconds a second; 0 = as fast as it goes.
 * @param fold whether every session starts at one instant.
 * @param foldStartMs that instant; empty = the earliest row.
 * @param tailMs how long time goes on after the last entry, and the longest silence that is waited through.
 * @param inferPresence true or false for all files; empty = where a file has no JOIN.
 * @param spread whether files with a minute clock are spread.
 * @param strict whether the first bad row ends the feed.
 */
record FeedOptions(
        List<Path> paths,
        boolean recordedTime,
        double speed,
        boolean fold,
        OptionalLong foldStartMs,
        long tailMs,
        Optional<Boolean> inferPresence,
        boolean spread,
        boolean strict) {}
