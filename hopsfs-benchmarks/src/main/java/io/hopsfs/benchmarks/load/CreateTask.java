package io.hopsfs.benchmarks.load;

import java.io.IOException;

/** Writes new files, 256 in a directory. */
final class CreateTask implements Task {
  private final Actor actor;
  private final boolean withBlock;
  private final FileCalls calls;
  private final ScratchNames names;

  private CreateTask(Actor actor, boolean withBlock) {
    this.actor = actor;
    this.withBlock = withBlock;
    calls = actor.files();
    names = new ScratchNames(actor);
  }

  static Task empty(Actor actor) {
    return new CreateTask(actor, false);
  }

  static Task withBlock(Actor actor) {
    return new CreateTask(actor, true);
  }

  @Override
  public long prepare(long expected) throws IOException {
    names.makeDirectoriesFor(expected);
    return Long.MAX_VALUE;
  }

  @Override
  public void call() throws IOException {
    if (withBlock) {
      calls.createWithBlock(names.next(), actor.datanodes());
    } else {
      calls.createEmpty(names.next());
    }
  }
}
