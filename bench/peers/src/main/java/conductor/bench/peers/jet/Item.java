package conductor.bench.peers.jet;

/** A signal on its way; its time is that of the stream. */
record Item(int session, int user, int type) {}
