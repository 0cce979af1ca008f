package io.hopsfs.namenode.rpc.netty;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.ops.CallId;
import io.hopsfs.namenode.ops.Patience;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** One call of a connection, from its frame to its answer. Used by one thread at a time. */
final class Call {
  private final Connection connection;
  private final int id;
  private final int retryCount;
  private final byte[] clientId;
  private CompletableFuture<Void> durable;
  private Patience patience = Patience.WORKS;
  private long waitsUntil;

  /** @param clientId 16 bytes, or empty */
  Call(Connection connection, int id, int retryCount, byte[] clientId) {
    this.connection = connection;
    this.id = id;
    this.retryCount = retryCount;
    this.clientId = clientId;
  }

  int id() {
    return id;
  }

  int retryCount() {
    return retryCount;
  }

  byte[] clientId() {
    return clientId;
  }

  /** Null if the header doesn't tell calls apart. */
  CallId callId() {
    return clientId.length == 0 ? null : new CallId(clientId, id, retryCount);
  }

  Caller caller() throws IOException {
    return connection.caller();
  }

  Patience patience() {
    return patience;
  }

  /** What the thread can bear that serves the call next. */
  void patience(Patience next) {
    patience = next;
  }

  /** Whether the call may be put off once more, for so long altogether; counts from the first time. */
  boolean mayBePutOff(long longestNanos) {
    long now = System.nanoTime();
    if (waitsUntil == 0) {
      waitsUntil = now + longestNanos;
    }
    return now - waitsUntil < 0;
  }

  /** Holds the answer back until this completes. */
  void answerAfter(CompletableFuture<Void> changesDurable) {
    durable = changesDurable;
  }

  /** What the answer waits for; null for nothing. */
  CompletableFuture<Void> durable() {
    return durable;
  }
}
