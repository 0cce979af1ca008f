package io.hopsfs.client;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.ipc.RPC;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's proxies of NameNodes, made when they are first wanted and closed when their NameNode is gone. */
final class Connections<A, T> implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final Factory<A, T> factory;
  private final Map<Wanted<A>, T> open = new ConcurrentHashMap<>();
  private boolean closed;

  /** Makes proxies. */
  interface Factory<A, T> {
    /** @param patient for calls that may take long */
    T create(A namenode, boolean patient) throws IOException;
  }

  private record Wanted<A>(A namenode, boolean patient) {
  }

  Connections(Factory<A, T> factory) {
    this.factory = factory;
  }

  T to(A namenode, boolean patient) throws IOException {
    var wanted = new Wanted<>(namenode, patient);
    T proxy = open.get(wanted);
    return proxy == null ? create(wanted) : proxy;
  }

  private synchronized T create(Wanted<A> wanted) throws IOException {
    if (closed) {
      throw new IOException("the client is closed");
    }
    T proxy = open.get(wanted);
    if (proxy == null) {
      proxy = factory.create(wanted.namenode, wanted.patient);
      open.put(wanted, proxy);
    }
    return proxy;
  }

  /**
   * Closes all but those to some. A call that is under way over one of them is not disturbed: closing a proxy gives up a share of
   * the process's RPC client, which lives until the last share is given up.
   */
  synchronized void keepOnly(Set<A> namenodes) {
    for (var wanted : new HashSet<>(open.keySet())) {
      if (!namenodes.contains(wanted.namenode) && open.size() > 1) {
        close(wanted);
      }
    }
  }

  synchronized int size() {
    return open.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    new HashSet<>(open.keySet()).forEach(this::close);
  }

  private void close(Wanted<A> wanted) {
    T proxy = open.remove(wanted);
    try {
      RPC.stopProxy(proxy);
    } catch (RuntimeException e) {
      LOG.warn("the proxy of {} did not close: {}", wanted.namenode, e.toString());
    }
  }
}
