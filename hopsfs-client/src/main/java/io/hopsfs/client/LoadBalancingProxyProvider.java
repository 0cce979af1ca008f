package io.hopsfs.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.HAUtilClient;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.server.namenode.ha.AbstractNNFailoverProxyProvider;
import org.apache.hadoop.hdfs.server.namenode.ha.HAProxyFactory;
import org.apache.hadoop.ipc.Client.ConnectionId;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RpcInvocationHandler;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.net.NetUtils;

/**
 * Spreads clients over the live NameNodes. For {@code dfs.client.failover.proxy.provider.<nameservice>}; the NameNodes that the
 * nameservice lists are where a client begins, all others it learns from any of them.
 *
 * <p>Retries stay with Hadoop's RetryProxy, which gives a call and all its retries the same client and call id, so that a NameNode
 * knows the retry of a call which another one carried out. RetryProxy keeps the proxy that it was given until a call fails. Hence it
 * is given one that sends each call to where the client has settled by then, and a client can settle anew between two calls.
 */
public final class LoadBalancingProxyProvider<T> extends AbstractNNFailoverProxyProvider<T> {
  /** Their work grows with the tree below a path, or with the whole system. */
  private static final Set<String> LONG_CALLS = Set.of("getContentSummary", "setQuota", "saveNamespace", "metaSave");

  private final URI uri;
  private final Duration avoidance;
  private final Settlement<InetSocketAddress> settlement;
  private final Connections<InetSocketAddress, T> connections;
  private final NamenodeList list;
  private final Errand refresh;
  private final ProxyInfo<T> proxy;

  /** As Hadoop calls it. */
  public LoadBalancingProxyProvider(Configuration conf, URI uri, Class<T> protocol, HAProxyFactory<T> factory) {
    super(conf, uri, protocol, factory);
    this.uri = uri;
    avoidance = ClientKeys.AVOID.in(conf);
    int timeout = (int) ClientKeys.RPC_TIMEOUT.in(conf).toMillis();
    int longTimeout = (int) ClientKeys.LONG_RPC_TIMEOUT.in(conf).toMillis();
    this.conf.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_TIMEOUT_KEY, timeout);
    var quick = withTimeout(timeout);
    var patient = withTimeout(longTimeout);
    var random = new SplittableRandom();
    var seeds = getProxyAddresses(uri, HdfsClientConfigKeys.DFS_NAMENODE_RPC_ADDRESS_KEY).stream()
        .map(info -> resolved(info.getAddress())).toList();
    settlement = new Settlement<>(seeds, avoidance, System::nanoTime, random.split());
    connections = new Connections<>((namenode, longCalls) ->
        factory.createProxy(longCalls ? patient : quick, namenode, protocol, ugi, false, getFallbackToSimpleAuth()));
    list = new NamenodeList(quick, ugi, timeout);
    refresh = new Errand("hopsfs-namenodes-of-" + uri.getHost(), ClientKeys.REFRESH.in(conf), System::nanoTime, random.split(), this::learn);
    proxy = new ProxyInfo<>(protocol.cast(
        Proxy.newProxyInstance(protocol.getClassLoader(), new Class<?>[] {protocol}, new Dispatch())), uri.toString());
  }

  private Configuration withTimeout(int millis) {
    var settings = new Configuration(conf);
    settings.setInt(CommonConfigurationKeys.IPC_CLIENT_RPC_TIMEOUT_KEY, millis);
    return settings;
  }

  private static InetSocketAddress resolved(InetSocketAddress address) {
    return address.isUnresolved() ? NetUtils.createSocketAddrForHost(address.getHostString(), address.getPort()) : address;
  }

  @Override
  public ProxyInfo<T> getProxy() {
    return proxy;
  }

  /** Does nothing: when a call fails, the client settles elsewhere at once, unless it has left that NameNode already. */
  @Override
  public void performFailover(T currentProxy) {
    LOG.debug("{}: the next call goes to {}", uri, settlement.current());
  }

  @Override
  public boolean useLogicalURI() {
    return true;
  }

  @Override
  public void close() {
    refresh.close();
    connections.close();
  }

  /** Sends each call to the NameNode on which the client has settled. */
  private final class Dispatch implements RpcInvocationHandler {

    /** The call of the own thread that was too long for the short timeout: RetryProxy repeats a call on the thread that made it. */
    private final ThreadLocal<Method> tooLong = new ThreadLocal<>();

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
      refresh.doIfDue();
      var namenode = settlement.current();
      try {
        return method.invoke(connections.to(namenode, needsPatience(method)), arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IOException failure && isOfNamenode(failure)) {
          if (failure instanceof SocketTimeoutException && LONG_CALLS.contains(method.getName())) {
            tooLong.set(method);
          }
          leave(namenode, failure);
        }
        throw e.getCause();
      }
    }

    /** A long call gets its time only from the second NameNode on: whether the first one works on it or hangs can't be told. */
    private boolean needsPatience(Method method) {
      if (xface != ClientProtocol.class) {
        return true;
      }
      if (!LONG_CALLS.contains(method.getName())) {
        return false;
      }
      boolean again = method.equals(tooLong.get());
      tooLong.remove();
      return again;
    }

    @Override
    public ConnectionId getConnectionId() {
      try {
        return RPC.getConnectionIdForProxy(connections.to(settlement.current(), false));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      LoadBalancingProxyProvider.this.close();
    }
  }

  /** Whether a failure tells that the NameNode is gone, out of reach or not serving, rather than of the call. */
  private static boolean isOfNamenode(IOException failure) {
    if (failure instanceof RemoteException remote) {
      return remote.unwrapRemoteException(StandbyException.class) instanceof StandbyException;
    }
    boolean interrupted = failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
    return !interrupted;
  }

  private void leave(InetSocketAddress namenode, IOException failure) {
    settlement.failed(namenode);
    LOG.debug("{}: {} failed, the next call goes to {}", uri, namenode, settlement.current(), failure);
    // Once at once, for who is left, and once when the failed one may be chosen again.
    refresh.doNowAndAfter(avoidance);
  }

  /** Asks one NameNode after another for the list until one answers. */
  private void learn() {
    for (var namenode : settlement.toAsk()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      try {
        settle(list.askedOf(namenode));
        return;
      } catch (IOException e) {
        LOG.debug("{}: {} can't be asked for the live NameNodes", uri, namenode, e);
        if (isOfNamenode(e)) {
          settlement.failed(namenode);
        }
      }
    }
  }

  private void settle(List<LiveNamenode> live) {
    var addresses = new ArrayList<InetSocketAddress>();
    live.forEach(namenode -> addresses.add(NetUtils.createSocketAddr(namenode.rpc())));
    HAUtilClient.cloneDelegationTokenForLogicalUri(ugi, uri, addresses);
    var before = settlement.current();
    settlement.learnt(addresses);
    var kept = new LinkedHashSet<>(settlement.known());
    kept.add(settlement.current());
    connections.keepOnly(kept);
    if (!before.equals(settlement.current())) {
      LOG.debug("{}: moved from {} to {} for an even load over {}", uri, before, settlement.current(), addresses);
    }
  }
}
