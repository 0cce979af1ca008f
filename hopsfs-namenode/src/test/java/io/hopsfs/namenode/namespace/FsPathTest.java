package io.hopsfs.namenode.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FsPathTest {

  @Test
  void emptyComponentsVanish() {
    for (String text : new String[] {"/a/b", "//a//b", "/a/b/", "/a///b//"}) {
      assertThat(FsPath.of(text).toString()).as(text).isEqualTo("/a/b");
      assertThat(FsPath.of(text)).isEqualTo(FsPath.of("/a/b")).hasSameHashCodeAs(FsPath.of("/a/b"));
    }
    for (String text : new String[] {"/", "//", "///"}) {
      assertThat(FsPath.of(text)).as(text).isSameAs(FsPath.ROOT);
    }
  }

  @Test
  void namesAreBytesInUtf8() {
    var path = FsPath.of("/\u00e9\u00e8/\ud83d\ude80");
    assertThat(path.depth()).isEqualTo(2);
    assertThat(path.name(1)).isEqualTo("\u00e9\u00e8".getBytes(StandardCharsets.UTF_8));
    assertThat(path.lastName()).isEqualTo("\ud83d\ude80".getBytes(StandardCharsets.UTF_8));
    assertThat(path.toString()).isEqualTo("/\u00e9\u00e8/\ud83d\ude80");
  }

  @Test
  void onlyAbsolutePathsAreTaken() {
    for (String text : new String[] {"", "a", "a/b", null}) {
      assertThatThrownBy(() -> FsPath.of(text)).isExactlyInstanceOf(AssertionError.class)
          .hasMessage("Absolute path required, but got '" + text + "'");
    }
  }

  @Test
  void pathsAreTakenApartAndPutTogether() {
    var path = FsPath.of("/a/b/c");
    assertThat(path.parent()).isEqualTo(FsPath.of("/a/b"));
    assertThat(path.ancestor(0)).isSameAs(FsPath.ROOT);
    assertThat(path.child(new byte[] {'d'})).isEqualTo(FsPath.of("/a/b/c/d"));
    assertThat(FsPath.of("/x").append(path, 2)).isEqualTo(FsPath.of("/x/c"));
    assertThat(path.isAtOrBelow(FsPath.of("/a"))).isTrue();
    assertThat(path.isAtOrBelow(path)).isTrue();
    assertThat(path.isAtOrBelow(FsPath.ROOT)).isTrue();
    assertThat(FsPath.of("/ab").isAtOrBelow(FsPath.of("/a"))).isFalse();
    assertThat(FsPath.of("/a").isAtOrBelow(path)).isFalse();
  }
}
