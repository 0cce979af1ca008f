package io.hopsfs.namenode.ops;

import io.hopsfs.dal.conf.HopsKeys;
import io.hopsfs.dal.tck.StoreProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.ServiceLoader;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The round trips to the data nodes of an NDB Cluster: as many as the ops ask for, and not one more. */
@EnabledIfEnvironmentVariable(named = "NDB_HOME", matches = ".+", disabledReason = "built without NDB, see docs/ndb.md")
class NdbRoundTripsTest extends RoundTripsTest {
  private StoreProcesses cluster;

  @Override
  FilesFixture fixture(Path directory) throws IOException, InterruptedException {
    var launcher = ServiceLoader.load(StoreProcesses.Launcher.class).findFirst()
        .orElseThrow(() -> new IOException("the profile ndb is not active"));
    cluster = launcher.start(2);
    var settings = new HashMap<>(cluster.configuration("roundtrips"));
    settings.put("hopsfs.store", launcher.store());
    // Only the ops are to ask the store while they are counted.
    var quiet = new Configuration(false);
    quiet.set(HopsKeys.HEARTBEAT_INTERVAL.name(), "10m");
    quiet.set(HopsKeys.EVICTION.name(), "60m");
    return new FilesFixture(settings, quiet);
  }

  @Override
  void stop() throws IOException {
    try (var ending = cluster) {
      super.stop();
    }
  }
}
