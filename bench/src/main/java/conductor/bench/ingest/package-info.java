/** What {@code bench ingest} measures: reading and decoding the input streams, beside what reading alone costs. */
package conductor.bench.ingest;
