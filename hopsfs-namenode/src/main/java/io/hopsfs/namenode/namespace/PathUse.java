package io.hopsfs.namenode.namespace;

/** What an op is going to do with a path: decides how strictly it is checked when it is resolved, as HDFS's DirOp does. */
public enum PathUse {
  /** Nothing is changed. */
  READ,
  /** An inode that exists is changed or removed. */
  WRITE,
  /** An inode may come to be there: the name must be valid, and a file among the ancestors is the caller's to hear of. */
  CREATE
}
