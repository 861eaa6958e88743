/** The HTTP edge: routes, who may use them, how often, and what is answered. The only place of the gateway that knows Vert.x. */
package conductor.gateway.http;
