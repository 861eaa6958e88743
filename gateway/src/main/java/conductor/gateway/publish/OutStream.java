package conductor.gateway.publish;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import java.nio.charset.StandardCharsets;

/** The streams that records leave on, each with its own numbering from 1 (audience.md 2.6). */
enum OutStream {
    DECISIONS("conductor.decisions.v1"),
    SCORES("conductor.scores.v1");

    private final String streamName;
    private final byte[] key;

    OutStream(String streamName) {
        this.streamName = streamName;
        this.key = streamName.getBytes(StandardCharsets.US_ASCII);
    }

    static OutStream of(Decision d) {
        return d.type == DecisionType.SCORE ? SCORES : DECISIONS;
    }

    String streamName() {
        return streamName;
    }

    byte[] key() {
        return key;
    }
}
