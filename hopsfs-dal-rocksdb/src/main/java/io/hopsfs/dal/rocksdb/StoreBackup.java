package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies a running store, and puts a copy back. A copy is a directory with {@code db} and {@link BackupManifest}. */
final class StoreBackup {
  private static final Logger LOG = LoggerFactory.getLogger(StoreBackup.class);

  private StoreBackup() {
  }

  /** On the same disk the copy shares RocksDB's immutable files with the store by hard links. */
  static void backup(Engine engine, Path target) throws StoreException {
    var database = target.resolve("db");
    try {
      Files.createDirectories(target);
      var present = BackupManifest.filesOf(target);
      if (!present.isEmpty()) {
        throw new StoreException("the backup directory " + target + " is not empty, it holds " + present.get(0).getFileName());
      }
      engine.use("cannot copy to " + target, db -> {
        try (var checkpoint = Checkpoint.create(db)) {
          checkpoint.createCheckpoint(database.toString());
        }
        return null;
      });
      verify(database);
      for (var file : BackupManifest.filesOf(database)) {
        StoreDirectory.sync(file);
      }
      StoreDirectory.sync(database);
      BackupManifest.of(database).write(target);
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreUnavailableException("cannot back up to " + target + ": " + e, e);
    }
    LOG.info("Backed up the store to {}", target);
  }

  private static void verify(Path database) throws StoreException {
    try (var copy = OpenDatabase.openReadOnly(database)) {
      copy.db().verifyChecksum();
    } catch (RocksDBException e) {
      throw new CorruptStoreException("the copy in " + database + " doesn't verify: " + e.getMessage(), e);
    }
  }

  /** Puts a copy in the place of a store; refuses where there is one. The copy stays as it is. */
  static void restore(Path backup, Path target) throws StoreException {
    var directory = new StoreDirectory(target);
    if (directory.isFormatted()) {
      throw new StoreException("there is a store in " + target + "; a restore doesn't overwrite it, move it away first");
    }
    try {
      var manifest = BackupManifest.read(backup);
      directory.replaceDatabase(database -> {
        copy(backup, manifest, database);
        verify(database);
      });
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreUnavailableException("cannot restore " + backup + " to " + target + ": " + e, e);
    }
    LOG.info("Restored backup {} to store {}", backup, target);
  }

  private static void copy(Path backup, BackupManifest manifest, Path database) throws IOException {
    Files.createDirectory(database);
    for (var file : manifest.files().entrySet()) {
      var source = backup.resolve("db").resolve(file.getKey());
      if (!Files.exists(source)) {
        throw new CorruptStoreException("the backup lacks its file " + source);
      }
      var copy = database.resolve(file.getKey());
      String sum;
      try (var out = Files.newOutputStream(copy)) {
        sum = BackupManifest.copy(source, out);
      }
      if (!sum.equals(file.getValue())) {
        throw new CorruptStoreException("the backup's file " + source + " is damaged: length and checksum are " + List.of(sum)
            + ", its manifest says " + List.of(file.getValue()));
      }
      StoreDirectory.sync(copy);
    }
    StoreDirectory.sync(database);
  }
}
