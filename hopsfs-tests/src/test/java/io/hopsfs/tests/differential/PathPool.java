package io.hopsfs.tests.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws paths: mostly ones that a success was seen on, their children and parents; sometimes ones that nobody should think of. */
final class PathPool {
  private static final int REMEMBERED = 200;
  private static final List<String> PLAIN = List.of("a", "b", "c", "d", "dir", "file", "x1", "Data", "data");
  private static final List<String> ODD = List.of(
      "with space", " ", "trailing.", "-dash", "~", "%2F", "a+b", "#hash", "semi;colon", "quote'\"", "back\\slash", "*?[x]{y}",
      "na\u00efve", "nai\u0308ve", "\u65e5\u672c\u8a9e", "\u0645\u0644\u0641", "\ud83d\ude00", "\u00e9".repeat(127),
      "n".repeat(255), ".hidden", "...", "_COPYING_", ".Trash", "tab\tnew\nline");
  private static final List<String> BAD = List.of(
      "", ".", "..", "co:lon", "nul\u0000", "n".repeat(256), "\u00e9".repeat(128), ".snapshot", ".reserved");
  private static final List<String> WHOLE = List.of(
      "/", "", "relative", "relative/path", "//", "/.reserved", "/.reserved/.inodes", "/.reserved/raw", "/.reserved/raw/a",
      "/.reserved/other", "/.reserved/.inodes/notanumber", "/.reserved/.inodes/16385", "/.reserved/.inodes/16385/a", "/..", "/a/..",
      "/a/../b", "/a//b", "//a", "/a/", "/./a", "hdfs://elsewhere/a",
      "/deep" + "/d".repeat(1001), "/" + "l".repeat(200) + ("/" + "l".repeat(200)).repeat(40));

  private final Random random;
  private final List<String> seen = new ArrayList<>();

  PathPool(Random random) {
    this.random = random;
  }

  /** Remembers a path on which something succeeded. */
  void saw(String path) {
    if (!path.startsWith("/") || path.equals("/") || path.length() > 1500 || seen.contains(path)) {
      return;
    }
    if (seen.size() < REMEMBERED) {
      seen.add(path);
    } else {
      seen.set(random.nextInt(REMEMBERED), path);
    }
  }


  /** Any path, most likely one that makes sense. */
  String any() {
    int dice = random.nextInt(1000);
    if (dice < 8) {
      return pick(WHOLE);
    }
    if (dice < 16) {
      return child(likely(), pick(BAD));
    }
    if (dice < 30) {
      return "/.reserved/.inodes/<id of " + likely() + ">" + (random.nextInt(3) == 0 ? "/" + name() : "");
    }
    return likely();
  }

  /** A path without oddities of syntax, which a DFSClient takes as it is. */
  String likely() {
    int dice = random.nextInt(100);
    if (seen.isEmpty() || dice < 20) {
      return fresh();
    }
    String known = pick(seen);
    if (dice < 70) {
      return known;
    }
    if (dice < 90) {
      return child(known, name());
    }
    return parent(known);
  }

  /** Something below {@code path}, at times {@code path} itself. */
  String below(String path) {
    return random.nextInt(4) == 0 ? path : child(path, name());
  }

  String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  String name() {
    return random.nextInt(6) == 0 ? pick(ODD) : pick(PLAIN);
  }

  private String fresh() {
    StringBuilder path = new StringBuilder();
    int depth = 1 + random.nextInt(3);
    for (int i = 0; i < depth; i++) {
      path.append('/').append(name());
    }
    return path.toString();
  }

  private static String child(String parent, String name) {
    return parent.endsWith("/") ? parent + name : parent + "/" + name;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
