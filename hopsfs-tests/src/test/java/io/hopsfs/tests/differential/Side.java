package io.hopsfs.tests.differential;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.EmbeddedDataNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.server.datanode.DataNodeTestUtils;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.UserGroupInformation;

/** One of the two file systems of the comparison: runs operations on it, each as its user. */
final class Side {
  private static final long A_TIME_LONG_AGO = 1_000_000_000_000L;

  private final String name;
  private final Cluster cluster;
  private final UserGroupInformation superuser;
  private final Map<String, Session> sessions = new HashMap<>();

  Side(String name, Cluster cluster) throws IOException {
    this.name = name;
    this.cluster = cluster;
    superuser = UserGroupInformation.getCurrentUser();
    for (String user : Users.NAMES) {
      UserGroupInformation ugi = user.equals(Users.SUPERUSER) ? superuser : Users.asUser(user);
      sessions.put(user, new Session(cluster.clientProtocol(ugi), cluster.fileSystem(ugi).getClient(), this));
    }
  }

  String name() {
    return name;
  }

  Outcome run(Operation operation) {
    try {
      return operation.call().on(sessions.get(operation.user()));
    } catch (RemoteException e) {
      return Outcome.failure(e.getClassName(), e.getMessage());
    } catch (Exception | AssertionError e) {
      return Outcome.failure(e.getClass().getName(), e.getMessage());
    }
  }

  /** Brings the namespace back to its first state: an empty root of the superuser's. */
  void wipe() throws IOException {
    ClientProtocol root = session().protocol();
    DirectoryListing listing = root.getListing("/", HdfsFileStatus.EMPTY_NAME, false);
    while (listing.getPartialListing().length > 0) {
      for (HdfsFileStatus child : listing.getPartialListing()) {
        root.delete("/" + child.getLocalName(), true);
      }
      listing = root.getListing("/", HdfsFileStatus.EMPTY_NAME, false);
    }
    root.setOwner("/", superuser.getShortUserName(), "supergroup");
    root.setPermission("/", new FsPermission((short) 0777));
    root.setTimes("/", A_TIME_LONG_AGO, A_TIME_LONG_AGO);
    sessions.values().forEach(Session::forget);
  }

  /** Keeps leases from reaching their soft limit at a moment that the two sides would not agree on. */
  void renewLeases() throws IOException {
    for (String user : Users.NAMES) {
      for (String client : Users.clientsOf(user)) {
        sessions.get(user).protocol().renewLease(client, null);
      }
    }
  }

  /** The inode id of a path on this side, or one that no inode has. */
  long inodeId(String path) throws IOException {
    try {
      HdfsFileStatus status = session().protocol().getFileInfo(path);
      return status == null ? Long.MAX_VALUE : status.getFileId();
    } catch (RemoteException e) {
      return Long.MAX_VALUE;
    }
  }

  void remove(String path) throws IOException {
    session().protocol().delete(path, true);
  }

  boolean isClosed(String path) throws IOException {
    return session().protocol().isFileClosed(path);
  }

  /** Has the DataNodes fetch their commands now. */
  void heartbeat() throws IOException {
    for (var dataNode : cluster.dataNodes()) {
      DataNodeTestUtils.triggerHeartbeat(((EmbeddedDataNode) dataNode).dataNode());
    }
  }

  private Session session() {
    return sessions.get(Users.SUPERUSER);
  }
}
