package io.hopsfs.namenode.namespace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An absolute path, split into names. Immutable: nobody writes into the names. */
public final class FsPath {
  public static final FsPath ROOT = new FsPath("/", new byte[0][]);

  private final String text;
  private final byte[][] names;

  private FsPath(String text, byte[][] names) {
    this.text = text;
    this.names = names;
  }

  /**
   * Splits a path as HDFS does: empty components vanish. Whether the names are valid is for the ops to say.
   *
   * @throws IllegalArgumentException if the path is not absolute, with HDFS's message
   */
  public static FsPath of(String path) {
    if (path == null || !path.startsWith("/")) {
      throw new IllegalArgumentException("Absolute path required, but got '" + path + "'");
    }
    List<byte[]> names = new ArrayList<>();
    int from = 1;
    for (int at = 1; at <= path.length(); at++) {
      if (at == path.length() || path.charAt(at) == '/') {
        if (at > from) {
          names.add(path.substring(from, at).getBytes(StandardCharsets.UTF_8));
        }
        from = at + 1;
      }
    }
    return names.isEmpty() ? ROOT : of(names.toArray(new byte[0][]));
  }

  /** The path of these names below the root; the array is not copied. */
  public static FsPath of(byte[][] names) {
    var text = new StringBuilder();
    for (byte[] name : names) {
      text.append('/').append(new String(name, StandardCharsets.UTF_8));
    }
    return new FsPath(names.length == 0 ? "/" : text.toString(), names);
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
    return of(longer);
  }

  /** Whether this path is the other one or lies below it. */
  public boolean isAtOrBelow(FsPath other) {
    return names.length >= other.names.length
        && Arrays.deepEquals(Arrays.copyOf(names, other.names.length), other.names);
  }

  /** The path in HDFS's normal form, without a slash at the end. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof FsPath p && p.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
