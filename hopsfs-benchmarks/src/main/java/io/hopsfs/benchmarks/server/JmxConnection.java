package io.hopsfs.benchmarks.server;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JMX to a child JVM, connected at first use. The JVM serves it by itself, so that no side needs a line of code for it: stock and ours are
 * measured by the same means.
 */
final class JmxConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JmxConnection.class);

  private final int port;
  private JMXConnector connector;
  private MBeanServerConnection beans;
  private ThreadMXBean threads;
  private MemoryMXBean memory;
  private List<GarbageCollectorMXBean> collectors;

  JmxConnection(int port) {
    this.port = port;
  }

  static List<String> options(int port) {
    return List.of("-Dcom.sun.management.jmxremote.port=" + port, "-Dcom.sun.management.jmxremote.rmi.port=" + port,
        "-Dcom.sun.management.jmxremote.host=127.0.0.1", "-Djava.rmi.server.hostname=127.0.0.1",
        "-Dcom.sun.management.jmxremote.authenticate=false", "-Dcom.sun.management.jmxremote.ssl=false");
  }

  /** Bytes allocated so far by each thread alive. */
  synchronized Map<Long, Long> allocatedByThread() throws IOException {
    connect();
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (bytes[i] >= 0) {
        allocated.put(ids[i], bytes[i]);
      }
    }
    return allocated;
  }

  synchronized long collectionMillis() throws IOException {
    connect();
    return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
  }

  /** Live heap in bytes: what is left after a full collection, which this runs. */
  synchronized long liveHeap() throws IOException {
    connect();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** How often a NameNode of ours has waited for its store. */
  synchronized long roundTrips() throws IOException {
    connect();
    try {
      return (Long) beans.getAttribute(new ObjectName("io.hopsfs:type=Store"), "RoundTrips");
    } catch (JMException e) {
      throw new IOException("the NameNode tells no round trips", e);
    }
  }

  private void connect() throws IOException {
    if (connector != null) {
      return;
    }
    connector = JMXConnectorFactory.connect(new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
    beans = connector.getMBeanServerConnection();
    threads = ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class);
    memory = ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class);
    collectors = ManagementFactory.getPlatformMXBeans(beans, GarbageCollectorMXBean.class);
  }

  @Override
  public synchronized void close() {
    if (connector == null) {
      return;
    }
    try {
      connector.close();
    } catch (IOException e) {
      // The server may have been killed: then there is nobody left to say goodbye to.
      LOG.debug("JMX connection to a stopped server", e);
    }
    connector = null;
  }
}
