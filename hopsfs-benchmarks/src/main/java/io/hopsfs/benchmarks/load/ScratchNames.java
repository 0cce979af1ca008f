package io.hopsfs.benchmarks.load;

import java.io.IOException;

/** New names below an actor's scratch directory: directories at the tree's depth, each with a limited number of entries. */
final class ScratchNames {
  static final int PER_DIRECTORY = 256;

  private final String root;
  private final FileCalls calls;
  private long next;
  private long directoriesMade;

  ScratchNames(Actor actor) {
    root = actor.scratch();
    calls = actor.files();
  }

  /** Makes the directories that so many further names will be in. */
  void makeDirectoriesFor(long names) throws IOException {
    for (long last = (next + names) / PER_DIRECTORY; directoriesMade <= last; directoriesMade++) {
      calls.mkdirs(directory(directoriesMade));
    }
  }

  String next() {
    return directory(next / PER_DIRECTORY) + "/part-" + next++;
  }

  private String directory(long number) {
    return root + "/dir-" + number;
  }
}
