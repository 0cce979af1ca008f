package io.hopsfs.namenode.blocks;

import io.hopsfs.namenode.namespace.PathRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.io.erasurecode.ErasureCodeConstants;

/** The block storage policies that files may have. Thread-safe. */
public final class StoragePolicies {
  private final BlockStoragePolicySuite suite;

  public StoragePolicies(Configuration conf) {
    suite = BlockStoragePolicySuite.createDefaultSuite(conf);
  }

  /**
   * The policy that a new file gets for its own.
   *
   * @param parents the path's directories
   * @param name    what its creator asks for; null or empty for nothing
   * @return 0 for what its directories say
   */
  public byte ofNewFile(PathRows parents, String name, boolean lazyPersist) {
    byte asked = name == null || name.isEmpty() ? 0 : byName(name);
    if (lazyPersist) {
      return HdfsConstants.StoragePolicy.LAZY_PERSIST.value();
    }
    byte effective = asked != 0 ? asked : parents.storagePolicy();
    var policy = suite.getPolicy(effective);
    return policy != null && policy.isCopyOnCreateFile() ? policy.getId() : asked;
  }

  /** Every policy there is. */
  public BlockStoragePolicy[] all() {
    return suite.getAllPolicies();
  }

  /** The storage types, of those that quotas count, on which a policy wants the replicas of a block: one entry for each replica. */
  List<StorageType> typesOf(byte policy, short replication) {
    var types = new ArrayList<>(suite.getPolicy(policy).chooseStorageTypes(replication));
    types.removeIf(type -> !type.supportTypeQuota());
    return types;
  }

  private byte byName(String name) {
    var policy = suite.getPolicy(name);
    if (policy == null) {
      throw new HadoopIllegalArgumentException("Cannot find a block policy with the name " + name);
    }
    return policy.getId();
  }

  /** Whether the policy in force for a file keeps its blocks in memory first: such a file can't be changed once it is written. */
  public static boolean isLazyPersist(PathRows file) {
    return file.storagePolicy() == HdfsConstants.StoragePolicy.LAZY_PERSIST.value();
  }

  /** Refuses every erasure coding policy but replication: none is enabled. */
  public static void checkErasureCoding(String name) {
    if (name != null && !name.isEmpty() && !name.equalsIgnoreCase(ErasureCodeConstants.REPLICATION_POLICY_NAME)) {
      throw new HadoopIllegalArgumentException("Policy '" + name + "' does not match any enabled erasure coding policies: []. "
          + "An erasure coding policy can be enabled by enableErasureCodingPolicy API.");
    }
  }
}
