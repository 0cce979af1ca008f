package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.ops.Namesystem;
import io.hopsfs.namenode.ops.NamesystemFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.net.NetworkTopology;

/** A NameNode's side of DataNodes over the embedded store, simulated DataNodes, and files whose rows are written directly. */
final class BlocksFixture implements AutoCloseable {
  static final long LENGTH = 100;

  private final NamesystemFixture fs;
  private final Configuration conf;
  private Namesystem namesystem;
  private final Map<String, SimulatedDatanode> cluster = new LinkedHashMap<>();
  private final AtomicInteger files = new AtomicInteger();

  BlocksFixture(Path directory) throws IOException {
    this(directory, new Configuration(false));
  }

  BlocksFixture(Path directory, Configuration conf) throws IOException {
    conf.setIfUnset(DFSConfigKeys.NET_TOPOLOGY_NODE_SWITCH_MAPPING_IMPL_KEY, RackByName.class.getName());
    this.conf = conf;
    this.fs = new NamesystemFixture(directory, conf);
    this.namesystem = fs.namesystem();
  }

  /** DataNodes found dead as soon as {@link #silence} has passed. */
  static Configuration impatient() {
    var conf = new Configuration(false);
    conf.setInt(DFSConfigKeys.DFS_NAMENODE_HEARTBEAT_RECHECK_INTERVAL_KEY, 100);
    conf.setInt(DFSConfigKeys.DFS_HEARTBEAT_INTERVAL_KEY, 0);
    return conf;
  }

  NamesystemFixture fs() {
    return fs;
  }

  Namesystem namesystem() {
    return namesystem;
  }

  DatanodeSide side() {
    return namesystem.datanodes();
  }

  /** A NameNode that has just started on the same store. */
  void restart() throws IOException {
    namesystem = Namesystem.over(fs.store(), conf, fs.namesystem().clock(), "test");
    side().lead(2);
    for (var datanode : List.copyOf(cluster.values())) {
      datanode.movedTo(side().service());
    }
  }

  Clock clock() {
    return namesystem.clock();
  }

  SimulatedDatanode datanode(String uuid) {
    return cluster.get(uuid);
  }

  /** Starts DataNodes dn1, dn2 and so on, each with one storage. */
  List<SimulatedDatanode> start(int count) throws IOException {
    var started = new ArrayList<SimulatedDatanode>();
    for (int i = 0; i < count; i++) {
      started.add(add("dn" + (cluster.size() + 1), 1).start());
    }
    return started;
  }

  SimulatedDatanode add(String uuid, int storages) {
    return new SimulatedDatanode(side().service(), cluster, uuid, 10_000 + 10 * cluster.size(), storages);
  }

  int storageId(SimulatedDatanode datanode) {
    return side().registry().storageId(datanode.storage(0));
  }

  // ---- files

  InodeRow file(int replication) throws IOException {
    var name = ("file" + files.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
    var file = new InodeRow(Inodes.ROOT_ID, name, namesystem.ids().nextInodeId(), InodeKind.FILE, (short) 0644, 1, 1, 0, 0, 0,
        (byte) 0, 0, (short) replication, 1 << 20, LENGTH, 1, null, null);
    namesystem.transactions().run(file.key(), tx -> {
      tx.insert(file);
      return null;
    });
    return file;
  }

  /** A block that a client is writing to these DataNodes. */
  BlockRow open(InodeRow file, List<SimulatedDatanode> pipeline) throws IOException {
    long stamp = namesystem.ids().nextGenerationStamp();
    var replicas = pipeline.stream()
        .map(d -> new Replica(storageId(d), ReplicaState.EXPECTED, stamp, 0)).toList();
    var block = new BlockRow(file.id(), 0, namesystem.ids().nextBlockId(), stamp, 0, BlockState.UNDER_CONSTRUCTION, replicas,
        0, -1);
    namesystem.transactions().run(block.key(), tx -> {
      namesystem.blockMap().insert(tx, block);
      return null;
    });
    return block;
  }

  /** What the client says when it has written the block. */
  BlockRow commit(InodeRow file, BlockRow block) throws IOException {
    return namesystem.transactions().run(block.key(), tx -> {
      var locked = namesystem.blockMap().lock(tx, block.blockId());
      var committed = namesystem.blockMap().update(
          tx, locked, locked.withLength(LENGTH).withState(BlockState.COMMITTED));
      return namesystem.redundancy().completeIfReplicated(tx, committed, file);
    });
  }

  /** A closed block with a replica on each of these DataNodes. */
  BlockRow closed(InodeRow file, List<SimulatedDatanode> pipeline) throws IOException {
    var block = open(file, pipeline);
    for (var datanode : pipeline) {
      datanode.receive(replica(block));
    }
    return commit(file, block);
  }

  static Block replica(BlockRow block) {
    return new Block(block.blockId(), LENGTH, block.generationStamp());
  }

  BlockRow now(BlockRow block) throws IOException {
    return namesystem.blockMap().byBlockId(namesystem.committed(), block.blockId());
  }

  Replica replica(BlockRow block, SimulatedDatanode datanode) throws IOException {
    return BlockMap.replica(now(block), storageId(datanode));
  }

  <R extends Row> List<R> rows(Key<R> prefix) throws IOException {
    return namesystem.committed().scan(Scan.of(prefix));
  }

  /** Wrong if a packed replica and storage_blocks don't mirror each other. */
  Set<StorageBlockRow> mirrorDifferences() throws IOException {
    var expected = new HashSet<StorageBlockRow>();
    for (var block : rows(Tables.BLOCKS.key())) {
      for (var r : block.replicas()) {
        if (r.state() != ReplicaState.EXPECTED) {
          expected.add(new StorageBlockRow(r.storageId(), block.blockId(), r.generationStamp(), r.length(), r.state()));
        }
      }
    }
    var differences = new HashSet<>(expected);
    for (var row : rows(Tables.STORAGE_BLOCKS.key())) {
      if (!differences.remove(row)) {
        differences.add(row);
      }
    }
    return differences;
  }

  /** One turn of everything that is done by the clock. */
  void turn() throws IOException {
    side().registry().checkHeartbeats();
    side().redundancyTurn();
    side().ordersTurn();
    for (var datanode : cluster.values()) {
      if (side().registry().datanode(datanode.uuid()) != null
          && side().registry().datanode(datanode.uuid()).isAlive()) {
        datanode.heartbeat();
      }
    }
  }

  @Override
  public void close() throws IOException {
    fs.close();
  }

  /** A host named "r2-something" stands on rack /r2, all others on the default rack. */
  public static final class RackByName implements DNSToSwitchMapping {

    @Override
    public List<String> resolve(List<String> names) {
      return names.stream().map(name -> name.matches("r\\d+-.*") ? "/" + name.substring(0, name.indexOf('-'))
          : NetworkTopology.DEFAULT_RACK).toList();
    }

    @Override
    public void reloadCachedMappings() {
    }

    @Override
    public void reloadCachedMappings(List<String> names) {
    }
  }
}
