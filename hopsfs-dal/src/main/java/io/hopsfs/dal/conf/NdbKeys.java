package io.hopsfs.dal.conf;

import java.time.Duration;
import java.util.List;

/** The configuration keys of the store in MySQL NDB Cluster. */
public final class NdbKeys {

  public static final ConfigKey<Duration> CONNECT_TIMEOUT = ConfigKey.duration("hopsfs.store.connect.timeout", "60s",
      "How long a NameNode that starts waits for a store in other processes before it gives up.");

  public static final ConfigKey<String> CONNECTSTRING = ConfigKey.text("hopsfs.store.ndb.connectstring", null,
      "NDB's management servers, such as `mgm1:1186,mgm2:1186`. Must be set.");

  public static final ConfigKey<String> DATABASE = ConfigKey.text("hopsfs.store.ndb.database", "hopsfs",
      "The database in NDB that holds the tables.");

  public static final ConfigKey<String> HOME = ConfigKey.text("hopsfs.store.ndb.home", null,
      "Directory of MySQL NDB Cluster: its `lib` has libndbclient. Else the environment's HOME, else java.library.path.");

  public static final ConfigKey<Long> SESSIONS = ConfigKey.count("hopsfs.store.ndb.sessions", 128,
      "How many transactions a NameNode has open in NDB at once, at most; others wait.");

  public static final ConfigKey<Long> READERS = ConfigKey.count("hopsfs.store.ndb.readers", 2,
      "Threads of a NameNode that read from NDB outside transactions; each combines the waiting reads of all requests.");

  public static final ConfigKey<Long> GROUP = ConfigKey.count("hopsfs.store.ndb.group", 64,
      "How many operations that wait at the same time a NameNode carries out in one transaction of NDB, at most; 1 gives each its own.");

  public static final ConfigKey<String> JDBC_URL = ConfigKey.text("hopsfs.store.ndb.jdbc.url", null,
      "A SQL node of the NDB cluster, such as `jdbc:mariadb://sql1:3306/`. Needed by `hopsfs schema` and to create tables in format.");

  public static final ConfigKey<String> JDBC_USER = ConfigKey.text("hopsfs.store.ndb.jdbc.user", "root",
      "The user to log in to the SQL node as.");

  public static final ConfigKey<String> JDBC_PASSWORD = ConfigKey.text("hopsfs.store.ndb.jdbc.password", null,
      "The password for the SQL node; none if not set.");

  private NdbKeys() {
  }

  /** In the order of the manual. */
  public static List<ConfigKey<?>> all() {
    return List.of(CONNECTSTRING, DATABASE, HOME, CONNECT_TIMEOUT, SESSIONS, READERS, GROUP, JDBC_URL, JDBC_USER, JDBC_PASSWORD);
  }
}
