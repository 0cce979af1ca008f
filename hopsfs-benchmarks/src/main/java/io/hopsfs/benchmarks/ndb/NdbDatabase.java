package io.hopsfs.benchmarks.ndb;

import io.hopsfs.benchmarks.server.Database;
import io.hopsfs.benchmarks.server.ProcessCpu;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An NDB Cluster that NameNodes of a race keep their metadata in, each side in a database of its own. */
public final class NdbDatabase implements Database, AutoCloseable {
  private static final String JDBC_URL = "hopsfs.store.ndb.jdbc.url";

  private final String connectString;
  private final Map<String, String> sql;
  private final List<Long> dataNodes;
  private final NdbProcesses own;

  private NdbDatabase(String connectString, Map<String, String> sql, List<Long> dataNodes, NdbProcesses own) {
    this.connectString = connectString;
    this.sql = Map.copyOf(sql);
    this.dataNodes = List.copyOf(dataNodes);
    this.own = own;
  }

  /** A cluster that runs already; the CPU of data nodes on other machines can't be told. */
  public static NdbDatabase existing(String connectString, String jdbcUrl, String user, String password) {
    Map<String, String> sql = new HashMap<>(Map.of(JDBC_URL, jdbcUrl, "hopsfs.store.ndb.jdbc.user", user));
    if (password != null) {
      sql.put("hopsfs.store.ndb.jdbc.password", password);
    }
    return new NdbDatabase(connectString, sql, DataNodesHere.of(connectString), null);
  }

  /** A cluster that ends with this object. */
  static NdbDatabase of(NdbProcesses processes) {
    return new NdbDatabase(processes.connectString(), Map.of(JDBC_URL, processes.jdbcUrl()),
        processes.dataNodes(), processes);
  }

  public String connectString() {
    return connectString;
  }

  public String jdbcUrl() {
    return sql.get(JDBC_URL);
  }

  @Override
  public Map<String, String> properties(String side) {
    Map<String, String> properties = new HashMap<>(sql);
    properties.put("hopsfs.store.ndb.connectstring", connectString);
    properties.put("hopsfs.store.ndb.database", "bench_" + side.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_"));
    return properties;
  }

  @Override
  public Optional<ProcessCpu> cpu() throws IOException {
    if (dataNodes.isEmpty()) {
      return Optional.empty();
    }
    ProcessCpu sum = new ProcessCpu(0, 0);
    for (long dataNode : dataNodes) {
      sum = sum.plus(ProcessCpu.of(dataNode));
    }
    return Optional.of(sum);
  }

  @Override
  public void close() throws IOException {
    if (own != null) {
      own.close();
    }
  }
}
