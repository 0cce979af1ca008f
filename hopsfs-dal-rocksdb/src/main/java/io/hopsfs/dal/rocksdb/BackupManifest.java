package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The list of a backup's files with their lengths and checksums, written last: a backup without it is not complete.
 *
 * @param files name, length in bytes and CRC32C of each file, in the order of names
 */
record BackupManifest(Map<String, String> files) {
  static final String NAME = "manifest";
  private static final String HEADER = "hopsfs store backup 1";

  /** Reads every file of a database directory. */
  static BackupManifest of(Path database) throws IOException {
    var files = new TreeMap<String, String>();
    for (var file : filesOf(database)) {
      files.put(file.getFileName().toString(), copy(file, OutputStream.nullOutputStream()));
    }
    return new BackupManifest(files);
  }

  static List<Path> filesOf(Path directory) throws IOException {
    var files = new ArrayList<Path>();
    try (var stream = Files.newDirectoryStream(directory)) {
      stream.forEach(files::add);
    }
    return files;
  }

  /** @return length and checksum of what was copied */
  static String copy(Path from, OutputStream to) throws IOException {
    var checksum = new CRC32C();
    long length = 0;
    var buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(from)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        checksum.update(buffer, 0, n);
        to.write(buffer, 0, n);
        length += n;
      }
    }
    return length + " " + Long.toHexString(checksum.getValue());
  }

  void write(Path backup) throws IOException {
    var lines = new ArrayList<String>();
    lines.add(HEADER);
    lines.add("made " + Instant.ofEpochMilli(System.currentTimeMillis()));
    files.forEach((name, sum) -> lines.add("file " + name + " " + sum));
    lines.add("end");
    var fresh = backup.resolve(NAME + ".tmp");
    Files.write(fresh, lines);
    StoreDirectory.sync(fresh);
    Files.move(fresh, backup.resolve(NAME));
    StoreDirectory.sync(backup);
  }

  static BackupManifest read(Path backup) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(backup.resolve(NAME));
    } catch (NoSuchFileException e) {
      throw new StoreException(backup + " is no backup of a store, or not a complete one: it has no file " + NAME, e);
    }
    if (lines.isEmpty() || !lines.get(0).equals(HEADER) || !lines.get(lines.size() - 1).equals("end")) {
      throw new CorruptStoreException(backup.resolve(NAME) + " is damaged or of another version: expected '" + HEADER + "' ... 'end'");
    }
    var files = new TreeMap<String, String>();
    for (var line : lines) {
      if (line.startsWith("file ")) {
        int space = line.indexOf(' ', 5);
        files.put(line.substring(5, space), line.substring(space + 1));
      }
    }
    return new BackupManifest(files);
  }
}
