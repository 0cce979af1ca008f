package io.hopsfs.namenode.rpc.netty;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.ops.CallId;
import io.hopsfs.namenode.ops.Patience;
import io.hopsfs.namenode.rpc.Calls;
import io.hopsfs.namenode.tx.Transactions.Committed;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;

/** The calls of the Netty transport: which one the current thread serves. */
public final class NettyCalls implements Calls {
  private final FastThreadLocal<Call> current = new FastThreadLocal<>();

  void enter(Call call) {
    current.set(call);
  }

  void leave() {
    current.remove();
  }

  @Override
  public Caller caller() throws IOException {
    return current.get().caller();
  }

  @Override
  public Patience patience() {
    return current.get().patience();
  }

  @Override
  public CallId id() {
    return current.get().callId();
  }

  @Override
  public <T> T answer(Committed<T> committed) {
    if (!committed.durable().isDone() || committed.durable().isCompletedExceptionally()) {
      current.get().answerAfter(committed.durable());
    }
    return committed.value();
  }
}
