/**
 * {@code bench series}: every file of a folder is a series for {@link conductor.engine.detect.SeriesDetector}, and its scores are judged by
 * the rules of the Numenta Anomaly Benchmark where there are labels.
 */
package conductor.bench.series;
