package io.hopsfs.dal;

import java.nio.file.Path;

/** Optional for a {@link MetadataStore}: copies itself while it serves. */
public interface Backup {

  /**
   * Writes a complete and verified copy of the open store, as of one instant not before the call, and returns when it is on disk.
   *
   * @param target a directory that is empty or doesn't exist yet
   * @throws StoreException if the target holds something, can't be written, or the copy doesn't verify; the message names the path
   */
  void backup(Path target) throws StoreException;
}
