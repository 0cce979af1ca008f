package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;

/** Whether nobody is writing a file. */
public record IsFileClosedOp(String src) implements ReadOp<Boolean> {

  @Override
  public Boolean run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    return !Files.existing(ns.resolver().resolve(rows, caller, src, PathUse.READ), src).underConstruction();
  }
}
