package io.hopsfs.namenode;

import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.ObjectName;

/** Shows the store of the process's one NameNode to JMX. */
record StoreFigures(LongSupplier roundTrips) implements StoreMXBean {

  static void register(LongSupplier roundTrips) {
    try {
      ManagementFactory.getPlatformMBeanServer().registerMBean(new StoreFigures(roundTrips), new ObjectName("io.hopsfs:type=Store"));
    } catch (JMException e) {
      throw new IllegalStateException("JMX refuses the store's figures", e);
    }
  }

  @Override
  public long getRoundTrips() {
    return roundTrips.getAsLong();
  }
}
