/** Writing {@code conductor.signals.v1} (docs/wire.md): many signals an entry, from our own gateways. */
package conductor.gateway.batch;
