/** Commands of people (audience.md 2.7): from the fields of an entry to what the engine takes, or to a sentence that says what is wrong. */
package conductor.gateway.command;
