package io.hopsfs.benchmarks.load;

import java.io.IOException;

/** Makes new directories, 256 in a directory. */
final class MkdirTask implements Task {
  private final FileCalls calls;
  private final ScratchNames names;

  MkdirTask(Actor actor) {
    calls = actor.files();
    names = new ScratchNames(actor);
  }

  @Override
  public long prepare(long expected) throws IOException {
    names.makeDirectoriesFor(expected);
    return Long.MAX_VALUE;
  }

  @Override
  public void call() throws IOException {
    calls.mkdirs(names.next());
  }
}
