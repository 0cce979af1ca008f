package io.hopsfs.namenode.blocks;

import java.io.IOException;

/** Thrown where a full report takes longer than its thread can bear: it is to be taken on another one. */
public final class LongReportException extends IOException {
  private static final long serialVersionUID = 1;

  LongReportException() {
    super("the report says something new");
  }
}
