package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.conf.HopsKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.rocksdb.RocksDBException;

/**
 * The directory of a store. {@code db} holds the database; a new one is made as {@code db.new} and renamed when it is complete,
 * so that a store is formatted wholly or not at all; {@code owner} says who has it open.
 */
final class StoreDirectory {
  private static final Set<String> OURS = Set.of("db", "db.new", OwnerFile.NAME, LogSizes.NAME, "lost+found");
  private static final Pattern ROCKSDB_FILE = Pattern.compile("CURRENT|IDENTITY|LOCK|LOG|LOG\\.old\\.\\d+|MANIFEST-\\d+|OPTIONS-\\d+"
      + "|\\d+\\.(sst|log|blob)|.*\\.dbtmp|.*\\.trash|archive|lost");

  private final Path root;
  private final OwnerFile owner;
  private final LogSizes logSizes;

  StoreDirectory(Path root) {
    this.root = root;
    this.owner = new OwnerFile(root);
    this.logSizes = new LogSizes(root);
  }

  Path root() {
    return root;
  }

  Path database() {
    return root.resolve("db");
  }

  OwnerFile owner() {
    return owner;
  }

  LogSizes logSizes() {
    return logSizes;
  }

  boolean isFormatted() throws StoreException {
    try {
      Files.readAttributes(database().resolve("CURRENT"), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw unavailable("cannot look into", e);
    }
  }

  /** Fills the database of an empty directory. */
  interface Filler {
    void fill(Path database) throws StoreException, IOException, RocksDBException;
  }

  /** Puts a new database in the place of the old one, if any. What isn't a store's is never deleted: such a directory is refused. */
  void replaceDatabase(Filler filler) throws StoreException {
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      refuseForeignFiles();
      var fresh = root.resolve("db.new");
      destroy(fresh);
      try {
        filler.fill(fresh);
        logSizes.forget();
        destroy(database());
        Files.move(fresh, database(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        destroy(fresh);
      }
      sync(root);
    } catch (RocksDBException e) {
      throw RocksErrors.isLocked(e) ? inUse(e) : RocksErrors.translate("cannot make a database", root, e);
    } catch (IOException e) {
      if (e instanceof StoreException known) {
        throw known;
      }
      throw unavailable("cannot make a database for", e);
    }
  }

  private void destroy(Path database) throws IOException, RocksDBException {
    if (Files.exists(database, LinkOption.NOFOLLOW_LINKS)) {
      OpenDatabase.destroy(database);
      Files.deleteIfExists(database);
    }
  }

  private void refuseForeignFiles() throws IOException {
    var foreign = new ArrayList<Path>(notMatching(root, OURS::contains));
    for (var name : List.of("db", "db.new")) {
      if (Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        foreign.addAll(notMatching(root.resolve(name), file -> ROCKSDB_FILE.matcher(file).matches()));
      }
    }
    if (!foreign.isEmpty()) {
      throw new StoreException("the directory " + root + " (" + HopsKeys.ROCKSDB_DIR.name() + ") holds files that are not a store's, "
          + "such as " + foreign.get(0) + "; move them away or choose another directory");
    }
  }

  private static List<Path> notMatching(Path directory, Predicate<String> ours) throws IOException {
    var others = new ArrayList<Path>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (var file : files) {
        if (!ours.test(file.getFileName().toString())) {
          others.add(file);
        }
      }
    }
    return others;
  }

  /**
   * Makes durable what a killed process wrote and didn't sync. It is about to become visible, so new changes, which are synced
   * to a new log, may build on it.
   */
  void syncLogs() throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(database(), "*.log")) {
      for (var log : logs) {
        sync(log);
      }
    }
  }

  StoreUnavailableException inUse(RocksDBException e) {
    return new StoreUnavailableException("the store " + root + " is in use by " + owner.describe(), e);
  }

  StoreUnavailableException unavailable(String doing, IOException e) {
    return new StoreUnavailableException(doing + " the store " + root + " (" + HopsKeys.ROCKSDB_DIR.name() + "): " + e, e);
  }

  /** Makes the entries of a directory, or the content of a file, durable. */
  static void sync(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
