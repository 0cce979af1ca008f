package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.StorageRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.UnregisteredNodeException;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManagementBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.FSClusterStats;
import org.apache.hadoop.hdfs.server.blockmanagement.HostConfigManager;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.DisallowedDatanodeException;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.apache.hadoop.hdfs.server.protocol.VolumeFailureSummary;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.net.Node;
import org.apache.hadoop.util.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DataNodes of the cluster and their storages, as Hadoop's descriptors in Hadoop's network topology, so that Hadoop's
 * placement policies work on them. Heartbeats are kept in memory; rows are written when a DataNode registers or changes.
 * {@link #load} fills it from rows: a DataNode that was alive when the last NameNode went is taken for alive until its
 * heartbeats fail to come, so that locations can be named at once. Thread-safe.
 */
public final class DatanodeRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(DatanodeRegistry.class);
  /** Free space granted to a storage known from rows alone, until its first heartbeat tells the truth. */
  private static final long PRESUMED_BYTES = 1L << 50;
  /** What {@link #storageId} answers for a storage that isn't known. */
  public static final int NO_STORAGE = -1;

  private final Liveness liveness;
  private final DatanodeRows rows;
  private final CommittedRows committed;
  private final BooleanSupplier leads;
  private final StorageIds storageIds;
  private final Storages storages;
  private final HostAdmission admission;
  private final DatanodeTable table;
  private final ClusterLoad load;
  private final List<StorageListener> listeners = new CopyOnWriteArrayList<>();
  private final ServiceStates serviceStates;
  private volatile int staleDatanodes;
  private long lastCheck = Time.monotonicNow();

  /** @param leads whether this NameNode leads: only then rows say that a DataNode is dead when this one doesn't hear of it */
  public DatanodeRegistry(Configuration conf, Transactions transactions, CommittedRows committed, BooleanSupplier leads)
      throws IOException {
    this.leads = leads;
    this.liveness = Liveness.of(conf);
    this.rows = new DatanodeRows(transactions);
    this.committed = committed;
    this.storageIds = new StorageIds(transactions, committed);
    this.storages = new Storages(storageIds);
    this.admission = new HostAdmission(conf);
    this.table = new DatanodeTable(conf);
    this.load = new ClusterLoad(table.hadoop(), this::avoidsStaleForWrite);
    this.serviceStates = new ServiceStates(table, rows, admission.lists(), datanode -> tellLost(storageIds(datanode)));
  }

  /** Reads the DataNodes and storages that the store knows. */
  public void load() throws IOException {
    storageIds.load();
    committed.scan(Scan.of(Tables.DATANODES.key())).forEach(table::presume);
    for (var row : storageIds.all()) {
      presume(row);
    }
  }

  /** Forgets the numbers of storages that the store has lost with its last changes: the next heartbeats of their DataNodes give them others. */
  public void forgetLostStorages() throws StoreException {
    for (var row : storageIds.reload()) {
      LOG.warn("the store has lost storage {} of number {}", row.uuid(), row.id());
      storages.forget(row.id());
    }
  }

  private void presume(StorageRow row) {
    var datanode = table.get(row.datanodeUuid());
    if (datanode == null) {
      return;
    }
    table.change(datanode, () -> {
      var storage = BlockManagementBridge.addStorage(datanode, new DatanodeStorage(row.uuid(),
          DatanodeStorage.State.values()[row.state()], StorageType.values()[row.type()]));
      storage.setUtilizationForTesting(0, 0, PRESUMED_BYTES, 0);
      // Rows and commands to delete commit together, so what a restarted NameNode reads is as true as what it knew before.
      storage.setBlockContentsStale(false);
      storages.put(row.id(), storage);
    });
  }

  /**
   * Takes over what a row says of a storage that another NameNode has heard of first, and of its DataNode: the DataNode will
   * tell this NameNode too, but clients and reports name the storage before that.
   */
  private void take(StorageRow row) throws StoreException {
    if (table.get(row.datanodeUuid()) == null) {
      var datanode = committed.get(Tables.DATANODES.key(row.datanodeUuid()));
      if (datanode == null) {
        return;
      }
      table.presume(datanode);
    }
    synchronized (table) {
      if (storages.storage(row.id()) == null) {
        presume(row);
      }
    }
  }

  /** What {@link #load} has read may have changed since, by the hand of other NameNodes: new DataNodes, admin states. */
  public void followRows() throws IOException {
    var leaving = serviceStates.followRows(committed);
    tellLost(leaving.stream().flatMap(datanode -> storageIds(datanode).stream()).toList());
  }

  /** Adds somebody to be told of lost storages. */
  public void listen(StorageListener listener) {
    listeners.add(listener);
  }

  public Liveness liveness() {
    return liveness;
  }

  public NetworkTopology topology() {
    return table.topology();
  }

  /** What opens Hadoop's package-private doors; for Placement. */
  public BlockManagementBridge hadoop() {
    return table.hadoop();
  }

  public FSClusterStats clusterLoad() {
    return load;
  }

  // ---- storages

  /** The storage of that number; null if no DataNode holds it now. */
  public DatanodeStorageInfo storage(int storageId) {
    var storage = storages.storage(storageId);
    if (storage == null && storageIds.row(storageId) == null) {
      learn(() -> storageIds.learn(storageId));
      storage = storages.storage(storageId);
    }
    return storage;
  }

  /** The number of a storage; {@link #NO_STORAGE} if it was never reported. */
  public int storageId(String storageUuid) {
    var row = storageIds.row(storageUuid);
    if (row == null) {
      row = learn(() -> storageIds.learn(storageUuid));
    }
    return row == null ? NO_STORAGE : row.id();
  }

  public int storageId(DatanodeStorageInfo storage) {
    return storageId(storage.getStorageID());
  }

  /** The uuid of a storage, also if it is gone; null if the number was never given. */
  public String storageUuid(int storageId) {
    storage(storageId);
    var row = storageIds.row(storageId);
    return row == null ? null : row.uuid();
  }

  /** Asks the store. If it doesn't answer, the storage stays unknown for now. */
  private StorageRow learn(Reading reading) {
    try {
      var row = reading.read();
      if (row != null) {
        take(row);
      }
      return row;
    } catch (StoreException e) {
      LOG.warn("a storage that this NameNode hasn't heard of can't be looked up: {}", e.getMessage());
      return null;
    }
  }

  @FunctionalInterface
  private interface Reading {
    StorageRow read() throws StoreException;
  }

  /** The storage of that number if replicas there can be read, see {@link #isLive}; else null. */
  public DatanodeStorageInfo liveStorage(int storageId) {
    var storage = storage(storageId);
    return storage != null && storages.isLive(storageId, storage) ? storage : null;
  }

  /** Whether replicas there can be read: its DataNode lives and the storage hasn't failed. */
  public boolean isLive(int storageId) {
    return storage(storageId) != null && storages.isLive(storageId);
  }

  /** The numbers of the storages that a DataNode holds. */
  public List<Integer> storageIds(DatanodeDescriptor datanode) {
    return storages.of(datanode);
  }

  /** The numbers of all storages ever seen whose replicas can't be read now, or are on DataNodes that leave service. */
  public List<Integer> endangeredStorageIds() {
    var endangered = new ArrayList<>(storages.lost());
    for (var datanode : table.all()) {
      if (datanode.isAlive() && datanode.isDecommissionInProgress()) {
        endangered.addAll(storageIds(datanode));
      }
    }
    return endangered;
  }

  // ---- DataNodes

  public Collection<DatanodeDescriptor> datanodes() {
    return table.all();
  }

  /** Null if it never registered. */
  public DatanodeDescriptor datanode(String uuid) {
    return uuid == null ? null : table.get(uuid);
  }

  /**
   * The DataNode of that uuid; null if it never registered.
   *
   * @throws UnregisteredNodeException if another address serves it now
   */
  public DatanodeDescriptor datanode(DatanodeID id) throws UnregisteredNodeException {
    var datanode = datanode(id.getDatanodeUuid());
    if (datanode != null && !datanode.getXferAddr().equals(id.getXferAddr())) {
      throw new UnregisteredNodeException(id, datanode);
    }
    return datanode;
  }

  /** A DataNode named as HDFS's favoured nodes are, "host:port" or "host", name or address; null if there is none. */
  public DatanodeDescriptor datanodeAt(String address) {
    return table.at(address);
  }

  /** Where a client stands: the DataNode on its host or a place on its rack; null if nobody knows. */
  public Node clientNode(String clientMachine) {
    var datanode = table.hadoop().byIpAddress(clientMachine);
    return datanode != null ? datanode : admission.placeOf(clientMachine);
  }

  public int liveDatanodes() {
    return table.live();
  }

  private boolean avoidsStaleForWrite() {
    int stale = staleDatanodes;
    return liveness.avoidStaleForWrite() && stale > 0 && stale <= liveDatanodes() * liveness.staleForWriteRatio();
  }

  // ---- registration

  /**
   * Takes a DataNode in, for the first time or again.
   *
   * @param remote where the call comes from, or null to believe the registration
   */
  public void register(DatanodeRegistration registration, InetAddress remote) throws IOException {
    var rack = admission.admit(registration, remote);
    try {
      take(registration, rack);
    } catch (NetworkTopology.InvalidTopologyException e) {
      admission.forgetRack(registration);
      throw e;
    }
    LOG.info("registered DataNode {} on {}", registration, rack);
  }

  private void take(DatanodeRegistration registration, String rack) throws IOException {
    var registered = table.register(registration, rack);
    var datanode = registered.datanode();
    var upgradeDomain = admission.lists().getUpgradeDomain(datanode);
    if (upgradeDomain != null && !upgradeDomain.isEmpty()) {
      datanode.setUpgradeDomain(upgradeDomain);
    }
    if (registered.replaced() != null) {
      // Its data is not served any more.
      rows.delete(registered.replaced());
      tellLost(storageIds(registered.replaced()));
    }
    serviceStates.followHostLists(datanode);
  }

  // ---- heartbeats

  /** What a heartbeat says of its DataNode. */
  public record Vitals(StorageReport[] reports, long cacheCapacity, long cacheUsed, int xceivers, int failedVolumes,
      VolumeFailureSummary failures) {
  }

  /**
   * Takes a heartbeat.
   *
   * @return the DataNode, or null if it has to register (again)
   * @throws DisallowedDatanodeException if the host lists don't admit it any more
   */
  public DatanodeDescriptor heartbeat(DatanodeID id, Vitals vitals) throws IOException {
    DatanodeDescriptor datanode;
    try {
      datanode = datanode(id);
    } catch (UnregisteredNodeException e) {
      LOG.info("{}", e.getMessage());
      return null;
    }
    if (datanode != null && datanode.isDisallowed()) {
      DatanodeTable.silence(datanode);
      throw new DisallowedDatanodeException(datanode);
    }
    if (datanode == null || !datanode.isRegistered()) {
      return null;
    }
    for (var report : vitals.reports()) {
      storageIds.know(report.getStorage(), datanode.getDatanodeUuid());
    }
    List<Integer> lost;
    synchronized (table) {
      if (!datanode.isAlive()) {
        return null;
      }
      var before = storageIds(datanode);
      table.change(datanode, () -> BlockManagementBridge.updateHeartbeat(datanode, vitals.reports(), vitals.cacheCapacity(),
          vitals.cacheUsed(), vitals.xceivers(), vitals.failedVolumes(), vitals.failures()));
      lost = storages.match(datanode, before, vitals.reports());
    }
    tellLost(lost);
    return datanode;
  }

  /**
   * The number of a storage named in a report, which may come before the heartbeat that tells more of it.
   *
   * @return its number
   */
  public int knowStorage(DatanodeDescriptor datanode, DatanodeStorage storage) throws IOException {
    var known = datanode.getStorageInfo(storage.getStorageID());
    if (known != null && storageId(known) != NO_STORAGE) {
      return storageId(known);
    }
    int id = storageIds.know(storage, datanode.getDatanodeUuid()).id();
    table.change(datanode, () -> storages.put(id, BlockManagementBridge.addStorage(datanode, storage)));
    return id;
  }

  /** A sign of life apart from heartbeats; says nothing to those who aren't registered. */
  public void lifeline(DatanodeID id, Vitals vitals) throws IOException {
    var datanode = datanode(id);
    if (datanode == null || !datanode.isRegistered() || datanode.isDisallowed()) {
      return;
    }
    for (var report : vitals.reports()) {
      storageIds.know(report.getStorage(), datanode.getDatanodeUuid());
    }
    synchronized (table) {
      if (datanode.isAlive()) {
        table.change(datanode, () -> BlockManagementBridge.updateLifeline(datanode, vitals.reports(), vitals.cacheCapacity(),
            vitals.cacheUsed(), vitals.xceivers(), vitals.failedVolumes(), vitals.failures()));
      }
    }
  }

  private void tellLost(List<Integer> ids) {
    if (!ids.isEmpty()) {
      LOG.warn("storages {} are lost", ids.stream().map(this::storageUuid).toList());
      listeners.forEach(listener -> listener.lost(ids));
    }
  }

  /** A DataNode that can't go on, as it says itself. */
  public void declareDead(DatanodeID id) throws IOException {
    var datanode = datanode(id);
    if (datanode == null) {
      return;
    }
    synchronized (table) {
      table.leave(datanode);
      DatanodeTable.silence(datanode);
    }
    rows.save(datanode);
    tellLost(storageIds(datanode));
  }

  /** Housekeeping: declares DataNodes dead whose heartbeats have failed to come, and counts the stale ones. */
  public void checkHeartbeats() throws IOException {
    var dead = new ArrayList<DatanodeDescriptor>();
    int stale = 0;
    synchronized (table) {
      long now = Time.monotonicNow();
      boolean slept = now - lastCheck > liveness.deadMillis() / 2;
      lastCheck = now;
      if (slept) {
        // This process stood still, or its machine did: heartbeats may be waiting to be read.
        LOG.warn("heartbeats were not looked through for long; nobody is declared dead for that");
        return;
      }
      for (var datanode : table.all()) {
        if (datanode.isAlive() && datanode.getLastUpdateMonotonic() < now - liveness.deadMillis()) {
          table.leave(datanode);
          dead.add(datanode);
        } else if (datanode.isAlive() && datanode.isStale(liveness.staleMillis())) {
          stale++;
        }
      }
    }
    staleDatanodes = stale;
    for (var datanode : dead) {
      LOG.warn("DataNode {} is dead: no heartbeat for {} ms", datanode, liveness.deadMillis());
      if (leads.getAsBoolean()) {
        rows.save(datanode);
      }
      if (!datanode.isMaintenance()) {
        tellLost(storageIds(datanode));
      }
    }
  }

  // ---- admission and admin state

  /** Reads dfs.hosts and dfs.hosts.exclude anew and follows them. */
  public void refreshHosts(Configuration fresh) throws IOException {
    admission.refresh(fresh);
    for (var datanode : datanodes()) {
      if (!admission.lists().isIncluded(datanode)) {
        datanode.setDisallowed(true);
      } else {
        serviceStates.followHostLists(datanode);
      }
    }
  }

  /** A decommissioning DataNode whose blocks all have enough replicas elsewhere. */
  public void decommissioned(DatanodeDescriptor datanode) throws IOException {
    serviceStates.decommissioned(datanode);
  }

  /** The host lists' view, for reports of DataNodes that never came. */
  public HostConfigManager hostLists() {
    return admission.lists();
  }
}
