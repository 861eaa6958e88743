package conductor.gateway.redis;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cuts long texts in what Redis answers before the library collects them: of a text above {@link #LONGEST} bytes only so many
 * are passed on, with their header changed to match. Otherwise one entry of hundreds of megabytes, which anybody who may write to a
 * stream can add, would have to fit into memory before it could be refused.
 *
 * <p>A text is {@code $length CR LF bytes CR LF} (and the same with {@code =} and {@code !}); everything else in the protocol is
 * a line. What needs no cutting passes as it came, without copying.
 */
final class RespClipper extends ChannelInboundHandlerAdapter {
    /** One more than what {@link EntryQueue} keeps whole, so that it still sees that an entry is too large. */
    static final int LONGEST = EntryQueue.ENTRY_MAX + 1;

    private static final int LINE_END = 2;

    private enum State {
        START,
        LINE,
        HEADER,
        TEXT,
        EXCESS
    }

    private final AtomicLong arrived;
    /** Place in the bytes that are looked at, less the same one's index in the library's buffer. */
    private int base;

    private State state = State.START;
    private byte kind;
    private long number;
    private boolean isNull;
    private boolean headerHeldBack;
    private int headerAt;
    private long left;
    private long excess;

    /** @param arrived counts the bytes that come, also those that are cut away. */
    RespClipper(AtomicLong arrived) {
        this.arrived = arrived;
    }

    /** Puts one into every connection of a client, before the library's decoder and behind TLS. */
    static NettyCustomizer customizer(AtomicLong arrived) {
        return new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
                String decoder =
                        channel.pipeline().context(CommandHandler.class).name();
                channel.pipeline().addBefore(decoder, "resp-clipper", new RespClipper(arrived));
            }
        };
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf in)) {
            context.fireChannelRead(message);
            return;
        }
        arrived.addAndGet(in.readableBytes());
        int from = in.readerIndex();
        int at = from;
        int end = in.writerIndex();
        // One check of bounds for all: the library's buffer makes several for every byte.
        ByteBuffer bytes = in.nioBuffer(from, end - from);
        base = bytes.position() - from;
        boolean whole = true;
        while (at < end) {
            switch (state) {
                case START -> at = start(bytes, at);
                case LINE -> at = line(bytes, at, end);
                case HEADER -> {
                    at = digits(bytes, at, end);
                    if (at == end && bytes.get(base + at - 1) != '\n') {
                        continue;
                    }
                    if (number > LONGEST || headerHeldBack) {
                        whole = false;
                        pass(context, in, from, headerHeldBack ? from : headerAt);
                        from = at;
                        context.fireChannelRead(header(Math.min(number, LONGEST)));
                    }
                    text();
                }
                case TEXT -> {
                    int length = (int) Math.min(left, end - at);
                    at += length;
                    left -= length;
                    if (left == 0) {
                        state = excess > 0 ? State.EXCESS : State.START;
                        whole &= excess == 0;
                        if (excess > 0) {
                            pass(context, in, from, at);
                            from = at;
                        }
                    }
                }
                case EXCESS -> {
                    int length = (int) Math.min(excess, end - at);
                    at += length;
                    excess -= length;
                    whole = false;
                    from = at;
                    if (excess == 0) {
                        left = LINE_END;
                        state = State.TEXT;
                    }
                }
            }
        }
        if (state == State.HEADER) {
            pass(context, in, from, headerHeldBack ? from : headerAt);
            headerHeldBack = true;
            whole = false;
        } else if (!whole) {
            pass(context, in, from, end);
        }
        if (whole) {
            context.fireChannelRead(in);
        } else {
            in.release();
        }
    }

    private int start(ByteBuffer bytes, int at) {
        byte b = bytes.get(base + at);
        if (b == '$' || b == '=' || b == '!') {
            state = State.HEADER;
            kind = b;
            number = 0;
            isNull = false;
            headerAt = at;
            headerHeldBack = false;
        } else {
            state = State.LINE;
        }
        return at + 1;
    }

    private int line(ByteBuffer bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            if (bytes.get(base + at) == '\n') {
                state = State.START;
                return at + 1;
            }
        }
        return end;
    }

    /** Reads on in a header, up to behind its end or to {@code end}. */
    private int digits(ByteBuffer bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            byte b = bytes.get(base + at);
            if (b == '\n') {
                return at + 1;
            }
            if (b == '-') {
                isNull = true;
            } else if (b != '\r') {
                number = number * 10 + (b - '0');
            }
        }
        return end;
    }

    /** The header is complete: its text follows, unless it stands for none. */
    private void text() {
        headerHeldBack = false;
        if (isNull) {
            state = State.START;
            return;
        }
        state = State.TEXT;
        excess = Math.max(0, number - LONGEST);
        left = excess > 0 ? LONGEST : number + LINE_END;
    }

    private ByteBuf header(long length) {
        String header = (char) kind + (isNull ? "-" : "") + length + "\r\n";
        return Unpooled.wrappedBuffer(header.getBytes(StandardCharsets.US_ASCII));
    }

    private static void pass(ChannelHandlerContext context, ByteBuf in, int from, int to) {
        if (to > from) {
            context.fireChannelRead(in.retainedSlice(from, to - from));
        }
    }
}
