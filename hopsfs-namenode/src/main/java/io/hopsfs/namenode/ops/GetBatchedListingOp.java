package io.hopsfs.namenode.ops;

import io.hopsfs.dal.StoreException;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.BatchedDirectoryListing;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsPartialListing;
import org.apache.hadoop.ipc.RemoteException;

/**
 * The entries of several paths, as many as one answer holds; what fails for one path is told beside the others' entries.
 *
 * @param startAfter where the answer before has ended, as it said; empty at first
 */
public record GetBatchedListingOp(String[] srcs, byte[] startAfter, boolean needLocation)
    implements ReadOp<BatchedDirectoryListing> {
  private static final byte[] FIRST = new byte[0];

  @Override
  public BatchedDirectoryListing run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    if (srcs.length > ns.limits().batchedLsLimit()) {
      throw new IllegalArgumentException(
          String.format("Too many source paths (%d > %d)", srcs.length, ns.limits().batchedLsLimit()));
    }
    var cursor = startAfter.length == 0 ? new Cursor(0, FIRST) : Cursor.decode(startAfter, digest());
    List<HdfsPartialListing> listings = new ArrayList<>();
    int entries = 0;
    while (cursor.index < srcs.length && entries < ns.limits().lsLimit()) {
      int index = cursor.index;
      DirectoryListing listing = null;
      try {
        listing = list(rows, caller, ns, index, cursor.after);
        listings.add(new HdfsPartialListing(index, Arrays.asList(listing.getPartialListing())));
        entries += listing.getPartialListing().length;
      } catch (StoreException e) {
        throw e;
      } catch (IOException | IllegalArgumentException e) {
        listings.add(new HdfsPartialListing(index, new RemoteException(e.getClass().getCanonicalName(), e.getMessage())));
      }
      cursor = listing != null && listing.hasMore() ? new Cursor(index, listing.getLastName()) : new Cursor(index + 1, FIRST);
    }
    boolean more = cursor.index < srcs.length;
    return new BatchedDirectoryListing(listings.toArray(new HdfsPartialListing[0]), more,
        more ? cursor.encode(digest()) : FIRST);
  }

  private DirectoryListing list(Rows rows, Caller caller, Namesystem ns, int index, byte[] after) throws IOException {
    var listing = ns.lister().list(rows, caller, srcs[index], after, needLocation);
    if (listing == null) {
      throw new FileNotFoundException("Path " + srcs[index] + " does not exist");
    }
    return listing;
  }

  /** Tells whether a cursor belongs to these paths. */
  private byte[] digest() {
    try {
      var md5 = MessageDigest.getInstance("MD5");
      for (String src : srcs) {
        md5.update(src.getBytes(StandardCharsets.UTF_8));
      }
      return md5.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  /** Where to go on: after a name in the listing of a path. Only we read it again. */
  private record Cursor(int index, byte[] after) {
    private static final int DIGEST = 16;

    byte[] encode(byte[] digest) {
      return ByteBuffer.allocate(DIGEST + Integer.BYTES + after.length).put(digest).putInt(index).put(after).array();
    }

    static Cursor decode(byte[] encoded, byte[] digest) {
      if (encoded.length < DIGEST + Integer.BYTES || !Arrays.equals(encoded, 0, DIGEST, digest, 0, DIGEST)) {
        throw new IllegalArgumentException("the cursor belongs to another batched listing");
      }
      var in = ByteBuffer.wrap(encoded).position(DIGEST);
      int index = in.getInt();
      if (index < 0) {
        throw new IllegalArgumentException("the cursor points before the first path");
      }
      return new Cursor(index, Arrays.copyOfRange(encoded, in.position(), encoded.length));
    }
  }
}
