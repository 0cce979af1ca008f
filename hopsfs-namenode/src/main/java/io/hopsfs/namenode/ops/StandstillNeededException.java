package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.FsPath;
import java.io.IOException;

/**
 * Thrown by an op that can't do its work unless nothing changes below a directory: it is run again when that is seen to. This takes
 * a while, so it must not be done on a thread that others wait for.
 */
public final class StandstillNeededException extends IOException {
  private static final long serialVersionUID = 1;

  private final long inodeId;

  StandstillNeededException(FsPath path, long inodeId) {
    super("The tree below " + path + " must stand still");
    this.inodeId = inodeId;
  }

  long inodeId() {
    return inodeId;
  }
}
