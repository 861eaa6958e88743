/** Reading one JSON object from bytes without building objects: strict, bounded, free of allocation. */
package conductor.gateway.json;
