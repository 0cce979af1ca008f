package io.hopsfs.dal.rocksdb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * Tells other processes who has the store open. It only informs: RocksDB's lock, which ends with its process, decides. So what
 * a killed process left behind is simply overwritten.
 */
final class OwnerFile {
  static final String NAME = "owner";

  private final Path file;

  OwnerFile(Path root) {
    file = root.resolve(NAME);
  }

  void write() throws IOException {
    var fresh = file.resolveSibling("db").resolve("owner.dbtmp");
    Files.writeString(fresh, "process " + ProcessHandle.current().pid() + " on host " + host() + " since "
        + Instant.ofEpochMilli(System.currentTimeMillis()) + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /** Who holds the lock, as far as the file tells. */
  String describe() {
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      return "a process that " + file + " doesn't tell (" + e + ")";
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }
}
