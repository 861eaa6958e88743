/** What a gateway takes in a second, and what it does to those who listen, measured from outside of its process. */
package conductor.bench.gateway;
