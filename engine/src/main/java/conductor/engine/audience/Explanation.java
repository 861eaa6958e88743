package conductor.engine.audience;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.ExplanationRecordEncoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.Gate;
import conductor.engine.core.Steps;
import conductor.engine.learn.Context;
import conductor.engine.state.Ppm;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Why a decision is what it is (audience.md 6.8), gathered while the gates are passed and written into the payload of its
 * records. One instance, filled anew for each anomaly.
 */
final class Explanation {
    /** Instead of a sample where none was drawn. */
    static final int NOT_DRAWN = -1;

    /**
     * Encoded length in bytes with the rarity that detector v2 adds, header included; whole words. Without it the block ends before it, as it did
     * before there was one, and zeros fill the words up.
     */
    static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + ExplanationRecordEncoder.BLOCK_LENGTH;

    private static final int RARITY_BYTES = Integer.BYTES;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ExplanationRecordEncoder encoder = new ExplanationRecordEncoder();
    private final ExplanationRecordDecoder decoder = new ExplanationRecordDecoder();
    private final int[] masks = new int[Arm.GAMIFICATION + 1];
    private final double[] alphas = new double[Arm.GAMIFICATION + 1];
    private final double[] betas = new double[Arm.GAMIFICATION + 1];
    private final int[] attempts = new int[Arm.GAMIFICATION + 1];
    private final int[] samplesPpm = new int[Arm.GAMIFICATION + 1];

    /** How rare it is by detector v2, in millionths of the severity; 0 = that did not judge. */
    int rarityPpm;

    long zPpm;
    int floorPpm;
    int confidencePpm;
    int minConfidencePpm;
    int impactPpm;
    int priority;
    int arm;
    int eventCount;
    int eventMax;
    int session30s;
    int session300s;
    int gatesSeen;
    int gatesPassed;
    int engagementBucket;
    int sizeBucket;
    int deviationBucket;
    int policy;
    int mode;
    long settingsVersion;
    int templateDraw;
    long templatesHash;
    long languageBytes;
    long limitFreeAtMs;
    int successes;
    int holdoutDrawPpm;
    int holdoutPpm;
    int kind;
    boolean autoApproved;
    long expiresAtMs;
    long interventionSeq;
    int chatPpm;
    int pollPpm;
    int activePpm;
    int reactionsPpm;
    int leavePpm;

    /** Starts over for an evaluation that raised an anomaly. */
    void begin(Steps steps, int i) {
        clear(steps, i);
        rarityPpm = steps.rarityPpm[i];
        zPpm = steps.zPpm[i];
        floorPpm = steps.floorPpm[i];
        deviationBucket = Context.deviation(steps.scorePpm[i], steps.expectedPpm[i]);
    }

    /** Starts over for a look at a session in which nothing was found. */
    void clear(Steps steps, int i) {
        rarityPpm = 0;
        zPpm = 0;
        floorPpm = 0;
        chatPpm = steps.chatPpm[i];
        pollPpm = steps.pollPpm[i];
        activePpm = steps.activePpm[i];
        reactionsPpm = steps.reactionsPpm[i];
        leavePpm = steps.leavePpm[i];
        engagementBucket = Context.engagement(steps.scorePpm[i]);
        sizeBucket = Context.size(steps.totalUsers[i]);
        deviationBucket = 0;
        confidencePpm = 0;
        minConfidencePpm = 0;
        impactPpm = 0;
        priority = 0;
        arm = 0;
        eventCount = 0;
        eventMax = 0;
        session30s = 0;
        session300s = 0;
        gatesSeen = 0;
        gatesPassed = 0;
        settingsVersion = 0;
        templateDraw = 0;
        templatesHash = 0;
        languageBytes = 0;
        limitFreeAtMs = 0;
        successes = 0;
        holdoutDrawPpm = NOT_DRAWN;
        holdoutPpm = 0;
        kind = 0;
        autoApproved = false;
        expiresAtMs = 0;
        interventionSeq = 0;
        Arrays.fill(masks, 0);
        Arrays.fill(alphas, 0);
        Arrays.fill(betas, 0);
        Arrays.fill(attempts, 0);
        Arrays.fill(samplesPpm, NOT_DRAWN);
    }

    /** Takes back what {@link Gate#HOLDOUT} said: this is about something that is never withheld. */
    void forgetHoldOut() {
        int bit = 1 << (Gate.HOLDOUT - 1);
        gatesSeen &= ~bit;
        gatesPassed &= ~bit;
        holdoutDrawPpm = NOT_DRAWN;
        holdoutPpm = 0;
        kind = DecisionKind.DECISION;
    }

    /** What is known of an arm. */
    void arm(int of, double alpha, double beta, int attempted) {
        alphas[of] = alpha;
        betas[of] = beta;
        attempts[of] = attempted;
    }

    /** What was drawn for an arm, NaN = nothing. */
    void sample(int of, double sample) {
        samplesPpm[of] = sample == sample ? (int) Ppm.round(sample) : NOT_DRAWN;
    }

    /** The {@link Context} of the anomaly. */
    int context(int anomalyClass) {
        return Context.of(anomalyClass, engagementBucket, sizeBucket, deviationBucket);
    }

    /** Notes the outcome of a gate and returns it. */
    boolean gate(int gate, boolean passed) {
        int bit = 1 << (gate - 1);
        gatesSeen |= bit;
        if (passed) {
            gatesPassed |= bit;
        }
        return passed;
    }

    void mask(int maskedArm, int why) {
        masks[maskedArm] = why;
    }

    /** Writes the explanation as the payload of a record. */
    void encode(Decision d) {
        encoder.wrapAndApplyHeader(d.payload, 0, header)
                .zPpm(zPpm)
                .expiresAtMs(expiresAtMs)
                .interventionSeq(interventionSeq)
                .settingsVersion(settingsVersion)
                .floorPpm(floorPpm)
                .confidencePpm(confidencePpm)
                .minConfidencePpm(minConfidencePpm)
                .impactPpm(impactPpm)
                .chatPpm(chatPpm)
                .pollPpm(pollPpm)
                .activePpm(activePpm)
                .reactionsPpm(reactionsPpm)
                .leavePpm(leavePpm)
                .eventCount(eventCount)
                .eventMax(eventMax)
                .session30s(session30s)
                .session300s(session300s)
                .gatesPassed(gatesPassed)
                .gatesSeen(gatesSeen)
                .templateDraw(templateDraw)
                .templatesHash(templatesHash)
                .languageBytes(languageBytes)
                .limitFreeAtMs(limitFreeAtMs)
                .successes(successes)
                .holdoutDrawPpm(holdoutDrawPpm)
                .holdoutPpm(holdoutPpm);
        encodeArms();
        encoder.engagementBucket((short) engagementBucket)
                .sizeBucket((short) sizeBucket)
                .deviationBucket((short) deviationBucket)
                .policy((short) policy)
                .mode((short) mode)
                .priority((short) priority)
                .kind((short) kind)
                .autoApproved((short) (autoApproved ? 1 : 0))
                .maskPoll((short) masks[Arm.POLL])
                .maskBroadcast((short) masks[Arm.BROADCAST])
                .maskNotification((short) masks[Arm.NOTIFICATION])
                .maskGamification((short) masks[Arm.GAMIFICATION]);
        encoder.rarityPpm(rarityPpm);
        d.payloadLength = LENGTH;
        if (rarityPpm == 0) {
            header.blockLength(ExplanationRecordEncoder.BLOCK_LENGTH - RARITY_BYTES);
            d.payloadLength -= RARITY_BYTES;
        }
    }

    /** Length in bytes of the explanation that a payload holds. */
    static int length(Decision d) {
        int blockLength = d.payload.getShort(MessageHeaderDecoder.blockLengthEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
        return MessageHeaderEncoder.ENCODED_LENGTH + blockLength;
    }

    private void encodeArms() {
        encoder.alphaPoll(alphas[Arm.POLL])
                .alphaBroadcast(alphas[Arm.BROADCAST])
                .alphaNotification(alphas[Arm.NOTIFICATION])
                .alphaGamification(alphas[Arm.GAMIFICATION])
                .betaPoll(betas[Arm.POLL])
                .betaBroadcast(betas[Arm.BROADCAST])
                .betaNotification(betas[Arm.NOTIFICATION])
                .betaGamification(betas[Arm.GAMIFICATION])
                .attemptsPoll(attempts[Arm.POLL])
                .attemptsBroadcast(attempts[Arm.BROADCAST])
                .attemptsNotification(attempts[Arm.NOTIFICATION])
                .attemptsGamification(attempts[Arm.GAMIFICATION])
                .samplePpmPoll(samplesPpm[Arm.POLL])
                .samplePpmBroadcast(samplesPpm[Arm.BROADCAST])
                .samplePpmNotification(samplesPpm[Arm.NOTIFICATION])
                .samplePpmGamification(samplesPpm[Arm.GAMIFICATION]);
    }

    /** Changes publication number and expiry in a payload that holds an explanation. */
    void published(Decision d, long intervention, long expiryMs) {
        encoder.wrap(d.payload, MessageHeaderEncoder.ENCODED_LENGTH)
                .interventionSeq(intervention)
                .expiresAtMs(expiryMs);
    }

    /** The confidence in a payload that holds an explanation. */
    int confidencePpm(Decision d) {
        return decoder.wrap(
                        d.payload,
                        MessageHeaderEncoder.ENCODED_LENGTH,
                        ExplanationRecordDecoder.BLOCK_LENGTH,
                        ExplanationRecordDecoder.SCHEMA_VERSION)
                .confidencePpm();
    }
}
