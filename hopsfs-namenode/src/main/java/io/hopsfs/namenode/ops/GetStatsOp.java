package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;

/** The cluster in numbers: capacity, use, and blocks in need. */
public record GetStatsOp() implements ReadOp<long[]> {

  @Override
  public long[] run(Rows rows, Caller caller, Namesystem ns) {
    return ns.datanodes().stats();
  }
}
