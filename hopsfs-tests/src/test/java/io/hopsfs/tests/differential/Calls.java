package io.hopsfs.tests.differential;

import io.hopsfs.tests.differential.Operation.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.QuotaUsage;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.protocol.BatchedDirectoryListing;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsPartialListing;
import org.apache.hadoop.hdfs.protocol.LastBlockWithStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.io.EnumSetWritable;

/** The vocabulary of the sequences: every call that they are made of. */
final class Calls {
  private static final byte[] DATA = new byte[4096];

  static {
    for (int i = 0; i < DATA.length; i++) {
      DATA[i] = (byte) (i * 31);
    }
  }

  private Calls() {
  }

  /** Something a call does that has no result. */
  @FunctionalInterface
  private interface Action {
    void on(Session session) throws Exception;
  }

  static Operation mkdirs(String user, String path, int permission, boolean createParent) {
    return operation(user, "mkdirs", List.of(quote(path), octal(permission), createParent), s -> Outcome.of(
        s.protocol().mkdirs(s.path(path), new FsPermission((short) permission), createParent)));
  }

  static Operation create(String user, String client, String path, int permission, EnumSet<CreateFlag> flags, boolean createParent,
      int replication, long blockSize) {
    return operation(user, "create",
        List.of(client, quote(path), octal(permission), flags, createParent, replication, blockSize), s -> {
          HdfsFileStatus status = s.protocol().create(s.path(path), new FsPermission((short) permission), client,
              new EnumSetWritable<>(flags), createParent, (short) replication, blockSize, CryptoProtocolVersion.supported(), null, null);
          s.opened(path, status.getFileId(), null);
          return new Answer().status(status).outcome();
        });
  }

  /** Writes a whole file with data through the DataNode. */
  static Operation write(String user, String path, int length, int blockSize, boolean overwrite) {
    return action(user, "write", List.of(quote(path), length, blockSize, overwrite), s -> {
      EnumSet<CreateFlag> flags = overwrite ? EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE) : EnumSet.of(CreateFlag.CREATE);
      try (var out = s.client().create(path, FsPermission.getFileDefault(), flags, true, (short) 1, blockSize, null, 4096, null)) {
        out.write(DATA, 0, length);
      }
    });
  }

  /** Appends data through the DataNode. */
  static Operation appendData(String user, String path, int length) {
    return action(user, "appendData", List.of(quote(path), length), s -> {
      try (var out = s.client().append(path, 4096, EnumSet.of(CreateFlag.APPEND), null, null)) {
        out.write(DATA, 0, length);
      }
    });
  }

  /** Reads a file through the DataNode. */
  static Operation read(String user, String path) {
    return operation(user, "read", List.of(quote(path)), s -> {
      try (var in = s.client().open(path)) {
        return Outcome.of("data " + Arrays.hashCode(in.readAllBytes()));
      }
    });
  }

  /** Opens for append and writes nothing. */
  static Operation append(String user, String client, String path, EnumSet<CreateFlag> flags) {
    return operation(user, "append", List.of(client, quote(path), flags), s -> {
      LastBlockWithStatus last = s.protocol().append(s.path(path), client, new EnumSetWritable<>(flags));
      LocatedBlock block = last.getLastBlock();
      s.opened(path, last.getFileStatus().getFileId(), block == null ? null : block.getBlock());
      return new Answer().status(last.getFileStatus()).add(" ").block(block).outcome();
    });
  }

  static Operation complete(String user, String client, String path) {
    return operation(user, "complete", List.of(client, quote(path)), s -> {
      s.completing(path);
      return Outcome.of(s.protocol().complete(s.path(path), client, s.lastBlock(path), s.fileId(path)));
    });
  }

  static Operation addBlock(String user, String client, String path) {
    return operation(user, "addBlock", List.of(client, quote(path)), s -> {
      LocatedBlock block = s.protocol().addBlock(s.path(path), client, s.lastBlock(path), null, s.fileId(path), null,
          EnumSet.noneOf(AddBlockFlag.class));
      s.allocated(path, block.getBlock());
      return new Answer().block(block).outcome();
    });
  }

  static Operation abandonBlock(String user, String client, String path) {
    return operation(user, "abandonBlock", List.of(client, quote(path)), s -> {
      if (s.lastBlock(path) == null) {
        return Outcome.of("no block to abandon");
      }
      s.protocol().abandonBlock(s.lastBlock(path), s.fileId(path), s.path(path), client);
      s.allocated(path, null);
      return Outcome.of("done");
    });
  }

  /** Tells a length only of a block that the client is writing: stock HDFS would take it for one that is committed, too. */
  static Operation fsync(String user, String client, String path, long lastBlockLength) {
    return action(user, "fsync", List.of(client, quote(path), lastBlockLength), s ->
        s.protocol().fsync(s.path(path), s.fileId(path), client, s.writesLastBlock(path) ? lastBlockLength : -1));
  }

  /** A recovery ends when the DataNodes get to it: the file is deleted at once, so that the sequence does not depend on when that is. */
  static Operation recoverLease(String user, String client, String path) {
    return operation(user, "recoverLease", List.of(client, quote(path)), s -> {
      boolean closed = s.protocol().recoverLease(s.path(path), client);
      if (!closed) {
        s.removeAsSuperuser(path);
      }
      return Outcome.of(closed ? "closed" : "recovering");
    });
  }

  static Operation truncate(String user, String client, String path, long newLength) {
    return operation(user, "truncate", List.of(client, quote(path), newLength), s -> {
      boolean done = s.protocol().truncate(s.path(path), newLength, client);
      return Outcome.of(done ? "done" : "settles " + s.settles(s.path(path)));
    });
  }

  static Operation concat(String user, String target, List<String> sources) {
    return action(user, "concat", List.of(quote(target), sources.stream().map(Calls::quote).toList()), s -> {
      String[] paths = new String[sources.size()];
      for (int i = 0; i < paths.length; i++) {
        paths[i] = s.path(sources.get(i));
      }
      s.protocol().concat(s.path(target), paths);
    });
  }

  @SuppressWarnings("deprecation")
  static Operation rename(String user, String source, String destination) {
    return operation(user, "rename", List.of(quote(source), quote(destination)), s -> Outcome.of(
        s.protocol().rename(s.path(source), s.path(destination))));
  }

  static Operation rename2(String user, String source, String destination, Options.Rename option) {
    return action(user, "rename2", List.of(quote(source), quote(destination), option), s ->
        s.protocol().rename2(s.path(source), s.path(destination), option));
  }

  static Operation delete(String user, String path, boolean recursive) {
    return operation(user, "delete", List.of(quote(path), recursive), s -> Outcome.of(s.protocol().delete(s.path(path), recursive)));
  }

  static Operation setPermission(String user, String path, int permission) {
    return action(user, "setPermission", List.of(quote(path), octal(permission)), s ->
        s.protocol().setPermission(s.path(path), new FsPermission((short) permission)));
  }

  static Operation setOwner(String user, String path, String owner, String group) {
    return action(user, "setOwner", List.of(quote(path), String.valueOf(owner), String.valueOf(group)), s ->
        s.protocol().setOwner(s.path(path), owner, group));
  }

  static Operation setTimes(String user, String path, long modified, long accessed) {
    return action(user, "setTimes", List.of(quote(path), modified, accessed), s ->
        s.protocol().setTimes(s.path(path), modified, accessed));
  }

  static Operation setReplication(String user, String path, int replication) {
    return operation(user, "setReplication", List.of(quote(path), replication), s -> Outcome.of(
        s.protocol().setReplication(s.path(path), (short) replication)));
  }

  static Operation getFileInfo(String user, String path) {
    return operation(user, "getFileInfo", List.of(quote(path)), s ->
        new Answer().status(s.protocol().getFileInfo(s.path(path))).outcome());
  }

  static Operation getFileLinkInfo(String user, String path) {
    return operation(user, "getFileLinkInfo", List.of(quote(path)), s ->
        new Answer().status(s.protocol().getFileLinkInfo(s.path(path))).outcome());
  }

  static Operation getLocatedFileInfo(String user, String path) {
    return operation(user, "getLocatedFileInfo", List.of(quote(path)), s ->
        new Answer().status(s.protocol().getLocatedFileInfo(s.path(path), false)).outcome());
  }

  /**
   * Stock HDFS orders names by signed bytes, we by unsigned ones: where that shows, in directories with names beyond ASCII, the
   * pages together are compared, else page by page.
   */
  static Operation getListing(String user, String path, String startAfter, boolean locations) {
    return operation(user, "getListing", List.of(quote(path), quote(startAfter), locations), s -> {
      String resolved = s.path(path);
      DirectoryListing page = s.protocol().getListing(resolved, startAfter.getBytes(StandardCharsets.UTF_8), locations);
      if (page == null) {
        return Outcome.of("absent");
      }
      List<HdfsFileStatus> all = Listings.all(s.protocol(), resolved, locations);
      if (Listings.orderIsPlain(all) && Listings.isAscii(startAfter)) {
        Answer answer = new Answer().add("more=" + page.hasMore());
        Arrays.stream(page.getPartialListing()).forEach(answer::status);
        return answer.outcome();
      }
      Answer answer = new Answer().add("all");
      Listings.byName(all).forEach(answer::status);
      return answer.outcome();
    });
  }

  /**
   * Says how many entries each part has where the order of names shows; see {@link #getListing}. Without locations: stock HDFS
   * drops the rest of a directory whose page it cuts for having too many.
   */
  static Operation getBatchedListing(String user, List<String> paths) {
    return operation(user, "getBatchedListing", List.of(paths.stream().map(Calls::quote).toList()), s -> {
      String[] sources = new String[paths.size()];
      boolean plain = true;
      for (int i = 0; i < sources.length; i++) {
        sources[i] = s.path(paths.get(i));
        plain &= Listings.orderIsPlain(s, sources[i]);
      }
      BatchedDirectoryListing batch = s.protocol().getBatchedListing(sources, HdfsFileStatus.EMPTY_NAME, false);
      Answer answer = new Answer().add("more=" + batch.hasMore());
      for (HdfsPartialListing part : batch.getListings()) {
        answer.add(" #" + part.getParentIdx());
        if (part.getException() != null) {
          answer.add(" throws " + part.getException().getClassName());
        } else if (plain) {
          part.getPartialListing().forEach(answer::status);
        } else {
          answer.add(" entries=" + part.getPartialListing().size());
        }
      }
      return answer.outcome();
    });
  }

  static Operation getBlockLocations(String user, String path, long offset, long length) {
    return operation(user, "getBlockLocations", List.of(quote(path), offset, length), s ->
        new Answer().blocks(s.protocol().getBlockLocations(s.path(path), offset, length)).outcome());
  }

  static Operation getContentSummary(String user, String path) {
    return operation(user, "getContentSummary", List.of(quote(path)), s ->
        new Answer().summary(s.protocol().getContentSummary(s.path(path))).outcome());
  }

  /** The space of the root is left out: stock HDFS keeps a counter there, and some truncations let it drift below zero. */
  static Operation getQuotaUsage(String user, String path) {
    return operation(user, "getQuotaUsage", List.of(quote(path)), s -> {
      QuotaUsage usage = s.protocol().getQuotaUsage(s.path(path));
      return usage.getQuota() == Long.MAX_VALUE
          ? Outcome.of("root count=" + usage.getFileAndDirectoryCount()) : new Answer().usage(usage).outcome();
    });
  }

  /** @param type null for the quotas of all types together */
  static Operation setQuota(String user, String path, long inodes, long space, StorageType type) {
    return action(user, "setQuota", List.of(quote(path), inodes, space, String.valueOf(type)), s ->
        s.protocol().setQuota(s.path(path), inodes, space, type));
  }

  /**
   * The quotas of directories and what is used of them, by the counters. Where a count of what is there comes to something
   * else, this is a failed assertion: counters of stock HDFS drift at times.
   */
  static Operation quotas(List<String> directories) {
    return operation(Users.SUPERUSER, "quotas", List.of(directories.stream().map(Calls::quote).toList()), s -> {
      Answer answer = new Answer();
      for (String directory : directories) {
        if (s.protocol().getFileInfo(directory) == null) {
          answer.add("absent ");
          continue;
        }
        QuotaUsage usage = s.protocol().getQuotaUsage(directory);
        ContentSummary counted = s.protocol().getContentSummary(directory);
        if (usage.getSpaceConsumed() != counted.getSpaceConsumed()
            || usage.getFileAndDirectoryCount() != counted.getFileAndDirectoryCount()) {
          throw new AssertionError(directory + " uses " + usage + ", but a count says " + counted);
        }
        answer.usage(usage).add(" ").summary(counted).add(" ");
        for (StorageType type : StorageType.getTypesSupportingQuota()) {
          answer.add(type + "=" + usage.getTypeQuota(type) + "," + counted.getTypeQuota(type) + " ");
        }
      }
      return answer.outcome();
    });
  }

  static Operation isFileClosed(String user, String path) {
    return operation(user, "isFileClosed", List.of(quote(path)), s -> Outcome.of(s.protocol().isFileClosed(s.path(path))));
  }

  static Operation getPreferredBlockSize(String user, String path) {
    return operation(user, "getPreferredBlockSize", List.of(quote(path)), s -> Outcome.of(
        s.protocol().getPreferredBlockSize(s.path(path))));
  }

  static Operation checkAccess(String user, String path, FsAction mode) {
    return action(user, "checkAccess", List.of(quote(path), mode), s -> s.protocol().checkAccess(s.path(path), mode));
  }

  /** Everything there is, page by page, with all attributes. */
  static Operation wholeTree() {
    return operation(Users.SUPERUSER, "wholeTree", List.of(), s -> {
      Answer answer = new Answer().status(s.protocol().getFileInfo("/"));
      Deque<String> directories = new ArrayDeque<>(List.of("/"));
      while (!directories.isEmpty()) {
        String directory = directories.pop();
        answer.add("\n" + directory);
        for (HdfsFileStatus child : Listings.byName(Listings.all(s.protocol(), directory, true))) {
          answer.add("\n  ").status(child);
          if (child.isDirectory()) {
            directories.push((directory.equals("/") ? "" : directory) + "/" + child.getLocalName());
          }
        }
      }
      return answer.outcome();
    });
  }

  private static Operation action(String user, String kind, List<Object> arguments, Action action) {
    return operation(user, kind, arguments, session -> {
      action.on(session);
      return Outcome.of("done");
    });
  }

  private static Operation operation(String user, String kind, List<Object> arguments, Call call) {
    String list = arguments.toString();
    return new Operation(kind, user, kind + "(" + list.substring(1, list.length() - 1) + ")", call);
  }

  private static String octal(int permission) {
    return "0" + Integer.toOctalString(permission);
  }

  /** Readable, and to be pasted into a test. */
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
