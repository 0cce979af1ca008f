package io.hopsfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeedsTest {

  private static Seeds of(String uri, Configuration conf) throws IOException {
    return Seeds.of(URI.create(uri), conf);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "hopsfs://nn1/; nn1:8020; hopsfs-nn1-8020",
      "hopsfs://nn1:9000/a/b; nn1:9000; hopsfs-nn1-9000",
      "hopsfs://nn2:9000,nn1/; nn1:8020,nn2:9000; hopsfs-nn1-8020-nn2-9000",
      "hopsfs://nn1,nn1:8020; nn1:8020; hopsfs-nn1-8020",
      "hopsfs://10.0.0.1:8020/; 10.0.0.1:8020; hopsfs-10-0-0-1-8020",
      "hopsfs://[::1]:8020/; [::1]:8020; hopsfs----1--8020"})
  void anAuthorityNamesHostsWhosePortIsHdfssUnlessGiven(String uri, String canonical, String nameservice) throws IOException {
    var seeds = of(uri, new Configuration(false));
    assertThat(seeds.canonicalAuthority()).isEqualTo(canonical);
    assertThat(seeds.nameservice()).isEqualTo(nameservice);
    assertThat(URI.create("hdfs://" + nameservice).getHost()).as("a host for HDFS's client").isEqualTo(nameservice);
  }

  @Test
  void theHostsBecomeANameserviceBesideTheConfiguredOnes() throws IOException {
    var given = new Configuration(false);
    given.set("dfs.nameservices", "other");
    var conf = of("hopsfs://nn1,nn2:9000/", given).configure(given);
    assertThat(conf.get("dfs.nameservices")).isEqualTo("other,hopsfs-nn1-8020-nn2-9000");
    assertThat(conf.get("dfs.ha.namenodes.hopsfs-nn1-8020-nn2-9000")).isEqualTo("nn1,nn2");
    assertThat(conf.get("dfs.namenode.rpc-address.hopsfs-nn1-8020-nn2-9000.nn1")).isEqualTo("nn1:8020");
    assertThat(conf.get("dfs.namenode.rpc-address.hopsfs-nn1-8020-nn2-9000.nn2")).isEqualTo("nn2:9000");
    assertThat(conf.get("dfs.client.failover.proxy.provider.hopsfs-nn1-8020-nn2-9000"))
        .isEqualTo(LoadBalancingProxyProvider.class.getName());
    assertThat(given.get("dfs.nameservices")).as("the caller's own").isEqualTo("other");
  }

  @Test
  void aConfiguredNameserviceIsTakenAsItIs() throws IOException {
    var given = new Configuration(false);
    given.set("dfs.nameservices", "other,cluster");
    var seeds = of("hopsfs://cluster/a", given);
    assertThat(seeds.canonicalAuthority()).isEqualTo("cluster");
    var conf = seeds.configure(given);
    assertThat(conf.get("dfs.nameservices")).isEqualTo("other,cluster");
    assertThat(conf.get("dfs.client.failover.proxy.provider.cluster")).isEqualTo(LoadBalancingProxyProvider.class.getName());
  }

  @Test
  void triesAreManyWithShortWaitsUnlessSomebodyHasChosen() throws IOException {
    var given = new Configuration(false);
    given.set("dfs.client.failover.sleep.max.millis", "15000");
    given.set("dfs.client.failover.max.attempts", "3");
    var conf = of("hopsfs://nn1/", given).configure(given);
    assertThat(conf.get("dfs.client.failover.sleep.base.millis")).isEqualTo("100");
    assertThat(conf.get("dfs.client.failover.sleep.max.millis")).as("HDFS's default").isEqualTo("2000");
    assertThat(conf.get("dfs.client.failover.max.attempts")).as("a choice").isEqualTo("3");
    assertThat(conf.get("dfs.client.retry.max.attempts")).isEqualTo("60");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hopsfs://nn1,,nn2/", "hopsfs://nn1:99999/", "hopsfs://me@nn1/", "hopsfs://nn1:80,nn2:x/"})
  void anAuthorityThatNamesNoHostsIsRefused(String uri) {
    assertThatThrownBy(() -> of(uri, new Configuration(false))).isInstanceOf(IOException.class)
        .hasMessageContaining(uri).hasMessageContaining("expected hopsfs://HOST:PORT,HOST:PORT/ or hopsfs://NAMESERVICE/");
  }

  @Test
  void anAuthorityIsRequired() {
    assertThatThrownBy(() -> of("hopsfs:///a", new Configuration(false))).isInstanceOf(IOException.class)
        .hasMessage("Incomplete hopsfs URI, no host: hopsfs:///a");
  }
}
