package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hdfs.server.blockmanagement.SequentialBlockIdGenerator;
import org.apache.hadoop.hdfs.server.common.GenerationStamp;

/**
 * Hands out the ids of inodes and blocks and generation stamps, none of them twice, from ranges that this NameNode takes from
 * the store. What is left of a range when the NameNode stops is lost. Thread-safe.
 */
public final class Ids {
  static final int RANGE = 1_000;
  /** More than NameNodes give in the seconds whose changes a store can lose. */
  static final long LEAP = 10_000_000;
  private static final String BLOCKS = "ids.next_block";
  private static final String STAMPS = "ids.next_generation_stamp";

  private final Range inodes;
  private final Range blocks;
  private final Range stamps;

  public Ids(Transactions transactions) {
    inodes = new Range(transactions, "ids.next_inode", Inodes.ROOT_ID + 1);
    blocks = new Range(transactions, BLOCKS, SequentialBlockIdGenerator.LAST_RESERVED_BLOCK_ID + 1);
    stamps = new Range(transactions, STAMPS, GenerationStamp.LAST_RESERVED_STAMP + 1);
  }

  /**
   * To be called when the store may have lost its last changes, ranges that were taken in them included: the next ranges begin
   * far beyond. Memory and DataNodes know ids of those ranges still, and an id that came twice would mix up two files.
   */
  public void leap() {
    inodes.leap();
    blocks.leap();
    stamps.leap();
  }

  public long nextInodeId() throws IOException {
    return inodes.next(0);
  }

  public long nextBlockId() throws IOException {
    return blocks.next(0);
  }

  /** A generation stamp for a new block. */
  public long nextGenerationStamp() throws IOException {
    return stamps.next(0);
  }

  /**
   * A generation stamp for a block that has one already, perhaps from the younger range of another NameNode: DataNodes and
   * clients take none that is not greater.
   */
  public long nextGenerationStamp(long greaterThan) throws IOException {
    return stamps.next(greaterThan);
  }

  /** A generation stamp that is greater than all that were ever given. */
  public static long endOfStamps(Rows rows) throws StoreException {
    var row = rows.get(Tables.VARIABLES.key(STAMPS));
    return row == null ? GenerationStamp.LAST_RESERVED_STAMP + 1 : row.number();
  }

  /** A block id that is greater than all that were ever given. */
  public static long endOfBlocks(Rows rows) throws StoreException {
    var row = rows.get(Tables.VARIABLES.key(BLOCKS));
    return row == null ? SequentialBlockIdGenerator.LAST_RESERVED_BLOCK_ID + 1 : row.number();
  }

  private static final class Range {
    private final Transactions transactions;
    private final Key<VariableRow> key;
    private final long first;
    private long next;
    private long end;
    /** Not under the lock: who tells of a loss must not wait for one who waits for the lost store. */
    private final AtomicInteger losses = new AtomicInteger();
    private int leapt;

    Range(Transactions transactions, String variable, long first) {
      this.transactions = transactions;
      this.key = Tables.VARIABLES.key(variable);
      this.first = first;
    }

    synchronized long next(long greaterThan) throws IOException {
      if (next == end || next <= greaterThan || leapt != losses.get()) {
        next = take();
        end = next + RANGE;
      }
      return next++;
    }

    void leap() {
      losses.incrementAndGet();
    }

    private long take() throws IOException {
      int lost = losses.get();
      // Nobody waits until it is durable: what is made of these ids is committed later, and isn't durable before this is; and stamps that
      // are told without a commit are left behind by the leap with which every NameNode starts.
      long taken = transactions.commit(key, tx -> {
        var row = tx.lock(key, LockMode.EXCLUSIVE);
        long start = row == null ? first : row.number() + (leapt == lost ? 0 : LEAP);
        var next = new VariableRow(key.string(0), start + RANGE, null);
        if (row == null) {
          // No lock keeps two NameNodes from taking the first range at once; of two inserts one fails.
          tx.insert(next);
        } else {
          tx.put(next);
        }
        return start;
      }).value();
      leapt = lost;
      return taken;
    }
  }
}
