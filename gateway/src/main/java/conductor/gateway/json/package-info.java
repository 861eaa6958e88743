/** Reading one JSON object from bytes without building objects: strict, bounded, free of allocation. Off the hot path, small objects as maps. */
package conductor.gateway.json;
