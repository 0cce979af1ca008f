package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.conf.HopsKeys;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How long the logs were that an open found. Nothing is ever added to those, so one that is shorter at a later open was cut,
 * which RocksDB takes for the torn end of a crash. Logs that came and ended between two opens are in RocksDB's manifest.
 */
final class LogSizes {
  static final String NAME = "log-sizes";

  private static final Pattern LINE = Pattern.compile("(\\d+\\.log) (\\d+)");

  private final Path file;

  /** @param root the directory of the store */
  LogSizes(Path root) {
    this.file = root.resolve(NAME);
  }

  /**
   * Refuses logs that were cut. Comes before RocksDB opens them, and after they are synced: what isn't may shrink in a crash.
   *
   * @return the size of each log, for {@link #remember}
   */
  SortedMap<String, Long> check(Path database) throws IOException {
    var sizes = new TreeMap<String, Long>();
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(database, "*.log")) {
      for (var log : logs) {
        sizes.put(log.getFileName().toString(), Files.size(log));
      }
    }
    for (var line : remembered()) {
      var known = LINE.matcher(line);
      if (!known.matches()) {
        throw new CorruptStoreException("the file " + file + " is damaged: it says \"" + line + '"');
      }
      var size = sizes.get(known.group(1));
      // One that is gone was not needed any more, or RocksDB misses it itself.
      if (size != null && size < Long.parseLong(known.group(2))) {
        throw new CorruptStoreException("the log " + database.resolve(known.group(1)) + " (" + HopsKeys.ROCKSDB_DIR.name()
            + ") was cut short: it has " + size + " bytes and had " + known.group(2) + "; changes that were acknowledged are missing");
      }
    }
    return sizes;
  }

  private List<String> remembered() throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Keeps the sizes for the next open; comes when the database is open, so that one process does it at a time. */
  void remember(SortedMap<String, Long> sizes) throws IOException {
    var text = new StringBuilder();
    sizes.forEach((name, size) -> text.append(name).append(' ').append(size).append('\n'));
    var fresh = file.resolveSibling("db").resolve(NAME + ".dbtmp");
    Files.writeString(fresh, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The database is about to be replaced. */
  void forget() throws IOException {
    Files.deleteIfExists(file);
  }
}
