package io.hopsfs.benchmarks.load;

import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * Hadoop's defaults as the harness's clients take them: without the site files of a cluster that bin/hopsfs may be configured for, and
 * without retries that would hide an error or a stall.
 */
public final class HarnessConfiguration {
  private HarnessConfiguration() {
  }

  public static Configuration create() {
    Configuration conf = new Configuration(false);
    conf.addResource("core-default.xml");
    conf.addResource("hdfs-default.xml");
    conf.setInt("ipc.client.connect.max.retries", 0);
    conf.setInt("ipc.client.connect.max.retries.on.timeouts", 0);
    // The delete of a tree of a million files may take its time; the harness wants to know how long.
    conf.setInt("ipc.client.rpc-timeout.ms", (int) TimeUnit.MINUTES.toMillis(30));
    return conf;
  }
}
