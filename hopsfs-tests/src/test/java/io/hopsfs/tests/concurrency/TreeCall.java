package io.hopsfs.tests.concurrency;

import io.hopsfs.tests.concurrency.Tree.Node;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.io.EnumSetWritable;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RetriableException;

/** A call that can be made on a real file system and, for comparison, on the model. */
sealed interface TreeCall {
  String ERROR = "error";

  /** Makes the call below {@code base}; an error of the file system is the caller's to catch. */
  String on(ClientProtocol namenode, String base) throws IOException;

  /** The call's answer, or {@link #ERROR}. A call that was not carried out is made again, as every HDFS client does. */
  default String answer(ClientProtocol namenode, String base) throws IOException {
    while (true) {
      try {
        return on(namenode, base);
      } catch (RemoteException e) {
        if (!e.getClassName().equals(RetriableException.class.getName())) {
          return ERROR;
        }
      }
    }
  }

  /** Any call on one of {@code paths}, or two; files are made in the name of {@code client}. */
  static TreeCall draw(Random random, List<String> paths, String client) {
    String path = paths.get(random.nextInt(paths.size()));
    return switch (random.nextInt(16)) {
      case 0, 1 -> new Mkdirs(path);
      case 2, 3, 4 -> new Create(path, random.nextInt(3) == 0, client);
      case 5 -> new Delete(path, random.nextBoolean());
      case 6, 7, 8, 9 -> new Rename(path, paths.get(random.nextInt(paths.size())), random.nextBoolean());
      case 10, 11 -> new SetPermission(path, 0600 + random.nextInt(64));
      case 12, 13 -> new Stat(path);
      default -> new ListDirectory(path);
    };
  }

  /**
   * What the model does.
   *
   * @param seen what the real call answered: it names the inode that a create made, which no model can know
   */
  Step on(Tree tree, String seen);

  /** An answer and the tree after it. */
  record Step(String answer, Tree after) {
    static Step error(Tree unchanged) {
      return new Step(ERROR, unchanged);
    }
  }

  record Mkdirs(String path) implements TreeCall {
    @Override
    public String on(ClientProtocol namenode, String base) throws IOException {
      return String.valueOf(namenode.mkdirs(base + path, new FsPermission((short) 0755), true));
    }

    @Override
    public Step on(Tree tree, String seen) {
      Tree after = tree;
      for (int end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
        String part = end < 0 ? path : path.substring(0, end);
        if (after.at(part).isPresent()) {
          if (!after.isDirectory(part)) {
            return Step.error(tree);
          }
        } else {
          after = after.with(part, Node.newDirectory());
        }
        if (end < 0) {
          return new Step("true", after);
        }
      }
    }
  }

  record Create(String path, boolean overwrite, String client) implements TreeCall {
    @Override
    public String on(ClientProtocol namenode, String base) throws IOException {
      EnumSet<CreateFlag> flags = overwrite ? EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE) : EnumSet.of(CreateFlag.CREATE);
      return Long.toString(namenode.create(base + path, new FsPermission((short) 0644), client, new EnumSetWritable<>(flags), false,
          (short) 1, 1 << 20, CryptoProtocolVersion.supported(), null, null).getFileId());
    }

    @Override
    public Step on(Tree tree, String seen) {
      boolean taken = tree.at(path).isPresent() && (!overwrite || tree.isDirectory(path));
      if (taken || !tree.isDirectory(Tree.parentOf(path))) {
        return Step.error(tree);
      }
      // When the real call failed, any id will do: the answers differ anyway.
      return seen.equals(ERROR) ? new Step("created", tree) : new Step(seen, tree.with(path, Node.newFile(Long.parseLong(seen))));
    }
  }

  record Delete(String path, boolean recursive) implements TreeCall {
    @Override
    public String on(ClientProtocol namenode, String base) throws IOException {
      return String.valueOf(namenode.delete(base + path, recursive));
    }

    @Override
    public Step on(Tree tree, String seen) {
      if (tree.leadsThroughFile(path)) {
        return Step.error(tree);
      }
      if (tree.at(path).isEmpty()) {
        return new Step("false", tree);
      }
      return !recursive && tree.isDirectory(path) && !tree.listing(path).equals("{}")
          ? Step.error(tree) : new Step("true", tree.without(path));
    }
  }

  record Rename(String source, String destination, boolean overwrite) implements TreeCall {
    @Override
    public String on(ClientProtocol namenode, String base) throws IOException {
      namenode.rename2(base + source, base + destination, overwrite ? Options.Rename.OVERWRITE : Options.Rename.NONE);
      return "done";
    }

    @Override
    public Step on(Tree tree, String seen) {
      if (tree.at(source).isEmpty() || (destination + "/").startsWith(source + "/") || !tree.isDirectory(Tree.parentOf(destination))) {
        return Step.error(tree);
      }
      if (tree.at(destination).isPresent()) {
        boolean sameKind = tree.isDirectory(source) == tree.isDirectory(destination);
        if (!overwrite || !sameKind || !tree.listing(destination).equals("{}")) {
          return Step.error(tree);
        }
      }
      return new Step("done", tree.moved(source, destination));
    }
  }

  record SetPermission(String path, int permission) implements TreeCall {
    @Override
    public String on(ClientProtocol namenode, String base) throws IOException {
      namenode.setPermission(base + path, new FsPermission((short) permission));
      return "done";
    }

    @Override
    public Step on(Tree tree, String seen) {
      return tree.at(path).map(node -> new Step("done", tree.with(path, node.withPermission(permission)))).orElse(Step.error(tree));
    }
  }

  record Stat(String path) implements TreeCall {
    @Override
    public String on(ClientProtocol namenode, String base) throws IOException {
      HdfsFileStatus status = namenode.getFileInfo(base + path);
      return status == null ? "absent" : node(status).toString();
    }

    @Override
    public Step on(Tree tree, String seen) {
      // Of all calls, a superuser's stat alone finds nothing, instead of being refused, below a file.
      return new Step(tree.at(path).map(Node::toString).orElse("absent"), tree);
    }
  }

  record ListDirectory(String path) implements TreeCall {
    @Override
    public String on(ClientProtocol namenode, String base) throws IOException {
      DirectoryListing listing = namenode.getListing(base + path, HdfsFileStatus.EMPTY_NAME, false);
      if (listing == null) {
        return "absent";
      }
      SortedMap<String, Node> children = new TreeMap<>();
      for (HdfsFileStatus status : listing.getPartialListing()) {
        children.put(status.getLocalName(), node(status));
      }
      return children.toString();
    }

    @Override
    public Step on(Tree tree, String seen) {
      if (tree.leadsThroughFile(path)) {
        return Step.error(tree);
      }
      if (!tree.isDirectory(path)) {
        // A file lists itself, under an empty name.
        return new Step(tree.at(path).map(node -> "{=" + node + "}").orElse("absent"), tree);
      }
      return new Step(tree.listing(path), tree);
    }
  }

  private static Node node(HdfsFileStatus status) {
    return new Node(status.isDirectory(), status.isDirectory() ? 0 : status.getFileId(), status.getPermission().toShort());
  }
}
