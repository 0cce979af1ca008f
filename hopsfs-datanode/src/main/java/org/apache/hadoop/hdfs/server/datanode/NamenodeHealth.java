package org.apache.hadoop.hdfs.server.datanode;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.hadoop.util.Time;

/**
 * Which NameNodes have failed a call since they last answered a heartbeat, and in which order a DataNode turns to them: each
 * DataNode has an order of its own, so that a NameNode serves its share of them. Thread-safe.
 */
final class NamenodeHealth {
  /** When the last call failed, by the monotonic clock. */
  private final Map<InetSocketAddress, Long> failed = new ConcurrentHashMap<>();

  void failed(InetSocketAddress namenode) {
    failed.put(namenode, Time.monotonicNowNanos());
  }

  /**
   * The NameNode has answered a heartbeat.
   *
   * @param sent when the heartbeat was sent, by the monotonic clock in nanoseconds
   */
  void answered(InetSocketAddress namenode, long sent) {
    failed.computeIfPresent(namenode, (address, at) -> at < sent ? null : at);
  }

  boolean isWell(InetSocketAddress namenode) {
    return !failed.containsKey(namenode);
  }

  /** In the DataNode's order of preference; those that are not well come last. */
  <T> List<T> inOrder(List<T> namenodes, Function<T, InetSocketAddress> address, String datanodeUuid) {
    var ordered = new ArrayList<>(namenodes);
    ordered.sort(Comparator.<T, Boolean>comparing(namenode -> !isWell(address.apply(namenode)))
        .thenComparing(namenode -> weight(datanodeUuid, address.apply(namenode)))
        .thenComparing(namenode -> address.apply(namenode).toString()));
    return ordered;
  }

  private static long weight(String datanodeUuid, InetSocketAddress namenode) {
    long z = 31L * datanodeUuid.hashCode() + (namenode.getHostString() + ":" + namenode.getPort()).hashCode();
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
