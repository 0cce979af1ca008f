package io.hopsfs.benchmarks.load;

import java.util.SplittableRandom;

/**
 * The names of the files that reads go to: directories of 16 files at depth 7 (so that a file's path has 8 components), spread evenly below
 * one root. Every 16th file has four blocks, the others one.
 */
public final class Tree {
  public static final int FILES_PER_DIRECTORY = 16;
  public static final int MANY_BLOCKS = 4;
  public static final int BIG_DIRECTORY_FILES = 1_000;
  public static final String BIG_DIRECTORY = "/bench/big";
  public static final int DEPTH = 7;
  public static final String ROOT = "/bench/tree";
  private static final int LEVELS = DEPTH - 2;

  private final String[] directories;

  /** @param files at least; rounded up to full directories */
  public Tree(int files) {
    directories = new String[Math.max(1, (files + FILES_PER_DIRECTORY - 1) / FILES_PER_DIRECTORY)];
    int fanOut = 1;
    while (Math.pow(fanOut, LEVELS) < directories.length) {
      fanOut++;
    }
    for (int i = 0; i < directories.length; i++) {
      directories[i] = directory(i, fanOut);
    }
  }

  private static String directory(int index, int fanOut) {
    StringBuilder path = new StringBuilder(ROOT);
    int rest = index;
    for (int level = 0; level < LEVELS; level++) {
      path.append("/dir-").append(rest % fanOut);
      rest /= fanOut;
    }
    return path.toString();
  }

  public int directories() {
    return directories.length;
  }

  public int files() {
    return directories.length * FILES_PER_DIRECTORY;
  }

  public String directory(int index) {
    return directories[index];
  }

  /** @param index in its directory, below {@link #FILES_PER_DIRECTORY} */
  public String file(int directory, int index) {
    return directories[directory] + "/part-000" + (char) ('a' + index);
  }

  public static int blocks(int fileIndex) {
    return fileIndex == FILES_PER_DIRECTORY - 1 ? MANY_BLOCKS : 1;
  }

  public static String bigDirectoryFile(int index) {
    return BIG_DIRECTORY + "/part-" + index;
  }

  public String anyDirectory(SplittableRandom random) {
    return directories[random.nextInt(directories.length)];
  }

  public String anyFile(SplittableRandom random) {
    return file(random.nextInt(directories.length), random.nextInt(FILES_PER_DIRECTORY));
  }

  public String anyFileOfOneBlock(SplittableRandom random) {
    return file(random.nextInt(directories.length), random.nextInt(FILES_PER_DIRECTORY - 1));
  }

  public String anyFileOfManyBlocks(SplittableRandom random) {
    return file(random.nextInt(directories.length), FILES_PER_DIRECTORY - 1);
  }
}
