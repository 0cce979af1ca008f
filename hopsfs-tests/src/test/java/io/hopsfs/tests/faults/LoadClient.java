package io.hopsfs.tests.faults;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * A stock client that works in a directory of its own. As nobody else does, it knows after each acknowledged call what must be
 * there, and what each next call must answer: a lost call or one that was carried out twice is noticed at the latest by {@link #verify}.
 */
final class LoadClient implements Runnable {
  private static final int ENTRIES = 40;
  private static final int LONGEST_PIECE = 40_000;
  /** What stands in the model for a directory. */
  private static final byte[] DIRECTORY = new byte[0];

  private final DistributedFileSystem fs;
  private final String root;
  private final Random random;
  private final CallTimes times;
  private final SortedMap<String, byte[]> entries = new TreeMap<>();
  private int names;
  private volatile int steps;
  private volatile boolean stopped;
  private volatile Throwable failure;

  LoadClient(DistributedFileSystem fs, String root, long seed, CallTimes times) {
    this.fs = fs;
    this.root = root;
    this.random = new Random(seed);
    this.times = times;
    entries.put(root, DIRECTORY);
  }

  /** Works until it is told to stop, or a call fails or answers what it must not. */
  @Override
  public void run() {
    try {
      require(times.timed("mkdirs " + root, () -> fs.mkdirs(new Path(root))), "mkdirs of " + root);
      while (!stopped) {
        step();
        steps++;
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      failure = new AssertionError("after " + steps + " steps in " + root, e);
    }
  }

  void stop() {
    stopped = true;
  }

  /** How many random operations were acknowledged. */
  int steps() {
    return steps;
  }

  /** What ended it before it was told to stop, or null. */
  Throwable failure() {
    return failure;
  }

  private void step() throws IOException {
    List<String> files = entries.entrySet().stream().filter(entry -> entry.getValue() != DIRECTORY).map(SortedMap.Entry::getKey).toList();
    List<String> directories = entries.keySet().stream().filter(this::isDirectory).toList();
    if (files.isEmpty()) {
      create(fresh(directories));
      return;
    }
    if (entries.size() > ENTRIES) {
      delete(any(entries.keySet().stream().filter(path -> !path.equals(root)).toList()));
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> create(fresh(directories));
      case 3 -> overwrite(any(files));
      case 4, 5 -> append(any(files));
      case 6 -> mkdirs(fresh(directories));
      case 7, 8 -> rename(any(entries.keySet().stream().filter(path -> !path.equals(root)).toList()), directories);
      case 9 -> delete(any(files));
      case 10 -> read(any(files));
      default -> list(any(directories));
    }
  }

  private boolean isDirectory(String path) {
    return entries.get(path) == DIRECTORY;
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String fresh(List<String> directories) {
    return any(directories) + "/" + names++;
  }

  private byte[] piece() {
    byte[] piece = new byte[1 + random.nextInt(LONGEST_PIECE)];
    random.nextBytes(piece);
    return piece;
  }

  private void create(String path) throws IOException {
    byte[] content = piece();
    write("create " + path, () -> fs.create(new Path(path), false), path, content);
    entries.put(path, content);
  }

  private void overwrite(String path) throws IOException {
    byte[] content = piece();
    write("overwrite " + path, () -> fs.create(new Path(path), true), path, content);
    entries.put(path, content);
  }

  private void append(String path) throws IOException {
    byte[] before = entries.get(path);
    byte[] more = piece();
    write("append " + path, () -> fs.append(new Path(path)), path, more);
    byte[] all = Arrays.copyOf(before, before.length + more.length);
    System.arraycopy(more, 0, all, before.length, more.length);
    entries.put(path, all);
  }

  private void write(String name, CallTimes.Call<FSDataOutputStream> opening, String path, byte[] content) throws IOException {
    FSDataOutputStream out = times.timed(name, opening);
    times.timed("write to " + path, () -> {
      out.write(content);
      return null;
    });
    times.timed("close " + path, () -> {
      out.close();
      return null;
    });
  }

  private void mkdirs(String path) throws IOException {
    require(times.timed("mkdirs " + path, () -> fs.mkdirs(new Path(path))), "mkdirs of " + path);
    entries.put(path, DIRECTORY);
  }

  private void rename(String source, List<String> directories) throws IOException {
    String destination = fresh(directories.stream().filter(path -> !(path + "/").startsWith(source + "/")).toList());
    if (random.nextBoolean()) {
      require(times.timed("rename " + source, () -> fs.rename(new Path(source), new Path(destination))),
          "rename of " + source + " to " + destination);
    } else {
      times.timed("rename2 " + source, () -> {
        fs.rename(new Path(source), new Path(destination), Options.Rename.NONE);
        return null;
      });
    }
    SortedMap<String, byte[]> moved = new TreeMap<>(below(source));
    moved.forEach((path, content) -> {
      entries.remove(path);
      entries.put(destination + path.substring(source.length()), content);
    });
  }

  private void delete(String path) throws IOException {
    require(times.timed("delete " + path, () -> fs.delete(new Path(path), true)), "delete of " + path);
    new ArrayList<>(below(path).keySet()).forEach(entries::remove);
  }

  /** The entry itself and what is below it. */
  private SortedMap<String, byte[]> below(String path) {
    SortedMap<String, byte[]> found = new TreeMap<>();
    entries.forEach((each, content) -> {
      if ((each + "/").startsWith(path + "/")) {
        found.put(each, content);
      }
    });
    return found;
  }

  private void read(String path) throws IOException {
    byte[] content = times.timed("read " + path, () -> content(fs, path));
    require(Arrays.equals(content, entries.get(path)), "reading " + path + ": " + content.length + " bytes, not the "
        + entries.get(path).length + " that were written,");
  }

  private static byte[] content(DistributedFileSystem fs, String path) throws IOException {
    try (var in = fs.open(new Path(path))) {
      return in.readAllBytes();
    }
  }

  private void list(String directory) throws IOException {
    List<String> found = new ArrayList<>();
    for (FileStatus status : times.timed("list " + directory, () -> fs.listStatus(new Path(directory)))) {
      found.add(status.getPath().toUri().getPath());
    }
    List<String> expected = entries.keySet().stream().filter(path -> path.substring(0, path.lastIndexOf('/')).equals(directory)).toList();
    require(found.stream().sorted().toList().equals(expected), "listing " + directory + ": " + found + ", not " + expected + ",");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what + " is wrong");
    }
  }

  /** Compares everything, with data, as {@code through} shows it; to be used when it has stopped. */
  void verify(DistributedFileSystem through) throws IOException {
    SortedMap<String, Long> found = new TreeMap<>();
    collect(through, root, found);
    SortedMap<String, Long> expected = new TreeMap<>();
    entries.forEach((path, content) -> expected.put(path, content == DIRECTORY ? -1 : (long) content.length));
    expected.remove(root);
    require(found.equals(expected), root + " through " + through.getUri() + ": " + found + ", not " + expected + ",");
    for (var entry : entries.entrySet()) {
      if (entry.getValue() != DIRECTORY) {
        require(Arrays.equals(content(through, entry.getKey()), entry.getValue()), "content of " + entry.getKey());
      }
    }
    try {
      through.getFileStatus(new Path(root + "/never-made"));
      throw new AssertionError(root + "/never-made is there");
    } catch (FileNotFoundException e) {
      // As it must be.
    }
  }

  private static void collect(DistributedFileSystem fs, String directory, SortedMap<String, Long> found) throws IOException {
    for (FileStatus status : fs.listStatus(new Path(directory))) {
      String path = status.getPath().toUri().getPath();
      found.put(path, status.isDirectory() ? -1 : status.getLen());
      if (status.isDirectory()) {
        collect(fs, path, found);
      }
    }
  }
}
