package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.cluster.DatanodeCommands;
import io.hopsfs.namenode.cluster.DatanodeRegistry;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;

/**
 * The bandwidth for balancing that an administrator sets at run time: a variable, which the leader passes on to all DataNodes.
 * As in HDFS, a DataNode forgets it when it starts anew. Thread-safe.
 */
public final class BalancerBandwidth {
  private static final String VARIABLE = "balancer_bandwidth";
  /** A new leader gives an order again that is not older: its predecessor may have gone before all DataNodes were told. */
  private static final Duration VALID = Duration.ofMinutes(5);

  private final Transactions transactions;
  private final CommittedRows committed;
  private final DatanodeRegistry registry;
  private final DatanodeCommands commands;
  private final Clock clock;
  private final Office office;
  /** When the order was made that was passed on last. */
  private long passedOn;

  BalancerBandwidth(Transactions transactions, CommittedRows committed, DatanodeRegistry registry, DatanodeCommands commands,
      Clock clock, Office office) {
    this.transactions = transactions;
    this.committed = committed;
    this.registry = registry;
    this.commands = commands;
    this.clock = clock;
    this.office = office;
  }

  public void set(long bytesPerSecond) throws IOException {
    var key = Tables.VARIABLES.key(VARIABLE);
    transactions.run(key, tx -> {
      var row = tx.get(key);
      long ordered = Math.max(clock.millis(), row == null ? 0 : ordered(row) + 1);
      tx.put(new VariableRow(VARIABLE, bytesPerSecond, ByteBuffer.allocate(Long.BYTES).putLong(ordered).array()));
      return null;
    });
    if (office.isHeld()) {
      turn();
    }
  }

  /** The leader's housekeeping. */
  synchronized void turn() throws IOException {
    var row = committed.get(Tables.VARIABLES.key(VARIABLE));
    if (row == null || ordered(row) == passedOn || ordered(row) < clock.millis() - VALID.toMillis()) {
      return;
    }
    passedOn = ordered(row);
    for (var datanode : registry.datanodes()) {
      commands.balancerBandwidth(datanode, row.number());
    }
  }

  /** Another NameNode may have passed on orders since. */
  synchronized void forget() {
    passedOn = 0;
  }

  private static long ordered(VariableRow row) {
    return ByteBuffer.wrap(row.text()).getLong();
  }
}
