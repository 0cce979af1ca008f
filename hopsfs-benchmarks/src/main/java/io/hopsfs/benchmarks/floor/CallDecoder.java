package io.hopsfs.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts a connection's bytes into frames: after the connection header of 7 bytes, each is its length and its body. */
final class CallDecoder extends ByteToMessageDecoder {
  private static final int CONNECTION_HEADER = 7;
  private static final int LENGTH = 4;

  private boolean greeted;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> frames) {
    if (!greeted) {
      if (in.readableBytes() < CONNECTION_HEADER) {
        return;
      }
      in.skipBytes(CONNECTION_HEADER);
      greeted = true;
    }
    if (in.readableBytes() < LENGTH) {
      return;
    }
    int length = in.getInt(in.readerIndex());
    if (in.readableBytes() >= LENGTH + length) {
      in.skipBytes(LENGTH);
      frames.add(in.readRetainedSlice(length));
    }
  }
}
