package io.hopsfs.namenode.rpc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Cuts the bytes of a connection into its preamble ("hrpc", version, service class, auth protocol) and its frames (a
 * length and so many bytes). A frame that is longer than allowed ends the connection before any memory is taken for it.
 */
final class FrameDecoder extends ByteToMessageDecoder {
  static final int PREAMBLE = 7;
  /** Before a connection has said who it is: room for a connection context or a SASL message, no more. */
  private static final int STRANGERS_FRAME = 64 * 1024;

  private final int maxFrame;
  private final Connection connection;
  private boolean preambleRead;

  FrameDecoder(int maxFrame, Connection connection) {
    this.maxFrame = maxFrame;
    this.connection = connection;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (!preambleRead) {
      if (in.readableBytes() >= PREAMBLE) {
        preambleRead = true;
        out.add(in.readRetainedSlice(PREAMBLE));
      }
      return;
    }
    if (in.readableBytes() < Integer.BYTES) {
      return;
    }
    int length = in.getInt(in.readerIndex());
    int limit = connection.established() ? maxFrame : Math.min(maxFrame, STRANGERS_FRAME);
    if (length < 0 || length > limit) {
      in.skipBytes(in.readableBytes());
      throw new TooLongFrameException("a frame of " + length + " bytes from " + context.channel().remoteAddress()
          + ", at most " + limit + " are allowed here (ipc.maximum.data.length)");
    }
    if (in.readableBytes() >= Integer.BYTES + length) {
      in.skipBytes(Integer.BYTES);
      out.add(in.readRetainedSlice(length));
    }
  }
}
