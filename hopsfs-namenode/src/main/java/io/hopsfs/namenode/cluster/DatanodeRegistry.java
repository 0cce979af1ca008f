package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.DatanodeRow;
import io.hopsfs.dal.tables.StorageRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.net.DFSNetworkTopology;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo.AdminStates;
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
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.net.Node;
import org.apache.hadoop.util.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DataNodes of the cluster and their storages, as Hadoop's descriptors in Hadoop's network topology, so that Hadoop's
 * placement policies work on them. Heartbeats are kept in memory; rows are written when a DataNode registers or changes.
 * {@link #load} fills it from rows: a DataNode that was alive when the last NameNode went is taken for alive until its
 * heartbeats fail to come, so that locations can be named at once. Thread-safe; changes are serialized on this object.
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
  private final NetworkTopology topology;
  private final BlockManagementBridge hadoop = new BlockManagementBridge();
  private final ClusterLoad load;
  private final Map<String, DatanodeDescriptor> datanodes = new ConcurrentHashMap<>();
  private final List<StorageListener> listeners = new CopyOnWriteArrayList<>();
  /** Held while admin states and their rows are changed, or followed. */
  private final Object adminStates = new Object();
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
    this.topology = conf.getBoolean(DFSConfigKeys.DFS_USE_DFS_NETWORK_TOPOLOGY_KEY,
        DFSConfigKeys.DFS_USE_DFS_NETWORK_TOPOLOGY_DEFAULT)
        ? DFSNetworkTopology.getInstance(conf) : NetworkTopology.getInstance(conf);
    this.load = new ClusterLoad(hadoop, this::avoidsStaleForWrite);
  }

  /** Reads the DataNodes and storages that the store knows. */
  public synchronized void load() throws IOException {
    storageIds.load();
    committed.scan(Scan.of(Tables.DATANODES.key())).forEach(this::presume);
    for (var row : storageIds.all()) {
      presume(row);
    }
  }

  private void presume(DatanodeRow row) {
    var datanode = DatanodeRows.descriptor(row);
    datanodes.put(row.uuid(), datanode);
    hadoop.addHost(datanode);
    if (row.lastHeartbeat() != 0) {
      join(datanode);
    } else {
      setDead(datanode);
    }
  }

  private void presume(StorageRow row) {
    var datanode = datanodes.get(row.datanodeUuid());
    if (datanode == null) {
      return;
    }
    if (datanode.isAlive()) {
      hadoop.uncount(datanode);
    }
    var storage = BlockManagementBridge.addStorage(datanode, new DatanodeStorage(row.uuid(),
        DatanodeStorage.State.values()[row.state()], StorageType.values()[row.type()]));
    storage.setUtilizationForTesting(0, 0, PRESUMED_BYTES, 0);
    // Rows and commands to delete commit together, so what a restarted NameNode reads is as true as what it knew before.
    storage.setBlockContentsStale(false);
    storages.put(row.id(), storage);
    if (datanode.isAlive()) {
      hadoop.count(datanode);
    }
  }

  /**
   * Takes over what a row says of a storage that another NameNode has heard of first, and of its DataNode: the DataNode will
   * tell this NameNode too, but clients and reports name the storage before that.
   */
  private synchronized void take(StorageRow row) throws StoreException {
    if (storages.storage(row.id()) != null) {
      return;
    }
    if (!datanodes.containsKey(row.datanodeUuid())) {
      var datanode = committed.get(Tables.DATANODES.key(row.datanodeUuid()));
      if (datanode == null) {
        return;
      }
      presume(datanode);
    }
    presume(row);
  }

  /** What {@link #load} has read may have changed since, by the hand of other NameNodes: new DataNodes, admin states. */
  public void followRows() throws IOException {
    var inProgress = new ArrayList<Integer>();
    synchronized (adminStates) {
      for (var row : committed.scan(Scan.of(Tables.DATANODES.key()))) {
        var state = AdminStates.values()[row.adminState()];
        synchronized (this) {
          var datanode = datanodes.get(row.uuid());
          if (datanode == null && hadoop.byTransferAddress(row.ipAddress(), row.xferPort()) == null) {
            presume(row);
          } else if (datanode != null && datanode.getAdminState() != state) {
            changeAdminState(datanode, state);
            if (state == AdminStates.DECOMMISSION_INPROGRESS) {
              inProgress.addAll(storageIds(datanode));
            }
          }
        }
      }
    }
    tellLost(inProgress);
  }

  /** Adds somebody to be told of lost storages. */
  public void listen(StorageListener listener) {
    listeners.add(listener);
  }

  public Liveness liveness() {
    return liveness;
  }

  public NetworkTopology topology() {
    return topology;
  }

  /** What opens Hadoop's package-private doors; for Placement. */
  public BlockManagementBridge hadoop() {
    return hadoop;
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
    for (var datanode : datanodes.values()) {
      if (datanode.isAlive() && datanode.isDecommissionInProgress()) {
        endangered.addAll(storageIds(datanode));
      }
    }
    return endangered;
  }

  // ---- DataNodes

  public Collection<DatanodeDescriptor> datanodes() {
    return List.copyOf(datanodes.values());
  }

  /** Null if it never registered. */
  public DatanodeDescriptor datanode(String uuid) {
    return uuid == null ? null : datanodes.get(uuid);
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
    int colon = address.lastIndexOf(':');
    var host = colon < 0 ? address : address.substring(0, colon);
    var ip = NetUtils.normalizeHostName(host);
    if (colon >= 0) {
      var exact = hadoop.byTransferAddress(ip, Integer.parseInt(address.substring(colon + 1)));
      if (exact != null) {
        return exact;
      }
    }
    var byAddress = hadoop.byIpAddress(ip);
    return byAddress != null ? byAddress : hadoop.byHostName(host);
  }

  /** Where a client stands: the DataNode on its host or a place on its rack; null if nobody knows. */
  public Node clientNode(String clientMachine) {
    var datanode = hadoop.byIpAddress(clientMachine);
    return datanode != null ? datanode : admission.placeOf(clientMachine);
  }

  public int liveDatanodes() {
    return (int) datanodes.values().stream().filter(DatanodeDescriptor::isAlive).count();
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
    DatanodeDescriptor replaced;
    DatanodeDescriptor datanode;
    synchronized (this) {
      replaced = hadoop.byTransferAddress(registration.getIpAddr(), registration.getXferPort());
      datanode = datanodes.get(registration.getDatanodeUuid());
      if (replaced != null && replaced != datanode) {
        LOG.info("{} is served by {} from now on, {} is gone", replaced.getXferAddr(), registration, replaced);
        leave(replaced);
        hadoop.removeHost(replaced);
      } else {
        replaced = null;
      }
      if (datanode == null) {
        datanode = new DatanodeDescriptor(registration, rack);
      } else {
        topology.remove(datanode);
        hadoop.removeHost(datanode);
        if (datanode.isAlive()) {
          hadoop.uncount(datanode);
          datanode.setAlive(false);
        }
        datanode.updateRegInfo(registration);
        datanode.setNetworkLocation(rack);
        // What it still holds is known only when it has told: until then nothing is deleted elsewhere on its account.
        for (var storage : datanode.getStorageInfos()) {
          storage.setBlockContentsStale(true);
        }
      }
      datanode.setSoftwareVersion(registration.getSoftwareVersion());
      datanode.setDisallowed(false);
      var upgradeDomain = admission.lists().getUpgradeDomain(datanode);
      if (upgradeDomain != null && !upgradeDomain.isEmpty()) {
        datanode.setUpgradeDomain(upgradeDomain);
      }
      join(datanode);
      hadoop.addHost(datanode);
      datanodes.put(datanode.getDatanodeUuid(), datanode);
    }
    if (replaced != null) {
      forget(replaced);
    }
    followHostListsAndSave(datanode);
  }

  /** Into the topology and the counts, alive from now on. */
  private void join(DatanodeDescriptor datanode) {
    topology.add(datanode);
    datanode.setLastUpdate(Time.now());
    datanode.setLastUpdateMonotonic(Time.monotonicNow());
    datanode.setAlive(true);
    hadoop.count(datanode);
  }

  /** Out of the topology and the counts. */
  private void leave(DatanodeDescriptor datanode) {
    if (datanode.isAlive()) {
      hadoop.uncount(datanode);
      datanode.setAlive(false);
    }
    topology.remove(datanode);
  }

  private static void setDead(DatanodeDescriptor datanode) {
    datanode.setLastUpdate(0);
    datanode.setLastUpdateMonotonic(0);
  }

  /** A DataNode whose address another one has taken: its data is not served any more. */
  private void forget(DatanodeDescriptor datanode) throws IOException {
    datanodes.remove(datanode.getDatanodeUuid(), datanode);
    rows.delete(datanode);
    tellLost(storageIds(datanode));
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
      setDead(datanode);
      throw new DisallowedDatanodeException(datanode);
    }
    if (datanode == null || !datanode.isRegistered()) {
      return null;
    }
    for (var report : vitals.reports()) {
      storageIds.know(report.getStorage(), datanode.getDatanodeUuid());
    }
    List<Integer> lost;
    synchronized (this) {
      if (!datanode.isAlive()) {
        return null;
      }
      var before = storageIds(datanode);
      hadoop.uncount(datanode);
      try {
        BlockManagementBridge.updateHeartbeat(datanode, vitals.reports(), vitals.cacheCapacity(), vitals.cacheUsed(),
            vitals.xceivers(), vitals.failedVolumes(), vitals.failures());
      } finally {
        hadoop.count(datanode);
      }
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
    synchronized (this) {
      boolean counted = datanode.isAlive();
      if (counted) {
        hadoop.uncount(datanode);
      }
      storages.put(id, BlockManagementBridge.addStorage(datanode, storage));
      if (counted) {
        hadoop.count(datanode);
      }
    }
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
    synchronized (this) {
      if (datanode.isAlive()) {
        hadoop.uncount(datanode);
        try {
          BlockManagementBridge.updateLifeline(datanode, vitals.reports(), vitals.cacheCapacity(), vitals.cacheUsed(),
              vitals.xceivers(), vitals.failedVolumes(), vitals.failures());
        } finally {
          hadoop.count(datanode);
        }
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
    synchronized (this) {
      leave(datanode);
      setDead(datanode);
    }
    rows.save(datanode);
    tellLost(storageIds(datanode));
  }

  /** Housekeeping: declares DataNodes dead whose heartbeats have failed to come, and counts the stale ones. */
  public void checkHeartbeats() throws IOException {
    var dead = new ArrayList<DatanodeDescriptor>();
    int stale = 0;
    synchronized (this) {
      long now = Time.monotonicNow();
      boolean slept = now - lastCheck > liveness.deadMillis() / 2;
      lastCheck = now;
      if (slept) {
        // This process stood still, or its machine did: heartbeats may be waiting to be read.
        LOG.warn("heartbeats were not looked through for long; nobody is declared dead for that");
        return;
      }
      for (var datanode : datanodes.values()) {
        if (datanode.isAlive() && datanode.getLastUpdateMonotonic() < now - liveness.deadMillis()) {
          leave(datanode);
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
        followHostListsAndSave(datanode);
      }
    }
  }

  private void followHostListsAndSave(DatanodeDescriptor datanode) throws IOException {
    synchronized (adminStates) {
      followHostLists(datanode);
      rows.save(datanode);
    }
  }

  private void followHostLists(DatanodeDescriptor datanode) {
    boolean excluded = admission.lists().isExcluded(datanode);
    if (excluded && datanode.isInService()) {
      changeAdminState(datanode, datanode.isAlive() ? AdminStates.DECOMMISSION_INPROGRESS : AdminStates.DECOMMISSIONED);
      tellLost(storageIds(datanode));
    } else if (!excluded && (datanode.isDecommissionInProgress() || datanode.isDecommissioned())) {
      changeAdminState(datanode, AdminStates.NORMAL);
    }
  }

  /** A decommissioning DataNode whose blocks all have enough replicas elsewhere. */
  public void decommissioned(DatanodeDescriptor datanode) throws IOException {
    synchronized (adminStates) {
      changeAdminState(datanode, AdminStates.DECOMMISSIONED);
      rows.save(datanode);
    }
  }

  private synchronized void changeAdminState(DatanodeDescriptor datanode, AdminStates state) {
    LOG.info("DataNode {} goes from {} to {}", datanode, datanode.getAdminState(), state);
    if (datanode.isAlive()) {
      hadoop.uncount(datanode);
    }
    DatanodeRows.setAdminState(datanode, state);
    if (datanode.isAlive()) {
      hadoop.count(datanode);
    }
  }

  /** The host lists' view, for reports of DataNodes that never came. */
  public HostConfigManager hostLists() {
    return admission.lists();
  }
}
