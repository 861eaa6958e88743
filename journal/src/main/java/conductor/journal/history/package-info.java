/**
 * What the database tells of the past, as JSON for those who ask: history and figures of interventions, summaries and uplift of events, stored
 * settings. Start with {@link conductor.journal.history.HistoryStore}. Reads only; the sink writes.
 */
package conductor.journal.history;
