package io.hopsfs.benchmarks.server;

import io.hopsfs.benchmarks.floor.FloorServer;
import java.util.Map;

/** What can run in a race's child process. */
public enum ServerKind {
  STOCK("stock", "stock HDFS NameNode, global lock", "org.apache.hadoop.hdfs.server.namenode.NameNode", Map.of(
      "dfs.namenode.lock.model.provider.class", "org.apache.hadoop.hdfs.server.namenode.fgl.GlobalFSNamesystemLock")),
  STOCK_FGL("stock-fgl", "stock HDFS NameNode, fine-grained lock", "org.apache.hadoop.hdfs.server.namenode.NameNode", Map.of(
      "dfs.namenode.lock.model.provider.class", "org.apache.hadoop.hdfs.server.namenode.fgl.FineGrainedFSNamesystemLock")),
  HOPSFS("hopsfs", "hopsfs NameNode, embedded store, fsync on", "io.hopsfs.namenode.NameNode", Map.of(
      "hopsfs.store", "rocksdb")),
  HOPSFS_NDB("hopsfs-ndb", "hopsfs NameNode, MySQL NDB Cluster", "io.hopsfs.namenode.NameNode", Map.of(
      "hopsfs.store", "ndb")),
  FLOOR("floor", "constant answers on the same wire", FloorServer.class.getName(), Map.of());

  private final String label;
  private final String description;
  private final String mainClass;
  private final Map<String, String> properties;

  ServerKind(String label, String description, String mainClass, Map<String, String> properties) {
    this.label = label;
    this.description = description;
    this.mainClass = mainClass;
    this.properties = properties;
  }

  public String label() {
    return label;
  }

  public String description() {
    return description;
  }

  String mainClass() {
    return mainClass;
  }

  Map<String, String> properties() {
    return properties;
  }

  public boolean isStock() {
    return this == STOCK || this == STOCK_FGL;
  }

  public boolean isHopsfs() {
    return this == HOPSFS || this == HOPSFS_NDB;
  }

  /** Whether its metadata is in a database that several processes share. */
  public boolean usesDatabase() {
    return this == HOPSFS_NDB;
  }

  /** Whether it holds a namespace; the floor only pretends to. */
  public boolean hasNamespace() {
    return this != FLOOR;
  }

  /** @throws IllegalArgumentException naming the choices when there is no such label */
  public static ServerKind of(String label) {
    for (ServerKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no server '" + label + "': choose stock, stock-fgl, hopsfs, hopsfs-ndb or floor");
  }
}
