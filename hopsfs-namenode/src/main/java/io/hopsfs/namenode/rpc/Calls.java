package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.ops.CallId;
import io.hopsfs.namenode.ops.Patience;
import io.hopsfs.namenode.tx.Transactions.Committed;
import java.io.IOException;
import org.apache.hadoop.security.AccessControlException;

/** The call that this thread serves, whatever transport it came by. */
public interface Calls {

  /** Who makes the call. */
  Caller caller() throws IOException;

  /** What the thread that serves the call can be asked to bear. */
  Patience patience();

  /** What tells this call from others, and its retries from new calls; null if its header doesn't. */
  CallId id();

  /**
   * The value of a committed operation, to be returned at once; the transport holds the answer back until the changes are
   * durable, without holding the thread.
   */
  <T> T answer(Committed<T> committed) throws IOException;

  /** @throws AccessControlException as HDFS words it, unless the caller is a superuser */
  default Caller superuser() throws IOException {
    var caller = caller();
    if (!caller.superuser()) {
      throw new AccessControlException("Access denied for user " + caller.user() + ". Superuser privilege is required");
    }
    return caller;
  }
}
