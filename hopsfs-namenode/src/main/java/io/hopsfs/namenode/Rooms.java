package io.hopsfs.namenode;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.tables.NamenodeRow;
import io.hopsfs.namenode.blocks.Peers;
import io.hopsfs.namenode.cluster.Heartbeat;
import io.hopsfs.namenode.cluster.Housekeeping;
import io.hopsfs.namenode.cluster.Membership;
import io.hopsfs.namenode.ops.LeaseExpiry;
import io.hopsfs.namenode.ops.Namesystem;
import io.hopsfs.namenode.ops.Operations;
import io.hopsfs.namenode.ops.Reaper;
import io.hopsfs.namenode.ops.RetryExpiry;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RefreshRegistry;
import org.apache.hadoop.net.NetUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms of one NameNode over its open store, and the housekeeping that runs in them.
 *
 * @param commands       hopsfs's own admin commands
 * @param storeInProcess whether the store answers without waiting for another process
 */
public record Rooms(Namesystem namesystem, Operations operations, Heartbeat heartbeat, Housekeeping housekeeping,
    LeaseExpiry leaseExpiry, RefreshRegistry commands, boolean storeInProcess) {
  private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
  /** Whoever meets the lock of a NameNode that is gone ends it: this is for those that nobody meets. */
  private static final Duration SUBTREE_LOCKS = Duration.ofMinutes(1);
  /** How soon a setting is known everywhere, should the NameNode that has changed it die before it has told the others. */
  private static final Duration SETTINGS = Duration.ofSeconds(5);

  /**
   * Wires the rooms and reads what they keep in memory.
   *
   * @param hostName of this NameNode, for messages
   */
  static Rooms wire(Configuration conf, MetadataStore store, Clock clock, String hostName) throws IOException {
    var namesystem = Namesystem.over(store, conf, clock, hostName);
    var operations = new Operations(namesystem, conf);
    var membership = namesystem.membership();
    var leadership = namesystem.leadership();
    var datanodes = namesystem.datanodes();
    datanodes.share(() -> peers(membership));
    leadership.listen(datanodes);
    var housekeeping = new Housekeeping(namesystem.safeMode()::isOn, membership::serving, leadership::isLeader);
    var leaseExpiry = new LeaseExpiry(namesystem, conf);
    datanodes.schedule(housekeeping);
    housekeeping.addAlways("settings", SETTINGS, namesystem.safeMode()::load);
    housekeeping.add("lease-recovery", LeaseExpiry.interval(conf), () -> {
      leaseExpiry.forgiveAbsence();
      leaseExpiry.run();
    });
    housekeeping.add("subtree-locks", SUBTREE_LOCKS, namesystem.subtrees()::clearStale);
    housekeeping.add("reaper", Duration.ofSeconds(1), new Reaper(namesystem));
    housekeeping.add("retry-expiry", RetryExpiry.interval(operations.kept()), new RetryExpiry(namesystem));
    var fsck = new MetadataFsck(namesystem.committed(), namesystem.tree(), namesystem.fileUsages());
    return new Rooms(namesystem, operations, new Heartbeat(membership), housekeeping, leaseExpiry,
        AdminCommands.registry(store, fsck::check), !store.capabilities().shared());
  }

  private static Peers peers(Membership membership) {
    var own = membership.self();
    return own == null ? Peers.alone() : new Peers(own.id(), membership.live().stream().map(NamenodeRow::id).toList());
  }

  /** Joins the other NameNodes and begins to serve; called once the own addresses are known. */
  void join(InetSocketAddress rpc, InetSocketAddress http) throws IOException {
    namesystem.membership().join(advertised(rpc), advertised(http));
    heartbeat.start();
    namesystem.known().start();
    if (namesystem.leadership().isLeader()) {
      leaseExpiry.forgiveAbsence();
    }
    namesystem.membership().open();
    housekeeping.start();
  }

  /** As it is configured: another machine may not know the name that this one has for an IP address. */
  private static String advertised(InetSocketAddress bound) {
    var reachable = NetUtils.getConnectAddress(bound);
    String host = reachable.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + reachable.getPort();
  }

  void stop() {
    housekeeping.close();
    namesystem.known().stop();
    try {
      heartbeat.close();
    } catch (IOException e) {
      LOG.warn("could not leave the other NameNodes, they will find out: {}", e.toString());
    }
  }
}
