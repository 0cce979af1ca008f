package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the namespace may be changed. Locations are rows, so there are no reports to wait for: at its start a NameNode is
 * in safe mode only if an operator has said so, which is kept in variables, or until dfs.namenode.safemode.min.datanodes
 * have given a sign of life. Thread-safe.
 */
public final class SafeMode {
  private static final Logger LOG = LoggerFactory.getLogger(SafeMode.class);
  private static final String VARIABLE = "safe_mode";

  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final int minDatanodes;
  private final String hostName;
  private volatile State state;

  private enum State { OFF, AWAITING_DATANODES, MANUAL }

  /** @param hostName of this NameNode, for messages */
  public SafeMode(Configuration conf, CommittedRows committed, DatanodeRegistry registry, String hostName) {
    this.committed = committed;
    this.registry = registry;
    this.minDatanodes = conf.getInt(
        DFSConfigKeys.DFS_NAMENODE_SAFEMODE_MIN_DATANODES_KEY, DFSConfigKeys.DFS_NAMENODE_SAFEMODE_MIN_DATANODES_DEFAULT);
    this.hostName = hostName;
    this.state = minDatanodes > 0 ? State.AWAITING_DATANODES : State.OFF;
  }

  /** Reads what an operator has said, to this NameNode before it started, or to another one. */
  public synchronized void load() throws IOException {
    var row = committed.get(Tables.VARIABLES.key(VARIABLE));
    boolean on = row != null && row.number() != 0;
    if (on) {
      become(State.MANUAL);
    } else if (state == State.MANUAL) {
      become(State.OFF);
    }
  }

  private synchronized void become(State wanted) {
    if (state != wanted) {
      state = wanted;
      LOG.info("Safe mode is {}", wanted == State.OFF ? "OFF" : "ON. " + tip());
    }
  }

  public boolean isOn() {
    if (state == State.AWAITING_DATANODES && heardDatanodes() >= minDatanodes) {
      synchronized (this) {
        if (state == State.AWAITING_DATANODES) {
          state = State.OFF;
          LOG.info("Safe mode is OFF: {} DataNodes have reported", heardDatanodes());
        }
      }
    }
    return state != State.OFF;
  }

  /** Whether it is on because this NameNode has just started. */
  public boolean isStartup() {
    return isOn() && state == State.AWAITING_DATANODES;
  }

  /**
   * Refuses a change of the namespace in safe mode.
   *
   * @param refusal what can't be done, as HDFS says it: "Cannot create directory /a"
   */
  public void check(String refusal) throws SafeModeException {
    if (isOn()) {
      throw new SafeModeException(
          refusal + ". Name node is in safe mode.\n" + tip() + " NamenodeHostName:" + hostName);
    }
  }

  /** What an operator reads: why it is on and how to turn it off. */
  public String tip() {
    if (state == State.MANUAL) {
      return "It was turned on manually. Use \"hdfs dfsadmin -safemode leave\" to turn safe mode off.";
    }
    int heard = heardDatanodes();
    return String.format(Locale.ROOT, "The number of live datanodes %d needs an additional %d live datanodes to reach the "
        + "minimum number %d.%nSafe mode will be turned off automatically once the thresholds have been reached.",
        heard, Math.max(0, minDatanodes - heard), minDatanodes);
  }

  /** @return whether safe mode is on afterwards */
  public boolean set(Tx tx, SafeModeAction action) throws StoreException {
    return switch (action) {
      case SAFEMODE_ENTER -> change(tx, State.MANUAL);
      case SAFEMODE_LEAVE, SAFEMODE_FORCE_EXIT -> change(tx, State.OFF);
      case SAFEMODE_GET -> isOn();
    };
  }

  private boolean change(Tx tx, State wanted) throws StoreException {
    boolean on = wanted != State.OFF;
    // A NameNode that stood still must not come to this later: what holds a lock is ended meanwhile.
    tx.lock(Tables.VARIABLES.key(VARIABLE), LockMode.EXCLUSIVE);
    tx.put(new VariableRow(VARIABLE, on ? 1 : 0, null));
    tx.afterCommit(() -> become(wanted));
    return on;
  }

  private int heardDatanodes() {
    return (int) registry.datanodes().stream().filter(d -> d.isAlive() && d.isHeartbeatedSinceRegistration()).count();
  }
}
