/**
 * E-mail to the people of an event (audience.md 8): an adapter beside everything else, fed from the journal. Whatever becomes of it,
 * nothing else notices.
 */
package conductor.gateway.mail;
