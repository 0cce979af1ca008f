package io.hopsfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveNamenodeTest {

  @Test
  void aLineIsANamenodeAndUnknownFieldsAreLeftToLaterVersions() {
    assertThat(LiveNamenode.parse("id=3 rpc=nn3:8020 http=nn3:9870 leader=true\n\nid=12 zone=x rpc=10.0.0.2:8020 http=10.0.0.2:9870 leader=false\n"))
        .containsExactly(new LiveNamenode(3, "nn3:8020", "nn3:9870", true), new LiveNamenode(12, "10.0.0.2:8020", "10.0.0.2:9870", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Success", "id=3 http=a:1", "id=x rpc=a:1 http=a:2", "id=1 id=2 rpc=a:1 http=a:2", "rpc=a:1 http=a:2"})
  void whatIsNoNamenodeIsRefusedByName(String line) {
    assertThatThrownBy(() -> LiveNamenode.parse(line)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not the description of a NameNode: " + line);
  }
}
