package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.namespace.Principals;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;
import org.apache.hadoop.hdfs.server.protocol.NamespaceInfo;

/**
 * What names this cluster to its DataNodes; made when the store is formatted and never changed.
 *
 * @param namespaceId positive
 * @param clusterId   {@code CID-...} unless the operator chose one
 * @param blockPoolId {@code BP-random-ip-time}
 * @param created     milliseconds since the epoch
 */
public record ClusterIdentity(int namespaceId, String clusterId, String blockPoolId, long created) {
  private static final String NAMESPACE_ID = "cluster.namespace_id";
  private static final String CLUSTER_ID = "cluster.id";
  private static final String BLOCK_POOL_ID = "cluster.block_pool_id";
  private static final short ROOT_PERMISSION = 0755;

  /** A new identity; an empty or null cluster id means a generated one. */
  public static ClusterIdentity make(String clusterId, String ipAddress, long now) {
    var random = new SecureRandom();
    int namespaceId = 1 + random.nextInt(Integer.MAX_VALUE - 1);
    String chosen = clusterId == null || clusterId.isBlank() ? "CID-" + UUID.randomUUID() : clusterId;
    String pool = "BP-" + (1 + random.nextInt(Integer.MAX_VALUE - 1)) + "-" + ipAddress + "-" + now;
    return new ClusterIdentity(namespaceId, chosen, pool, now);
  }

  /** Erases the store and writes this identity and an empty root directory into it. */
  public void format(MetadataStore store, String superuser, String supergroup) throws IOException {
    store.format();
    store.open();
    var transactions = new Transactions(store);
    var principals = new Principals(new CommittedRows(store), transactions);
    int owner = principals.userId(superuser);
    int group = principals.groupId(supergroup);
    transactions.run(Inodes.root(), tx -> {
      tx.insert(new InodeRow(Inodes.NO_PARENT, Inodes.NO_NAME, Inodes.ROOT_ID, InodeKind.DIRECTORY, ROOT_PERMISSION, owner, group,
          0, 0, 0, (byte) 0, 0, (short) 0, 0, 0, 0, null, null));
      tx.insert(new VariableRow(NAMESPACE_ID, namespaceId, null));
      tx.insert(new VariableRow(CLUSTER_ID, created, clusterId.getBytes(StandardCharsets.UTF_8)));
      tx.insert(new VariableRow(BLOCK_POOL_ID, created, blockPoolId.getBytes(StandardCharsets.UTF_8)));
      return null;
    });
  }

  /** The identity that the open store was formatted with. */
  public static ClusterIdentity load(Rows rows) throws StoreException {
    var namespace = variable(rows, NAMESPACE_ID);
    var cluster = variable(rows, CLUSTER_ID);
    var pool = variable(rows, BLOCK_POOL_ID);
    return new ClusterIdentity((int) namespace.number(), new String(cluster.text(), StandardCharsets.UTF_8),
        new String(pool.text(), StandardCharsets.UTF_8), cluster.number());
  }

  private static VariableRow variable(Rows rows, String name) throws StoreException {
    var row = rows.get(Tables.VARIABLES.key(name));
    if (row == null) {
      throw new StoreException("the store has no variable " + name + ": formatting it did not finish; run bin/hopsfs format --force");
    }
    return row;
  }

  /** As DataNodes ask for it. */
  public NamespaceInfo toNamespaceInfo() {
    return new NamespaceInfo(namespaceId, clusterId, blockPoolId, created);
  }
}
