package io.hopsfs.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.permission.FsPermission;

/** Changes an attribute of its own files in turn; every call changes something, so that none is answered without being written. */
final class ChangeTask implements Task {
  private static final int FILES = 64;
  private static final FsPermission[] PERMISSIONS = {new FsPermission((short) 0640), FileCalls.FILE_PERMISSION};
  private static final short[] REPLICATIONS = {2, 3};

  /** The change that one call makes. */
  private interface Change {
    void apply(String path, int turn) throws IOException;
  }

  private final FileCalls calls;
  private final ScratchNames names;
  private final Change change;
  private final List<String> files = new ArrayList<>();
  private int next;

  private ChangeTask(Actor actor, Change change) {
    this.calls = actor.files();
    this.names = new ScratchNames(actor);
    this.change = change;
  }

  static Task permission(Actor actor) {
    return new ChangeTask(actor, (path, turn) -> actor.protocol().setPermission(path, PERMISSIONS[turn % 2]));
  }

  static Task replication(Actor actor) {
    return new ChangeTask(actor, (path, turn) -> {
      if (!actor.protocol().setReplication(path, REPLICATIONS[turn % 2])) {
        throw new IOException("setReplication answered false: " + path);
      }
    });
  }

  static Task owner(Actor actor) {
    String[] groups = {"bench-a", "bench-b"};
    return new ChangeTask(actor, (path, turn) -> actor.protocol().setOwner(path, null, groups[turn % 2]));
  }

  @Override
  public long prepare(long expected) throws IOException {
    while (files.size() < FILES) {
      String path = names.next();
      calls.createEmpty(path);
      files.add(path);
    }
    return Long.MAX_VALUE;
  }

  @Override
  public void call() throws IOException {
    change.apply(files.get(next % FILES), next / FILES);
    next++;
  }
}
