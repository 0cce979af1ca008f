package io.hopsfs.tests.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider;
import org.apache.hadoop.hdfs.server.namenode.ha.HAProxyFactory;
import org.apache.hadoop.ipc.Client.ConnectionId;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RpcInvocationHandler;

/**
 * Makes a stock client send each call to another NameNode than the one before, so that whatever one call changes the next one must
 * find through another NameNode.
 *
 * @param <T> the protocol
 */
public final class RotatingProxyProvider<T> extends ConfiguredFailoverProxyProvider<T> {
  private final ProxyInfo<T> rotation;

  public RotatingProxyProvider(Configuration conf, URI uri, Class<T> protocol, HAProxyFactory<T> factory) {
    super(conf, uri, protocol, factory);
    Object proxy = Proxy.newProxyInstance(protocol.getClassLoader(), new Class<?>[] {protocol}, new Rotation());
    rotation = new ProxyInfo<>(protocol.cast(proxy), "each NameNode of " + uri.getHost() + " in turn");
  }

  @Override
  public ProxyInfo<T> getProxy() {
    return rotation;
  }

  @Override
  public void performFailover(T failed) {
    // The next call goes elsewhere in any case.
  }

  private synchronized T proxyOf(int index) {
    return createProxyIfNeeded(proxies.get(index)).proxy;
  }

  private final class Rotation implements RpcInvocationHandler {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      try {
        return method.invoke(proxyOf(Math.floorMod(calls.getAndIncrement(), proxies.size())), arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    @Override
    public ConnectionId getConnectionId() {
      return RPC.getConnectionIdForProxy(proxyOf(0));
    }

    @Override
    public void close() throws IOException {
      RotatingProxyProvider.this.close();
    }
  }
}
