package io.hopsfs.tests.concurrency;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A file system reduced to what the histories need: an immutable map of absolute paths to nodes, the root left out. */
final class Tree {
  static final Tree EMPTY = new Tree(new TreeMap<>());

  private final SortedMap<String, Node> nodes;

  private Tree(SortedMap<String, Node> nodes) {
    this.nodes = nodes;
  }

  /**
   * A file or directory.
   *
   * @param fileId the inode id of a file; 0 for a directory
   */
  record Node(boolean directory, long fileId, int permission) {
    static Node newDirectory() {
      return new Node(true, 0, 0755);
    }

    static Node newFile(long fileId) {
      return new Node(false, fileId, 0644);
    }

    Node withPermission(int changed) {
      return new Node(directory, fileId, changed);
    }

    @Override
    public String toString() {
      return (directory ? "d" : "f" + fileId) + ":" + Integer.toOctalString(permission);
    }
  }

  Optional<Node> at(String path) {
    return Optional.ofNullable(nodes.get(path));
  }

  boolean isDirectory(String path) {
    return path.isEmpty() || at(path).filter(Node::directory).isPresent();
  }

  /** HDFS refuses nearly every call on a path that leads through a file. */
  boolean leadsThroughFile(String path) {
    for (String parent = parentOf(path); !parent.isEmpty(); parent = parentOf(parent)) {
      if (at(parent).filter(node -> !node.directory()).isPresent()) {
        return true;
      }
    }
    return false;
  }

  Tree with(String path, Node node) {
    SortedMap<String, Node> changed = new TreeMap<>(nodes);
    changed.put(path, node);
    return new Tree(changed);
  }

  Tree without(String path) {
    SortedMap<String, Node> changed = new TreeMap<>(nodes);
    changed.keySet().removeIf(each -> each.equals(path) || each.startsWith(path + "/"));
    return new Tree(changed);
  }

  Tree moved(String source, String destination) {
    SortedMap<String, Node> changed = new TreeMap<>(without(destination).nodes);
    for (Map.Entry<String, Node> entry : nodes.entrySet()) {
      String path = entry.getKey();
      if (path.equals(source) || path.startsWith(source + "/")) {
        changed.remove(path);
        changed.put(destination + path.substring(source.length()), entry.getValue());
      }
    }
    return new Tree(changed);
  }

  /** Names and nodes of a directory's children, in order. */
  String listing(String path) {
    SortedMap<String, Node> children = new TreeMap<>();
    nodes.forEach((each, node) -> {
      if (parentOf(each).equals(path)) {
        children.put(each.substring(path.length() + 1), node);
      }
    });
    return children.toString();
  }

  static String parentOf(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tree tree && nodes.equals(tree.nodes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(nodes);
  }

  @Override
  public String toString() {
    return nodes.toString();
  }
}
