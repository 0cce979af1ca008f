package io.hopsfs.benchmarks.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Renames its own files in turn, to a second name and back. */
final class RenameTask implements Task {
  private static final String SECOND_NAME = "-renamed";
  private static final int FILES = 64;

  private final Actor actor;
  private final FileCalls calls;
  private final ScratchNames names;
  private final Deque<String> files = new ArrayDeque<>();

  RenameTask(Actor actor) {
    this.actor = actor;
    calls = actor.files();
    names = new ScratchNames(actor);
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
    String from = files.remove();
    String to = from.endsWith(SECOND_NAME) ? from.substring(0, from.length() - SECOND_NAME.length()) : from + SECOND_NAME;
    // The answer may be lost with an error; the other files go on.
    if (!rename(from, to)) {
      throw new IOException("rename answered false: " + from + " to " + to);
    }
    files.add(to);
  }

  @SuppressWarnings("deprecation") // What FileSystem.rename calls, and with it hdfs dfs -mv and every job's commit.
  private boolean rename(String from, String to) throws IOException {
    return actor.protocol().rename(from, to);
  }
}
