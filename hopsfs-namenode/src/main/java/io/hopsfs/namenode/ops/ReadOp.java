package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;

/** A file-system operation that changes nothing: a request, and how it is answered from committed rows. */
public interface ReadOp<T> {

  T run(Rows rows, Caller caller, Namesystem namesystem) throws IOException;
}
