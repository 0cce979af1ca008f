package org.apache.hadoop.hdfs.server.datanode;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.server.protocol.BlockReportContext;
import org.apache.hadoop.hdfs.server.protocol.DatanodeCommand;
import org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.DatanodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo;
import org.apache.hadoop.hdfs.server.protocol.ReceivedDeletedBlockInfo.BlockStatus;
import org.apache.hadoop.hdfs.server.protocol.StorageBlockReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the reports of one block pool to one NameNode, and to the next when that fails. Incremental reports are sent in order by
 * the desk's own thread; what was not taken is sent again. A full report goes where the incremental ones go, and must have been
 * begun since they go there: what was told to another NameNode before is in it, then. The NameNode that has granted the
 * lease, the leader, is told by an empty report when the whole one is delivered elsewhere. Thread-safe.
 */
final class ReportDesk implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportDesk.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final String blockPoolId;
  private final IncrementalBlockReportManager pending;
  private final Network network;
  private final NamenodeHealth health;
  private final long intervalMillis;
  private final Thread thread;
  private final Object sending = new Object();
  private final AtomicBoolean somePending = new AtomicBoolean();
  private volatile boolean closed;
  private InetSocketAddress current;
  private volatile long moves;

  /** A NameNode to which the DataNode is registered. */
  record Namenode(InetSocketAddress address, DatanodeRegistration registration) {
  }

  /** What a desk needs of its DataNode. */
  interface Network {

    String datanodeUuid();

    /** Null if there is none. */
    DatanodeStorage storage(String uuid);

    List<Namenode> namenodes(String blockPoolId);

    DatanodeProtocol forIncremental(InetSocketAddress namenode) throws IOException;

    DatanodeProtocol forFull(InetSocketAddress namenode) throws IOException;
  }

  /** The connection to the NameNode that has asked for a full report. */
  interface Granting {

    InetSocketAddress address();

    /** {@link #moves} as it was before the report was begun. */
    long seenMoves();

    void see(long moves);

    /** The report is delivered elsewhere. */
    void receipt(DatanodeRegistration registration, String blockPoolId, BlockReportContext context) throws IOException;
  }

  /** @param intervalMillis after which reports are sent that need not be sent at once */
  ReportDesk(String blockPoolId, IncrementalBlockReportManager pending, Network network, NamenodeHealth health, long intervalMillis) {
    this.blockPoolId = blockPoolId;
    this.pending = pending;
    this.network = network;
    this.health = health;
    this.intervalMillis = intervalMillis;
    this.thread = new Thread(this, "block reports of " + blockPoolId);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void add(Block block, BlockStatus status, String hint, String storageUuid, boolean isOnTransientStorage) {
    var storage = network.storage(storageUuid);
    if (storage == null) {
      LOG.warn("storage {} is gone: that block {} is {} isn't reported", storageUuid, block, status);
      return;
    }
    pending.notifyNamenodeBlock(new ReceivedDeletedBlockInfo(block, status, hint), storage, isOnTransientStorage);
    // Not before: whoever finds this set finds the report too.
    somePending.set(true);
  }

  void sendNow() {
    pending.triggerIBR(true);
  }

  /** How often reports have gone over to another NameNode. */
  long moves() {
    return moves;
  }

  @Override
  public void run() {
    long next = System.nanoTime();
    while (!closed) {
      pending.waitTillNextIBR(Math.max(1, (next - System.nanoTime()) / 1_000_000));
      if (closed || !pending.sendImmediately() && System.nanoTime() < next) {
        continue;
      }
      next = System.nanoTime() + intervalMillis * 1_000_000;
      try {
        send();
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          LOG.warn("block reports of {} wait: {}", blockPoolId, e.toString());
          pause();
        }
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends what there is, whoever takes it. */
  private void send() throws IOException {
    synchronized (sending) {
      if (!somePending.getAndSet(false)) {
        return;
      }
      boolean taken = false;
      try {
        sendTo(inOrder());
        taken = true;
      } finally {
        if (!taken) {
          somePending.set(true);
        }
      }
    }
  }

  /** Sends what there is to the first that takes it. */
  private void sendTo(List<Namenode> namenodes) throws IOException {
    IOException failure = new IOException("no NameNode knows this DataNode yet");
    for (var namenode : namenodes) {
      try {
        pending.sendIBRs(network.forIncremental(namenode.address()), namenode.registration(), blockPoolId, null);
        moveTo(namenode.address());
        return;
      } catch (IOException e) {
        health.failed(namenode.address());
        LOG.info("{} does not take block reports: {}", namenode.address(), e.toString());
        failure = e;
      }
    }
    throw failure;
  }

  private List<Namenode> inOrder() {
    return health.inOrder(network.namenodes(blockPoolId), Namenode::address, network.datanodeUuid());
  }

  private void moveTo(InetSocketAddress namenode) {
    if (current != null && !current.equals(namenode)) {
      LOG.info("block reports of {} go to {} from now on", blockPoolId, namenode);
      moves++;
    }
    current = namenode;
  }

  /**
   * Delivers a full report.
   *
   * @param granting who has asked for it
   * @throws IOException if it has to be begun again
   */
  DatanodeCommand reportInFull(Granting granting, DatanodeRegistration registration, StorageBlockReport[] storages,
      BlockReportContext context) throws IOException {
    Namenode namenode;
    synchronized (sending) {
      // Hints to delete other replicas are in incremental reports alone.
      send();
      namenode = inOrder().stream().findFirst().orElseThrow(() -> new IOException("no NameNode knows this DataNode any more"));
      moveTo(namenode.address());
      if (granting.seenMoves() != moves) {
        granting.see(moves);
        throw new IOException("reports have gone over to " + namenode.address() + " since this full report was begun; it is begun again");
      }
    }
    DatanodeCommand command;
    try {
      command = network.forFull(namenode.address()).blockReport(namenode.registration(), blockPoolId, storages, context);
    } catch (IOException e) {
      health.failed(namenode.address());
      throw e;
    }
    boolean last = context.getTotalRpcs() == context.getCurRpc() + 1;
    if (last && !namenode.address().equals(granting.address())) {
      granting.receipt(registration, blockPoolId, new BlockReportContext(1, 0, context.getReportId(), context.getLeaseId()));
    }
    return command;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
