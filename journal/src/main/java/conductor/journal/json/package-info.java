/**
 * Decision records as JSON: the writer, the texts behind the keys, and the members that leave in more than one way. Whoever reads
 * the journal says the same of a record: what is published and what is stored have one home here.
 */
package conductor.journal.json;
