package io.hopsfs.namenode.rpc.netty;

import io.hopsfs.namenode.namespace.SubtreeLockedException;
import io.hopsfs.namenode.ops.Patience;
import io.hopsfs.namenode.ops.StandstillNeededException;
import io.hopsfs.namenode.tx.Resumable;
import io.hopsfs.namenode.tx.SuspendedException;
import io.hopsfs.namenode.tx.TakesLongException;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
 * Carries out calls: the short ones on the connection's event loop - at once where the store answers from this process, from
 * answer to answer of a remote one - the others on the handlers' threads. Thread-safe.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** How long a call may be put off before its client is told to come again; clients wait a minute for an answer. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final long PAUSE_MILLIS = 20;

  private final Protocols protocols;
  private final NettyCalls calls;
  private final FairHandlers handlers;
  private final InlineCalls inline;
  private final ResumableCalls resumable;

  Dispatcher(Protocols protocols, NettyCalls calls, FairHandlers handlers, InlineCalls inline, ResumableCalls resumable) {
    this.protocols = protocols;
    this.calls = calls;
    this.handlers = handlers;
    this.inline = inline;
    this.resumable = resumable;
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
    var task = new Task(context, call, method, request, user);
    int length = in.getTotalBytesRead();
    var resumed = length <= InlineCalls.SHORT_REQUEST ? resumable.begin(header.getMethodName(), user) : null;
    if (resumed != null) {
      call.patience(Patience.NONE);
      run(task, resumed);
    } else if (inline.contain(header.getMethodName(), length)) {
      call.patience(Patience.NONE);
      run(task);
    } else {
      handOver(task);
    }
  }

  private record Task(ChannelHandlerContext context, Call call, Protocols.Method method, Message request, String user) {

    Message callService() throws ServiceException {
      return method.service().callBlockingMethod(method.descriptor(), null, request);
    }
  }

  /** On the event loop, which never waits: when what the call lacks is there, it is begun again. */
  private void run(Task task, Resumable resumed) {
    try {
      run(task, () -> resumed.run(task::callService));
    } catch (SuspendedException e) {
      if (resumable.mayGoOn(resumed)) {
        resumed.awaited().thenRun(() -> task.context.executor().execute(() -> {
          run(task, resumed);
          task.context.flush();
        }));
        return;
      }
      handOver(task, () -> resumed.runWaiting(task::callService));
    }
    resumable.ended(task.user);
  }

  private void handOver(Task task) {
    handOver(task, task::callService);
  }

  private void handOver(Task task, Run run) {
    task.call.patience(Patience.WORKS);
    try {
      handlers.execute(task.user, () -> run(task, run));
    } catch (RejectedExecutionException e) {
      fail(task.context, task.call, new RetriableException("Server is too busy: " + e.getMessage()));
    }
  }

  /** What can't be done here, or not now, is done elsewhere or later; no thread waits for it. */
  private void notNow(Task task, Throwable why) {
    boolean takesLong = why instanceof TakesLongException || why instanceof StandstillNeededException;
    if (takesLong && task.call.patience() == Patience.NONE) {
      handOver(task);
    } else if (why instanceof SubtreeLockedException && task.call.mayBePutOff(LONGEST_WAIT_NANOS)) {
      task.context.executor().schedule(() -> handOver(task), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } else if (why instanceof SubtreeLockedException || why instanceof StandstillNeededException) {
      fail(task.context, task.call, new RetriableException(why.getMessage()));
    } else {
      fail(task.context, task.call, why);
    }
  }

  private static <B extends Message.Builder> B read(CodedInputStream in, B builder) throws IOException {
    in.readMessage(builder, ExtensionRegistryLite.getEmptyRegistry());
    return builder;
  }

  private interface Run {
    Message answer() throws ServiceException;
  }

  private void run(Task task) {
    run(task, task::callService);
  }

  private void run(Task task, Run run) {
    var context = task.context;
    var call = task.call;
    calls.enter(call);
    Message answer;
    try {
      answer = run.answer();
    } catch (ServiceException e) {
      notNow(task, e.getCause() == null ? e : e.getCause());
      return;
    } catch (SuspendedException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      LOG.warn("{} failed", task.method.descriptor().getFullName(), e);
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

  /** On the event loop the flush comes afterwards, at the end of a read from the network, so that answers to a burst of calls leave together. */
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
