package io.hopsfs.benchmarks.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Deletes files that it made before the round. */
final class DeleteTask implements Task {
  private final Actor actor;
  private final FileCalls calls;
  private final ScratchNames names;
  private final Deque<String> files = new ArrayDeque<>();

  DeleteTask(Actor actor) {
    this.actor = actor;
    calls = actor.files();
    names = new ScratchNames(actor);
  }

  @Override
  public long prepare(long expected) throws IOException {
    for (long i = 0; i < expected; i++) {
      String path = names.next();
      calls.createEmpty(path);
      files.add(path);
    }
    return expected;
  }

  @Override
  public void call() throws IOException {
    String path = files.remove();
    if (!actor.protocol().delete(path, false)) {
      throw new IOException("delete answered false: " + path);
    }
  }
}
