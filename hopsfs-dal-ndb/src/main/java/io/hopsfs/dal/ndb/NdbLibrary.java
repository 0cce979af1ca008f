package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbDictionary.RecordSpecification;
import io.hopsfs.dal.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native half of ClusterJ: libndbclient, loaded from java.library.path or from NDB's own directory. */
record NdbLibrary(String home) {
  private static final Logger LOG = LoggerFactory.getLogger(NdbLibrary.class);
  private static final String ADVICE = ": set NDB_HOME (or hopsfs.store.ndb.home) to the directory of MySQL NDB Cluster, so that"
      + " NDB_HOME/lib/libndbclient.so and NDB_HOME/share/java/clusterj-VERSION.jar of one and the same version are used";

  /** Loads the library and makes sure that it and ClusterJ's jar fit together. */
  void load() throws StoreException {
    var file = home == null ? null : Path.of(home, "lib", System.mapLibraryName("ndbclient"));
    try {
      if (file != null && Files.exists(file)) {
        System.load(file.toAbsolutePath().toString());
      } else {
        System.loadLibrary("ndbclient");
      }
      LOG.debug("libndbclient is there; {} bytes a record column", RecordSpecification.size());
    } catch (NoClassDefFoundError e) {
      throw new StoreException("ClusterJ's jar is not on the class path (" + e.getMessage() + ")" + ADVICE, e);
    } catch (UnsatisfiedLinkError e) {
      throw new StoreException("libndbclient can't be used (" + e.getMessage() + ")" + ADVICE, e);
    }
  }
}
