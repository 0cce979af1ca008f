package io.hopsfs.dal.ndb;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.conf.NdbKeys;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What the configuration says about NDB.
 *
 * @param home           directory of MySQL NDB Cluster, or null to look for libndbclient in java.library.path
 * @param connectTimeout how long to wait for the cluster when the store is opened
 * @param sessions       transactions at once
 * @param readers        threads that combine reads
 * @param group          operations that share a transaction at most
 * @param sql            how to reach a SQL node, or null
 */
record NdbSettings(String connectString, String database, String home, Duration connectTimeout, int sessions, int readers, int group,
    Sql sql) {

  /** A SQL node, needed for nothing but making tables. */
  record Sql(String url, String user, String password) {
  }

  static NdbSettings from(UnaryOperator<String> configuration) throws StoreException {
    try {
      var connectString = NdbKeys.CONNECTSTRING.in(configuration);
      if (connectString == null) {
        throw new StoreException(NdbKeys.CONNECTSTRING.name()
            + " is not set; it names the management servers of the NDB cluster, such as mgm1:1186,mgm2:1186");
      }
      var home = NdbKeys.HOME.in(configuration);
      return new NdbSettings(connectString, NdbKeys.DATABASE.in(configuration), home == null ? System.getenv("NDB_HOME") : home,
          NdbKeys.CONNECT_TIMEOUT.in(configuration), positive(NdbKeys.SESSIONS.in(configuration), NdbKeys.SESSIONS.name()),
          positive(NdbKeys.READERS.in(configuration), NdbKeys.READERS.name()),
          positive(NdbKeys.GROUP.in(configuration), NdbKeys.GROUP.name()), sql(configuration));
    } catch (IllegalArgumentException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  static Sql sql(UnaryOperator<String> configuration) {
    var url = NdbKeys.JDBC_URL.in(configuration);
    return url == null ? null : new Sql(url, NdbKeys.JDBC_USER.in(configuration), NdbKeys.JDBC_PASSWORD.in(configuration));
  }

  private static int positive(long value, String key) throws StoreException {
    if (value < 1 || value > 4096) {
      throw new StoreException(key + " = " + value + ": expected 1 to 4096");
    }
    return (int) value;
  }
}
