package io.hopsfs.namenode.rpc.netty;

import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.apache.hadoop.ipc.RetriableException;
import org.apache.hadoop.ipc.protobuf.ProtobufRpcEngine2Protos.RequestHeaderProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto.RpcErrorCodeProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto.RpcStatusProto;
import org.apache.hadoop.thirdparty.protobuf.CodedInputStream;
import org.apache.hadoop.thirdparty.protobuf.ExtensionRegistryLite;
import org.apache.hadoop.thirdparty.protobuf.Message;
import org.apache.hadoop.thirdparty.protobuf.ServiceException;
import org.apache.hadoop.util.StringUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out calls: the short ones at once on the connection's event loop, where the store answers from this process, the
 * others on the handlers' threads. Thread-safe.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final Protocols protocols;
  private final NettyCalls calls;
  private final FairHandlers handlers;
  private final Set<String> runInline;

  /** @param runInline names of methods that are short and never wait for long */
  Dispatcher(Protocols protocols, NettyCalls calls, FairHandlers handlers, Set<String> runInline) {
    this.protocols = protocols;
    this.calls = calls;
    this.handlers = handlers;
    this.runInline = runInline;
  }

  /** Takes over a call whose headers have been read; what it says of the request is read from {@code in} before this returns. */
  void dispatch(ChannelHandlerContext context, Call call, CodedInputStream in, String user) throws IOException {
    var header = read(in, RequestHeaderProto.newBuilder()).build();
    Protocols.Method method;
    try {
      method = protocols.method(header.getDeclaringClassProtocolName(), header.getClientProtocolVersion(), header.getMethodName());
    } catch (IOException e) {
      fail(context, call, e);
      return;
    }
    var request = read(in, method.requestPrototype().newBuilderForType()).build();
    if (runInline.contains(header.getMethodName())) {
      run(context, call, method, request);
      return;
    }
    try {
      handlers.execute(user, () -> run(context, call, method, request));
    } catch (RejectedExecutionException e) {
      fail(context, call, new RetriableException("Server is too busy: " + e.getMessage()));
    }
  }

  private static <B extends Message.Builder> B read(CodedInputStream in, B builder) throws IOException {
    in.readMessage(builder, ExtensionRegistryLite.getEmptyRegistry());
    return builder;
  }

  private void run(ChannelHandlerContext context, Call call, Protocols.Method method, Message request) {
    calls.enter(call);
    Message answer;
    try {
      answer = method.service().callBlockingMethod(method.descriptor(), null, request);
    } catch (ServiceException e) {
      fail(context, call, e.getCause() == null ? e : e.getCause());
      return;
    } catch (RuntimeException | Error e) {
      LOG.warn("{} failed", method.descriptor().getFullName(), e);
      fail(context, call, e);
      return;
    } finally {
      calls.leave();
    }
    if (call.durable() == null) {
      send(context, call, answer);
    } else {
      call.durable().whenComplete((done, failure) -> {
        if (failure == null) {
          send(context, call, answer);
        } else {
          fail(context, call, failure);
        }
      });
    }
  }

  /** On the event loop the flush comes with the end of the read, so that answers to a burst of calls leave together. */
  private static void send(ChannelHandlerContext context, Call call, Message answer) {
    var frame = Frames.success(context.alloc(), call, answer);
    if (context.executor().inEventLoop()) {
      context.write(frame);
    } else {
      context.writeAndFlush(frame);
    }
  }

  private static void fail(ChannelHandlerContext context, Call call, Throwable failure) {
    String name = failure.getClass().getName();
    String text = StringUtils.stringifyException(failure);
    String redundant = name + ": ";
    context.writeAndFlush(Frames.failure(context.alloc(), call, RpcStatusProto.ERROR, RpcErrorCodeProto.ERROR_APPLICATION, name,
        text.startsWith(redundant) ? text.substring(redundant.length()) : text));
  }
}
