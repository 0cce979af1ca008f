package io.hopsfs.namenode.namespace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An absolute path, split into names. Immutable: nobody writes into the names. */
public final class FsPath {
  private static final byte SEPARATOR = '/';
  public static final FsPath ROOT = new FsPath(new byte[0][]);

  private final byte[][] names;
  /** Made when first asked for: most paths are looked up and never printed. */
  private String text;

  private FsPath(byte[][] names) {
    this.names = names;
  }

  /**
   * Splits a path as HDFS does: empty components vanish. Whether the names are valid is for the ops to say.
   *
   * @throws AssertionError if the path is not absolute: the very class and message that HDFS answers with
   */
  public static FsPath of(String path) {
    if (path == null || path.isEmpty() || path.charAt(0) != SEPARATOR) {
      throw new AssertionError("Absolute path required, but got '" + path + "'");
    }
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    int count = 0;
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] != SEPARATOR && bytes[i - 1] == SEPARATOR) {
        count++;
      }
    }
    if (count == 0) {
      return ROOT;
    }
    var names = new byte[count][];
    int at = 0;
    for (int i = 0; i < count; i++) {
      while (bytes[at] == SEPARATOR) {
        at++;
      }
      int from = at;
      while (at < bytes.length && bytes[at] != SEPARATOR) {
        at++;
      }
      names[i] = Arrays.copyOfRange(bytes, from, at);
    }
    return new FsPath(names);
  }

  /** The path of these names below the root; the array is not copied. */
  public static FsPath of(byte[][] names) {
    return names.length == 0 ? ROOT : new FsPath(names);
  }

  /** How many names lie below the root; 0 for the root itself. */
  public int depth() {
    return names.length;
  }

  public boolean isRoot() {
    return names.length == 0;
  }

  /** The name at a depth, from 1. */
  public byte[] name(int depth) {
    return names[depth - 1];
  }

  public byte[] lastName() {
    return names[names.length - 1];
  }

  public FsPath parent() {
    return ancestor(names.length - 1);
  }

  /** The first so many names. */
  public FsPath ancestor(int depth) {
    return depth == names.length ? this : of(Arrays.copyOf(names, depth));
  }

  public FsPath child(byte[] name) {
    var longer = Arrays.copyOf(names, names.length + 1);
    longer[names.length] = name;
    return new FsPath(longer);
  }

  /** This path with the names of the other one from a depth on appended. */
  public FsPath append(FsPath other, int afterDepth) {
    var longer = Arrays.copyOf(names, names.length + other.names.length - afterDepth);
    System.arraycopy(other.names, afterDepth, longer, names.length, other.names.length - afterDepth);
    return of(longer);
  }

  /** Whether this path is the other one or lies below it. */
  public boolean isAtOrBelow(FsPath other) {
    if (names.length < other.names.length) {
      return false;
    }
    for (int i = other.names.length - 1; i >= 0; i--) {
      if (!Arrays.equals(names[i], other.names[i])) {
        return false;
      }
    }
    return true;
  }

  /** Compares the first so many names of two paths, one after the other. */
  int compareTo(FsPath other, int depth) {
    for (int i = 0; i < depth; i++) {
      int byName = Arrays.compareUnsigned(names[i], other.names[i]);
      if (byName != 0) {
        return byName;
      }
    }
    return 0;
  }

  /** The path in HDFS's normal form, without a slash at the end. */
  @Override
  public String toString() {
    if (text == null) {
      text = render();
    }
    return text;
  }

  private String render() {
    if (names.length == 0) {
      return "/";
    }
    int length = names.length;
    for (byte[] name : names) {
      length += name.length;
    }
    var bytes = new byte[length];
    int at = 0;
    for (byte[] name : names) {
      bytes[at++] = SEPARATOR;
      System.arraycopy(name, 0, bytes, at, name.length);
      at += name.length;
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof FsPath p && Arrays.deepEquals(p.names, names);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(names);
  }
}
