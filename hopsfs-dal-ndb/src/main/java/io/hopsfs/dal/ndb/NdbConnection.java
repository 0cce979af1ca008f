package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.Ndb;
import com.mysql.ndbjtie.ndbapi.Ndb_cluster_connection;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import java.io.Closeable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process's connection to an NDB cluster: one API node of it, shared by all sessions. */
final class NdbConnection implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(NdbConnection.class);
  private static final int SECONDS_FOR_DATA_NODES = 2;
  private static final String NO_CERTIFICATES = "";
  private static final int TLS_IF_THERE_IS_ANY = 0;

  private final Ndb_cluster_connection connection;

  private NdbConnection(Ndb_cluster_connection connection) {
    this.connection = connection;
  }

  /** Connects, waiting for the cluster as long as the settings say. */
  static NdbConnection open(NdbSettings settings) throws StoreException {
    new NdbLibrary(settings.home()).load();
    long deadline = System.nanoTime() + settings.connectTimeout().toNanos();
    var connection = Ndb_cluster_connection.create(settings.connectString());
    boolean ready = false;
    try {
      connection.set_name("hopsfs");
      // Unless it was told whether to insist on TLS, many a connection never asks the management server where the data nodes listen: of ten
      // first connections of a JVM that had used its memory before, eight.
      connection.configure_tls(NO_CERTIFICATES, TLS_IF_THERE_IS_ANY);
      connect(connection, settings, deadline);
      ready = true;
      LOG.info("Connected to NDB at {} as node {}", settings.connectString(), connection.node_id());
      return new NdbConnection(connection);
    } finally {
      if (!ready) {
        Ndb_cluster_connection.delete(connection);
      }
    }
  }

  private static void connect(Ndb_cluster_connection connection, NdbSettings settings, long deadline) throws StoreException {
    // A node id that was in use a moment ago is given again only when the data nodes have dealt with its former owner: some seconds.
    while (connection.connect(0, 1, 0) != 0) {
      waitBefore(deadline, settings, "management server: " + connection.get_latest_error_msg());
      pause();
    }
    while (connection.wait_until_ready(SECONDS_FOR_DATA_NODES, SECONDS_FOR_DATA_NODES) < 0) {
      waitBefore(deadline, settings, "the management server answers, but no data node lets node " + connection.node_id() + " in");
    }
  }

  Ndb_cluster_connection handle() {
    return connection;
  }

  /** A session for looking into the dictionary; the caller deletes it. */
  Ndb session(String database) throws StoreException {
    var ndb = Ndb.create(connection, database, "def");
    if (ndb == null || ndb.init(1) != 0) {
      throw new StoreUnavailableException("libndbclient makes no session: " + connection.get_latest_error_msg());
    }
    return ndb;
  }

  @Override
  public void close() {
    Ndb_cluster_connection.delete(connection);
  }

  private static void waitBefore(long deadline, NdbSettings settings, String problem) throws StoreException {
    var left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.isNegative()) {
      throw new StoreUnavailableException("no NDB cluster at " + settings.connectString() + " within "
          + settings.connectTimeout().toMillis() + " ms (hopsfs.store.connect.timeout): " + problem);
    }
    LOG.warn("Waiting for NDB at {} (hopsfs.store.ndb.connectstring): {}; giving up in {} s",
        settings.connectString(), problem, left.toSeconds());
  }

  private static void pause() throws StoreException {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for NDB", e);
    }
  }
}
