package io.hopsfs.tests.crash;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.io.EnumSetWritable;

/**
 * Changes a directory of its own as fast as it is answered, and knows what must be there: what was acknowledged, and what one
 * call that was under way would have made of it. Used by one thread; looked at when that has ended.
 */
final class AcknowledgedWriter {
  private static final int MANY = 40;

  private final ClientProtocol namenode;
  private final String root;
  private final String client;
  private final Random random;
  private SortedMap<String, String> certain = new TreeMap<>();
  private SortedMap<String, String> underWay;
  private int acknowledged;

  AcknowledgedWriter(ClientProtocol namenode, String root, long seed) {
    this.namenode = namenode;
    this.root = root;
    this.client = "writer-" + seed;
    this.random = new Random(seed);
  }

  private interface Call {
    void run() throws IOException;
  }

  /** Works until a call fails, as it will when the NameNode is killed. */
  void run() {
    try {
      for (int i = 0; ; i++) {
        step(i);
      }
    } catch (IOException e) {
      // The NameNode is gone: what this call would have done may be there or not.
    }
  }

  private void step(int i) throws IOException {
    var next = new TreeMap<>(certain);
    String fresh = root + "/" + i;
    String old = certain.isEmpty() ? null : List.copyOf(certain.keySet()).get(random.nextInt(certain.size()));
    int choice = old == null ? 0 : certain.size() > MANY ? 3 : random.nextInt(5);
    Call call;
    switch (choice) {
      case 0 -> {
        next.put(fresh, "directory 755");
        call = () -> namenode.mkdirs(fresh, new FsPermission((short) 0755), true);
      }
      case 1 -> {
        next.put(fresh, "open file 644 x1");
        call = () -> namenode.create(fresh, new FsPermission((short) 0644), client, new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)),
            true, (short) 1, 1024 * 1024, CryptoProtocolVersion.supported(), null, null);
      }
      case 2 -> {
        next.put(fresh, next.remove(old));
        call = () -> namenode.rename(old, fresh);
      }
      case 3 -> {
        next.remove(old);
        call = () -> namenode.delete(old, true);
      }
      default -> {
        String permission = random.nextBoolean() ? "700" : "770";
        next.put(old, certain.get(old).replaceAll("\\d{3}( x1)?$", permission + "$1"));
        call = () -> namenode.setPermission(old, new FsPermission(permission));
      }
    }
    underWay = next;
    call.run();
    certain = next;
    underWay = null;
    acknowledged++;
  }

  String root() {
    return root;
  }

  int acknowledged() {
    return acknowledged;
  }

  /** What must be there if the last call was not carried out. */
  SortedMap<String, String> certain() {
    return certain;
  }

  /** What must be there if it was. */
  SortedMap<String, String> orElse() {
    return underWay == null ? certain : underWay;
  }
}
