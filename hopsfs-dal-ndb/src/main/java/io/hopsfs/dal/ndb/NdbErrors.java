package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbErrorConst;
import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreFullException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.TransientStoreException;

/** Says what an NDB error means for the caller. {@code ndb_perror --ndb CODE} explains the numbers. */
final class NdbErrors {
  static final int NO_ROW = 626;
  /** Another transaction has the lock, and the reader did not want to wait. */
  static final int LOCK_TAKEN = 635;
  /** No data node can be reached. */
  private static final int CLUSTER_FAILURE = 4009;
  private static final int CLUSTER_UNAVAILABLE = 4035;
  private static final int NO_MORE_TRANSACTIONS = 4006;

  private NdbErrors() {
  }

  /** Whether a connection that reports this error must be given up. */
  static boolean clusterLost(NdbErrorConst error) {
    return error.code() == CLUSTER_FAILURE || error.code() == CLUSTER_UNAVAILABLE;
  }

  static boolean schemaChanged(NdbErrorConst error) {
    return error.classification() == NdbErrorConst.Classification.SchemaError;
  }

  /**
   * @param doing      for the message: what was tried
   * @param committing whether an unknown outcome may mean that the transaction took effect
   */
  static StoreException from(NdbErrorConst error, String doing, boolean committing) {
    var text = doing + ": NDB error " + error.code() + " " + error.message();
    if (clusterLost(error)) {
      return new StoreUnavailableException(text + (committing ? "; whether the commit took effect is unknown" : ""));
    }
    int status = error.status();
    if (status == NdbErrorConst.Status.UnknownResult) {
      return committing
          ? new StoreUnavailableException(text + "; whether the commit took effect is unknown")
          : new TransientStoreException(text);
    }
    if (status == NdbErrorConst.Status.TemporaryError || error.code() == NO_MORE_TRANSACTIONS) {
      return new TransientStoreException(text);
    }
    int kind = error.classification();
    if (kind == NdbErrorConst.Classification.ConstraintViolation) {
      return new DuplicateKeyException(text);
    }
    if (kind == NdbErrorConst.Classification.InsufficientSpace) {
      return new StoreFullException(text + "; the data nodes are full, nothing was changed: delete files or raise DataMemory");
    }
    if (kind == NdbErrorConst.Classification.SchemaError) {
      return new StoreUnavailableException(text + "; the tables were changed under this program, nothing was changed by it");
    }
    return new StoreException(text);
  }
}
