package io.hopsfs.namenode.rpc.netty;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.Callers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RpcConstants;
import org.apache.hadoop.ipc.protobuf.IpcConnectionContextProtos.IpcConnectionContextProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcKindProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcRequestHeaderProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcRequestHeaderProto.OperationProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto.RpcErrorCodeProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto.RpcStatusProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcSaslProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcSaslProto.SaslState;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authorize.AuthorizationException;
import org.apache.hadoop.security.authorize.ProxyUsers;
import org.apache.hadoop.thirdparty.protobuf.CodedInputStream;
import org.apache.hadoop.thirdparty.protobuf.Message;
import org.apache.hadoop.util.ProtoUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: preamble, connection context, then calls, as Hadoop's IPC has them. Lives on one event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int CONTEXT_CALL = -3;
  private static final int PING_CALL = -4;
  private static final int SASL_CALL = -33;
  private static final byte AUTH_NONE = 0;
  private static final byte AUTH_SASL = -33;
  private static final byte[] NO_CLIENT_ID = new byte[0];
  /** Groups are asked again after so long; the group mapping has a cache of its own behind that. */
  private static final long CALLER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String HTTP_ANSWER = "HTTP/1.1 404 Not Found\r\nContent-type: text/plain\r\n\r\n"
      + "This is the RPC port of a NameNode, not its web server.\r\n";

  private final Dispatcher dispatcher;
  private final Callers callers;
  private boolean preambleRead;
  private boolean sasl;
  private volatile UserGroupInformation user;
  private InetAddress address;
  private volatile Caller caller;
  private volatile long callerSince;

  Connection(Dispatcher dispatcher, Callers callers) {
    this.dispatcher = dispatcher;
    this.callers = callers;
  }

  /** Whether the peer has said who it is. */
  boolean established() {
    return user != null;
  }

  Caller caller() throws IOException {
    long now = System.nanoTime();
    if (caller == null || now - callerSince > CALLER_NANOS) {
      caller = callers.of(user, address.getHostAddress());
      callerSince = now;
    }
    return caller;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    address = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var frame = (ByteBuf) message;
    try {
      if (preambleRead) {
        frame(context, frame);
      } else {
        preamble(context, frame);
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    LOG.info("closing the connection of {}: {}", context.channel().remoteAddress(), failure.getMessage());
    context.close();
  }

  private void preamble(ChannelHandlerContext context, ByteBuf in) {
    preambleRead = true;
    var magic = new byte[4];
    in.readBytes(magic);
    int version = in.readByte();
    in.skipBytes(1);
    byte auth = in.readByte();
    String begins = new String(magic, StandardCharsets.US_ASCII);
    if (begins.equals("GET ")) {
      close(context, Unpooled.copiedBuffer(HTTP_ANSWER, StandardCharsets.US_ASCII));
    } else if (!begins.equals("hrpc") || version != RpcConstants.CURRENT_VERSION) {
      fatal(context, new Call(this, -1, -1, NO_CLIENT_ID), RpcErrorCodeProto.FATAL_VERSION_MISMATCH, RPC.VersionMismatch.class.getName(),
          "Server IPC version " + RpcConstants.CURRENT_VERSION + " cannot communicate with client version " + version);
    } else if (auth != AUTH_NONE && auth != AUTH_SASL) {
      fatal(context, new Call(this, SASL_CALL, -1, NO_CLIENT_ID), RpcErrorCodeProto.FATAL_UNAUTHORIZED, "org.apache.hadoop.ipc.IpcException",
          "Unknown auth protocol:" + auth);
    } else {
      sasl = auth == AUTH_SASL;
    }
  }

  private void frame(ChannelHandlerContext context, ByteBuf frame) {
    var call = new Call(this, -1, -1, NO_CLIENT_ID);
    try {
      var in = CodedInputStream.newInstance(frame.nioBuffer());
      var header = delimited(in, RpcRequestHeaderProto.getDefaultInstance());
      call = new Call(this, header.getCallId(), header.getRetryCount(), header.getClientId().toByteArray());
      if (!header.hasRpcOp() || header.getRpcOp() != OperationProto.RPC_FINAL_PACKET) {
        invalid(context, call, "IPC Server does not implement rpc header operation " + (header.hasRpcOp() ? header.getRpcOp() : "none"));
      } else if (header.getCallId() < 0) {
        outOfBand(context, call, in);
      } else if (!established()) {
        invalid(context, call, "Connection context not established");
      } else if (header.getRpcKind() != RpcKindProto.RPC_PROTOCOL_BUFFER) {
        invalid(context, call, "Unknown rpc kind in rpc header " + header.getRpcKind());
      } else {
        dispatcher.dispatch(context, call, in, user.getShortUserName());
      }
    } catch (IOException | RuntimeException e) {
      fatal(context, call, RpcErrorCodeProto.FATAL_DESERIALIZING_REQUEST, e.getClass().getName(),
          "IPC server unable to read call parameters: " + e.getMessage());
    }
  }

  private void outOfBand(ChannelHandlerContext context, Call call, CodedInputStream in) throws IOException {
    switch (call.id()) {
      case CONTEXT_CALL -> connectionContext(context, call, delimited(in, IpcConnectionContextProto.getDefaultInstance()));
      case SASL_CALL -> negotiate(context, call, delimited(in, RpcSaslProto.getDefaultInstance()));
      case PING_CALL -> LOG.trace("ping from {}", context.channel().remoteAddress());
      default -> invalid(context, call, "Unknown out of band call #" + call.id());
    }
  }

  /** Only simple authentication is offered: the client is told to go on without SASL. */
  private void negotiate(ChannelHandlerContext context, Call call, RpcSaslProto message) {
    if (!sasl) {
      invalid(context, call, "SASL protocol not requested by client");
    } else if (message.getState() != SaslState.NEGOTIATE) {
      fatal(context, call, RpcErrorCodeProto.FATAL_UNAUTHORIZED, "javax.security.sasl.SaslException",
          "Client sent unsupported state " + message.getState());
    } else {
      sasl = false;
      context.write(Frames.success(context.alloc(), call, RpcSaslProto.newBuilder().setState(SaslState.SUCCESS).build()));
    }
  }

  private void connectionContext(ChannelHandlerContext context, Call call, IpcConnectionContextProto message) {
    if (established()) {
      invalid(context, call, "Connection context already processed");
      return;
    }
    if (sasl) {
      invalid(context, call, "Connection header sent during SASL negotiation");
      return;
    }
    var claimed = ProtoUtil.getUgi(message);
    if (claimed == null) {
      fatal(context, call, RpcErrorCodeProto.FATAL_UNAUTHORIZED, "org.apache.hadoop.security.AccessControlException",
          "the connection context names no user");
      return;
    }
    try {
      if (claimed.getRealUser() != null) {
        ProxyUsers.authorize(claimed, address);
      }
      user = claimed;
    } catch (AuthorizationException e) {
      fatal(context, call, RpcErrorCodeProto.FATAL_UNAUTHORIZED, e.getClass().getName(), e.getMessage());
    }
  }

  private static <M extends Message> M delimited(CodedInputStream in, M prototype) throws IOException {
    var builder = prototype.newBuilderForType();
    in.readMessage(builder, org.apache.hadoop.thirdparty.protobuf.ExtensionRegistryLite.getEmptyRegistry());
    @SuppressWarnings("unchecked")
    M message = (M) builder.build();
    return message;
  }

  private void invalid(ChannelHandlerContext context, Call call, String text) {
    fatal(context, call, RpcErrorCodeProto.FATAL_INVALID_RPC_HEADER, "org.apache.hadoop.ipc.RpcServerException", text);
  }

  private void fatal(ChannelHandlerContext context, Call call, RpcErrorCodeProto code, String exceptionClass, String text) {
    close(context, Frames.failure(context.alloc(), call, RpcStatusProto.FATAL, code, exceptionClass, text));
  }

  private static void close(ChannelHandlerContext context, ByteBuf lastWords) {
    context.writeAndFlush(lastWords).addListener(ChannelFutureListener.CLOSE);
  }
}
