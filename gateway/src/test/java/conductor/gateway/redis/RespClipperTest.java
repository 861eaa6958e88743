package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RespClipperTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
    private final AtomicLong arrived = new AtomicLong();

    @Test
    void whatIsShortPassesUntouchedAndInOnePiece() {
        line("*2");
        text('$', 5);
        text('=', RespClipper.LONGEST);
        line("$-1");
        line("%0");
        text('$', 0);
        EmbeddedChannel channel = new EmbeddedChannel(new RespClipper(arrived));
        ByteBuf in = Unpooled.wrappedBuffer(sent.toByteArray());
        channel.writeInbound(in);
        assertThat((ByteBuf) channel.readInbound()).isSameAs(in);
        assertThat((ByteBuf) channel.readInbound()).isNull();
        in.release();
    }

    @Test
    void ofALongTextTheBeginningPassesHoweverTheBytesAreCut() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            sent.reset();
            expected.reset();
            for (int i = 0; i < 12; i++) {
                answer(random);
            }
            byte[] got = passed(random, round % 2 == 0 ? 40 : 90_000);
            assertThat(Arrays.mismatch(got, expected.toByteArray()))
                    .as("round %d", round)
                    .isEqualTo(-1);
        }
    }

    private void answer(Random random) {
        switch (random.nextInt(7)) {
            case 0 -> line("*" + random.nextInt(1_000));
            case 1 -> line("$-1");
            case 2 -> line("+OK $9");
            case 3 -> text('!', random.nextInt(30));
            case 4 -> text('$', RespClipper.LONGEST - 1 + random.nextInt(3));
            case 5 -> text('=', 200_000 + random.nextInt(100_000));
            default -> text('$', random.nextInt(2_000));
        }
    }

    private void line(String text) {
        write(sent, text + "\r\n");
        write(expected, text + "\r\n");
    }

    /** A text full of what looks like headers. */
    private void text(char kind, int length) {
        String body = "$7\r\n=1\r\n".repeat(length / 8 + 1).substring(0, length);
        write(sent, kind + Integer.toString(length) + "\r\n" + body + "\r\n");
        int kept = Math.min(length, RespClipper.LONGEST);
        write(expected, kind + Integer.toString(kept) + "\r\n" + body.substring(0, kept) + "\r\n");
    }

    private byte[] passed(Random random, int pieceMax) {
        byte[] bytes = sent.toByteArray();
        arrived.set(0);
        EmbeddedChannel channel = new EmbeddedChannel(new RespClipper(arrived));
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        int at = 0;
        while (at < bytes.length) {
            int piece = Math.min(bytes.length - at, 1 + random.nextInt(pieceMax));
            // A reader index other than 0 must make no difference.
            ByteBuf in = Unpooled.buffer(piece + 3).writeBytes(new byte[3]).writeBytes(bytes, at, piece);
            in.skipBytes(3);
            channel.writeInbound(in);
            at += piece;
            for (ByteBuf out = channel.readInbound(); out != null; out = channel.readInbound()) {
                byte[] part = new byte[out.readableBytes()];
                out.readBytes(part);
                got.writeBytes(part);
                out.release();
            }
            assertThat(in.refCnt()).isZero();
        }
        assertThat(arrived.get()).isEqualTo(bytes.length);
        return got.toByteArray();
    }

    private static void write(ByteArrayOutputStream to, String text) {
        to.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
