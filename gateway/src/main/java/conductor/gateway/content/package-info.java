/**
 * Content of interventions that does not come from the shipped templates: the rules it must obey, template sets of one's
 * own, and the cascade of language models that may be asked for it (audience.md 7). Nothing here runs on the engine's thread.
 */
package conductor.gateway.content;
