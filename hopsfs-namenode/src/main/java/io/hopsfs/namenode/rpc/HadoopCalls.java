package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.Callers;
import io.hopsfs.namenode.ops.CallId;
import io.hopsfs.namenode.ops.Patience;
import io.hopsfs.namenode.tx.Transactions.Committed;
import java.io.IOException;
import java.net.InetAddress;
import org.apache.hadoop.ipc.Server;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of Hadoop's own RPC server. */
final class HadoopCalls implements Calls {
  private static final Logger LOG = LoggerFactory.getLogger(HadoopCalls.class);

  private final Callers callers;

  HadoopCalls(Callers callers) {
    this.callers = callers;
  }

  @Override
  public Caller caller() throws IOException {
    UserGroupInformation user = Server.getRemoteUser();
    InetAddress address = Server.getRemoteIp();
    return callers.of(user == null ? UserGroupInformation.getCurrentUser() : user, address == null ? "" : address.getHostAddress());
  }

  @Override
  public Patience patience() {
    return Patience.WAITS;
  }

  @Override
  public CallId id() {
    byte[] client = Server.getClientId();
    return client.length == 0 ? null : new CallId(client, Server.getCallId(), Server.getCallRetryCount());
  }

  /** Hadoop's server keeps a postponed answer until somebody sends it: here the thread that made the commit durable. */
  @Override
  public <T> T answer(Committed<T> committed) throws IOException {
    Server.Call call = Server.getCurCall().get();
    if (call == null || committed.durable().isDone()) {
      return committed.await();
    }
    call.postponeResponse();
    committed.durable().whenComplete((done, failure) -> {
      try {
        if (failure == null) {
          call.sendResponse();
        } else {
          call.abortResponse(failure);
        }
      } catch (IOException e) {
        LOG.warn("could not answer {}: {}", call, e.toString());
      }
    });
    return committed.value();
  }
}
