package io.hopsfs.namenode.cluster;

import java.util.List;

/** Is told when storages go out of reach or out of service, so that their replicas are made anew elsewhere. Must not block. */
@FunctionalInterface
public interface StorageListener {

  /** @param storageIds of a dead DataNode, of one that leaves service, or failed */
  void lost(List<Integer> storageIds);
}
