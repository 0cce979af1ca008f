package io.hopsfs.namenode;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.namenode.cluster.Housekeeping;
import io.hopsfs.namenode.ops.LeaseExpiry;
import io.hopsfs.namenode.ops.Namesystem;
import io.hopsfs.namenode.ops.Operations;
import io.hopsfs.namenode.ops.Reaper;
import io.hopsfs.namenode.ops.RetryExpiry;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RefreshRegistry;

/**
 * The rooms of one NameNode over its open store, and the housekeeping that runs in them.
 *
 * @param commands       hopsfs's own admin commands
 * @param storeInProcess whether the store answers without waiting for another process
 */
public record Rooms(Namesystem namesystem, Operations operations, Housekeeping housekeeping, RefreshRegistry commands,
    boolean storeInProcess) {

  /**
   * Wires the rooms, reads what they keep in memory, and starts housekeeping.
   *
   * @param hostName of this NameNode, for messages
   */
  static Rooms wire(Configuration conf, MetadataStore store, Clock clock, String hostName) throws IOException {
    var namesystem = Namesystem.over(store, conf, clock, hostName);
    var operations = new Operations(namesystem, conf);
    namesystem.datanodes().lead(1);
    namesystem.leases().renewAll(namesystem.committed(), namesystem.transactions());
    var housekeeping = new Housekeeping(namesystem.safeMode()::isOn);
    namesystem.datanodes().schedule(housekeeping);
    housekeeping.add("lease-recovery", LeaseExpiry.interval(conf), new LeaseExpiry(namesystem, operations));
    housekeeping.add("reaper", Duration.ofSeconds(1), new Reaper(namesystem));
    housekeeping.add("retry-expiry", RetryExpiry.interval(operations.kept()), new RetryExpiry(namesystem));
    housekeeping.start();
    var fsck = new MetadataFsck(namesystem.committed(), namesystem.tree(), namesystem.fileUsages());
    return new Rooms(namesystem, operations, housekeeping, AdminCommands.registry(store, fsck::check), !store.capabilities().shared());
  }

  void stop() {
    housekeeping.close();
  }
}
