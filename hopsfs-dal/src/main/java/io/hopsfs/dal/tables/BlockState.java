package io.hopsfs.dal.tables;

/** Life of a block, as in HDFS's BlockUCState. Stored by ordinal: append only. */
public enum BlockState {
  /** Closed; length and generation stamp are final. */
  COMPLETE,
  /** A client writes it. */
  UNDER_CONSTRUCTION,
  /** A DataNode brings its replicas to one length and stamp. */
  UNDER_RECOVERY,
  /** The client has closed it; too few DataNodes have said so yet. */
  COMMITTED;

  private static final BlockState[] ALL = values();

  static BlockState of(int ordinal) {
    return ALL[ordinal];
  }
}
