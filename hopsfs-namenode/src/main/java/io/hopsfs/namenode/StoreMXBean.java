package io.hopsfs.namenode;

/** What JMX tells of the store under the name {@code io.hopsfs:type=Store}. */
public interface StoreMXBean {

  /** How often this process has waited for the store's other processes. */
  long getRoundTrips();
}
