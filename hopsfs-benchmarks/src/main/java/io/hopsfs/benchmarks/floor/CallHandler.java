package io.hopsfs.benchmarks.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import org.apache.hadoop.ipc.protobuf.ProtobufRpcEngine2Protos.RequestHeaderProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcRequestHeaderProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto.RpcStatusProto;
import org.apache.hadoop.thirdparty.protobuf.CodedInputStream;
import org.apache.hadoop.thirdparty.protobuf.CodedOutputStream;
import org.apache.hadoop.thirdparty.protobuf.ExtensionRegistryLite;
import org.apache.hadoop.thirdparty.protobuf.Message;

/** Answers each call on the event loop at once. */
final class CallHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private static final int IPC_VERSION = 9;
  private static final ExtensionRegistryLite NO_EXTENSIONS = ExtensionRegistryLite.getEmptyRegistry();

  private final ConstantAnswers answers;

  CallHandler(ConstantAnswers answers) {
    this.answers = answers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(ByteBufUtil.getBytes(frame));
    RpcRequestHeaderProto header = in.readMessage(RpcRequestHeaderProto.parser(), NO_EXTENSIONS);
    if (header.getCallId() < 0) {
      // The connection's context, or a ping: nothing to answer.
      return;
    }
    RequestHeaderProto request = in.readMessage(RequestHeaderProto.parser(), NO_EXTENSIONS);
    Message answer = answers.to(request.getMethodName(), in);
    RpcResponseHeaderProto response = RpcResponseHeaderProto.newBuilder()
        .setCallId(header.getCallId()).setClientId(header.getClientId()).setRetryCount(header.getRetryCount())
        .setStatus(RpcStatusProto.SUCCESS).setServerIpcVersionNum(IPC_VERSION).build();
    context.write(encode(context, response, answer), context.voidPromise());
  }

  private static ByteBuf encode(ChannelHandlerContext context, Message header, Message answer) throws IOException {
    int size = CodedOutputStream.computeMessageSizeNoTag(header) + CodedOutputStream.computeMessageSizeNoTag(answer);
    ByteBuf out = context.alloc().ioBuffer(Integer.BYTES + size);
    out.writeInt(size);
    CodedOutputStream body = CodedOutputStream.newInstance(out.nioBuffer(Integer.BYTES, size));
    body.writeMessageNoTag(header);
    body.writeMessageNoTag(answer);
    body.flush();
    out.writerIndex(Integer.BYTES + size);
    return out;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }
}
